"""A column: its changes in the form that keeps readers and writers going where the table is large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import NOT_NULL, Column
from neonctl_py.model.constraint import Check
from neonctl_py.model.helper_names import not_null_check
from neonctl_py.model.table import Heir
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.defaults import is_volatile
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.lineage import RETYPED, all_below, is_dropped_alone, is_taken_over, parents_of
from neonctl_py.plan.order import Phase
from neonctl_py.plan.rules import column_types, expand, strict_children
from neonctl_py.plan.rules.sql import sql_step
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 31
_FORGOTTEN = ("storage", "compression")
"""With a column's type."""


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The types that its type, default and expression mention; for a generated column, the columns that it reads."""
    database = address.container("database")
    if not isinstance(value, Column) or database is None or address.parent is None:
        return
    for place in world.mentioned(f"{value.type} {value.default or ''} {value.collation or ''}", database):
        yield place
        if place.kind == "domain":  # Postgres checks no domain that a column has in an array
            yield from (part for part in world.parts_of(place) if part.kind == "constraint")
    if value.generated:
        yield from world.mentioned_in(value.generated, address.parent)
        yield from (place for place in world.columns_in(value.generated, address.parent) if place != address)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Columns of a table that is created come with it, so here the table is there."""
    if (staged := world.staged.get(change.address)) is not None:
        yield from expand.steps(world, change, staged, _alter)
        return
    if change.moved_from is not None:
        yield sql_step(change, "rename", None, hazards=(Hazard.BREAKS_RUNNING_CODE,))
    match change.action:
        case Action.CREATE:
            yield from _add(world, change)
        case Action.DELETE if not change.because and is_taken_over(change.address, world.desired.objects):
            yield from _hand_over(world, change)
        case Action.DELETE:
            alone = is_dropped_alone(change.address, world.desired.objects, world.objects, world.kin.heirs)
            yield sql_step(
                change,
                "drop_alone" if alone else "drop",
                None,
                phase=Phase.REMOVE,
                hazards=(Hazard.DELETES_DATA,),
                effect=_effect(world, change),
            )
        case Action.REPLACE:
            yield sql_step(
                change, "drop", None, phase=Phase.REMOVE, after=None, hazards=(Hazard.DELETES_DATA,)
            )
            yield from _add(world, change)
        case Action.UPDATE if change.because and isinstance(change.before, Column):
            yield from _without_it_meanwhile(world, change, change.before)
        case Action.UPDATE:
            yield from _alter(world, change)
        case _:
            return


def _hand_over(world: World, change: Change) -> Iterator[Planned]:
    """The parent gets a column that was the child's own: the values go over to the one that the child inherits."""
    large = change.address.parent is None or not world.is_small(change.address.parent)
    hazards = (Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS) if large else ()
    reason = "a parent has it from now on: the values are kept"
    yield sql_step(change, "set_aside", None, phase=Phase.LEAVE, reason=reason)
    yield sql_step(
        change,
        "take_back",
        None,
        phase=Phase.REMOVE,
        hazards=hazards,
        effect=_effect(world, change),
        reason=reason,
    )


def _without_it_meanwhile(world: World, change: Change, before: Column) -> Iterator[Planned]:
    """What its default calls, or the collation that it sorts by, is made anew."""
    gone: dict[str, Any] = {"default": None}
    if any(place.kind == "collation" for place in change.because) and before.collation is not None:
        gone["collation"] = None
    bare = replace(before, **gone)
    left = tuple(name for name in gone if getattr(before, name) is not None)
    yield sql_step(change, "alter", None, phase=Phase.REMOVE, after=bare, changed=left)
    comes = tuple(
        Difference(name, None, wanted)
        for name in gone
        if (wanted := getattr(change.after, name, None)) is not None
    )
    others = tuple(item for item in change.differences if item.field not in gone)
    yield from _alter(world, replace(change, before=bare, differences=(*others, *comes)))


def _add(world: World, change: Change) -> Iterator[Planned]:
    value = change.after
    assert isinstance(value, Column)  # noqa: S101  a creation has its value
    assert change.address.parent is not None  # noqa: S101  a column is in a table
    rows = world.size(change.address.parent)[0]
    fills = value.default or value.identity or value.generated
    hazards = [Hazard.MAY_FAIL_ON_DATA] if not value.nullable and not fills else []
    rewrites = bool(
        value.identity or (value.generated and value.stored) or _is_volatile(world, change, value.default)
    )
    large = not world.is_small(change.address.parent)
    if rewrites and large:
        hazards += [Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS]
    yield sql_step(
        change,
        "add",
        None,
        before=None,
        changed=(),
        hazards=tuple(hazards) if rows or large else (),
        transaction=Transaction.OWN if rewrites and large else Transaction.SHARED,
        effect=_effect(world, change) if rewrites else Effect(),
    )


def _is_volatile(world: World, change: Change, default: str | None) -> bool:
    """Postgres' own functions are known by name, the database's by what they say of themselves."""
    database = change.address.container("database")
    if not default or database is None:
        return False
    called = [
        world.desired.objects.get(place, world.objects.get(place))
        for place in world.mentioned(default, database)
    ]
    return is_volatile(default) or any(getattr(held, "volatility", "") == "volatile" for held in called)


def _alter(world: World, change: Change) -> Iterator[Planned]:
    table = change.address.parent
    assert table is not None  # noqa: S101  a column is in a table
    small = world.is_small(table)
    fields = [item.field for item in change.differences]
    if RETYPED & set(fields):
        yield from _without_defaults_below(world, change)
        fields += [
            name for name in _FORGOTTEN if name not in fields and getattr(change.after, name) is not None
        ]
    if "type" in fields or "collation" in fields or "generated" in fields:
        yield _retype(world, change, small=small)
        fields = [name for name in fields if name not in ("type", "collation", "generated", "stored")]
    if _gives_way(change):
        before = change.before
        bare = replace(before, identity=None) if isinstance(before, Column) else before
        yield sql_step(change, "alter", None, phase=Phase.LEAVE, after=bare, changed=("identity",))
        change = replace(change, before=bare)
        fields.remove("identity")
    nullable = change.difference("nullable")
    proven = getattr(change.after, "not_null_validated", True)
    of_children = list(strict_children.steps(world, change)) if nullable is not None else []
    if strict_children.is_parents_alone(world, change):
        fields = [name for name in fields if name not in NOT_NULL]
        yield from _comment_on_parents_word(change)
    at_once = small or _is_proven_above(world, change, table)
    if "nullable" in fields and nullable is not None and nullable.after is False and proven and not at_once:
        strict = [name for name in fields if name in NOT_NULL]
        yield from _set_not_null_online(world, change, strict, of_children)
        of_children = []
        fields = [name for name in fields if name not in NOT_NULL]
    later = "not_null_validated" in fields and proven and nullable is None and not at_once
    if later:
        fields.remove("not_null_validated")
    if not getattr(change.after, "nullable", True):
        yield from of_children
        of_children = []
    if fields:
        tightens = proven and {"nullable", "not_null_validated"} & set(fields)
        tightens = tightens and not getattr(change.after, "nullable", True)
        inherited = {"not_null_no_inherit", "nullable"} & set(fields) and _has_children(world, change)
        yield sql_step(
            change,
            "alter",
            None,
            changed=tuple(fields),
            form="with children" if inherited else "",
            hazards=(Hazard.MAY_FAIL_ON_DATA,) if tightens else (),
        )
    if later:  # under the name that it has then
        yield _validate_not_null(world, change)
    yield from of_children


def _without_defaults_below(world: World, change: Change) -> Iterator[Planned]:
    """Children's own defaults, which Postgres would cast or refuse to: they are said again by the children. (Where it has one itself,
    that goes first, with all of theirs.)
    """
    table, name = change.address.parent, (change.moved_from or change.address).name[-1]
    if table is None or getattr(change.before, "default", None) is not None:
        return
    there = world.observed.objects
    for heir in all_below(world.kin.children, table):
        moved = world.changes.get(heir)
        place = (moved.moved_from if moved is not None else None) or heir
        own, held = there.get(place.child("column", name)), there.get(place)
        said = {item.column: item.default for item in held.overrides} if isinstance(held, Heir) else {}
        if getattr(own, "default", None) is not None or isinstance(said.get(name), str):
            yield sql_step(change, "drop_defaults", None, changed=("default",), after=change.before)
            return


def _comment_on_parents_word(change: Change) -> Iterator[Planned]:
    """On the NOT NULL that it gets by its parent's change."""
    after = change.after
    if isinstance(after, Column) and isinstance(after.not_null_comment, str):
        bare = replace(after, not_null_comment=None)
        yield sql_step(change, "alter", None, before=bare, changed=("not_null_comment",))


def _has_children(world: World, change: Change) -> bool:
    return change.address.parent in world.kin.children


def _validate_not_null(world: World, change: Change) -> Planned:
    return sql_step(
        change,
        "alter",
        None,
        changed=("not_null_validated",),
        transaction=Transaction.OWN,
        form="validate",
        hazards=(Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA),
        effect=_effect(world, change, "SHARE UPDATE EXCLUSIVE"),
    )


def _gives_way(change: Change) -> bool:
    """An identity column that gets a sequence by its default: that may want the name of the identity's own."""
    return (
        isinstance(change.before, Column)
        and isinstance(change.after, Column)
        and change.before.identity is not None
        and change.after.identity is None
        and change.after.default is not None
    )


def _retype(world: World, change: Change, *, small: bool) -> Planned:
    before, after = change.before, change.after
    assert isinstance(before, Column)  # noqa: S101  an update has both sides
    assert isinstance(after, Column)  # noqa: S101  an update has both sides
    hazards: list[Hazard] = []
    if before.type != after.type and not column_types.keeps_values(before.type, after.type):
        hazards += [Hazard.LOSES_PRECISION, Hazard.MAY_FAIL_ON_DATA]
    collation = before.collation != after.collation
    free = (
        column_types.is_free(before.type, after.type)
        and not collation
        and before.generated == after.generated
    )
    if not free and not small:
        hazards += [Hazard.REWRITES_TABLE, Hazard.BLOCKS_READS]
    wanted = ("type", "collation", "generated", "stored")
    return sql_step(
        change,
        "alter",
        None,
        changed=tuple(item.field for item in change.differences if item.field in wanted),
        transaction=Transaction.SHARED if small else Transaction.OWN,
        hazards=tuple(hazards),
        effect=Effect() if free else _effect(world, change),
        form="in place" if free else "rewrite",
    )


def _set_not_null_online(
    world: World, change: Change, fields: Sequence[str], of_children: Sequence[Planned]
) -> Iterator[Planned]:
    shared: dict[str, Any] = {"changed": ("nullable",), "form": "staged"}
    reason = "the table is large: a validated check lets SET NOT NULL skip its scan under the strong lock"
    there = _interrupted_check(world, change)
    if there is None:
        yield sql_step(
            change, "add_not_null_check", None, reason=reason, transaction=Transaction.OWN, **shared
        )
    if there is None or not there.validated:
        yield sql_step(
            change,
            "validate_not_null_check",
            None,
            transaction=Transaction.OWN,
            hazards=(Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA),
            effect=_effect(world, change, "SHARE UPDATE EXCLUSIVE"),
            **shared,
        )
    yield from of_children  # the check speaks for them, too
    # with a child it gets its name at once: the default one may be the child's, and another one can't be given later
    child = (
        ((change.address, change.after),) if change.after is not None and _has_children(world, change) else ()
    )
    details = {**shared, "changed": tuple(fields), "context": child}
    yield sql_step(change, "set_not_null", None, transaction=Transaction.OWN, **details)


def _is_proven_above(world: World, change: Change, table: Address) -> bool:
    """Has a parent the check of a staged NOT NULL, and is to keep it? The child has it, too, under the only name that it could give its own."""
    name = not_null_check(change.address.name[-1])
    pending, seen = list(parents_of(world.desired.objects.get(table), table)), {table}
    while pending:
        parent = pending.pop()
        if parent.child("constraint", name) in world.desired.objects:
            return True
        if parent not in seen:
            seen.add(parent)
            pending += parents_of(world.desired.objects.get(parent), parent)
    return False


def _interrupted_check(world: World, change: Change) -> Check | None:
    """What an apply that did not come to its end has left of this very change."""
    table = change.address.parent
    place = table.child("constraint", not_null_check(change.address.name[0])) if table is not None else None
    found = world.objects.get(place) if place is not None else None
    return found if isinstance(found, Check) else None


def _effect(world: World, change: Change, lock: str = "ACCESS EXCLUSIVE") -> Effect:
    table = change.address.parent
    rows, size = world.size(table) if table is not None else (0, 0)
    return Effect(rows, size, lock)
