"""How a table joins and leaves its parents. A large one joins a partitioned table with its rows looked at before, under a lock that
lets others work; and it leaves one that is in use without stopping whoever uses it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.constraint import Check, ForeignKey
from neonctl_py.model.helper_names import OTHERS_CHECK
from neonctl_py.model.index import Index
from neonctl_py.model.table import Heir, Table
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.lineage import joins, leaves, parents_of, table_named
from neonctl_py.plan.order import Phase
from neonctl_py.plan.partitions import is_partitioned, missing_parts
from neonctl_py.plan.rules import constraint, index
from neonctl_py.plan.rules.clone_naming import name_parts_of
from neonctl_py.plan.rules.sql import before, sql_step
from neonctl_py.plan.steps import Effect, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

LINEAGE = ("partition_of", "bounds", "inherits")
_DEFAULT = "DEFAULT"


def change_parents(world: World, change: Change) -> Iterator[Planned]:
    """It leaves before anything else happens to it or its parents, and joins when all of them have their new shape."""
    old, new = change.before, change.after
    assert isinstance(old, Heir)  # noqa: S101  an update has both sides
    assert isinstance(new, Heir)  # noqa: S101  an update has both sides
    parted = not set(change.because).isdisjoint(parents_of(old, change.address))
    if leaves(old, new) or parted:
        yield from _leave(world, change, old, parted=parted)
    if joins(old, new) or (parted and new.partition_of is not None):
        yield from _join(world, change, new, parted=parted)
        yield from name_parts_of(world, change)


def _leave(world: World, change: Change, old: Heir, *, parted: bool) -> Iterator[Planned]:
    stays = set(parents_of(old, change.address)) <= set(parents_of(change.after, change.address))
    freed = parted and not any(world.is_created(parent) for parent in parents_of(old, change.address))
    unseen = freed and not world.is_small(change.address)  # what is done meanwhile is not one transaction
    details: dict[str, Any] = {
        "phase": Phase.LEAVE,
        "changed": LINEAGE,
        "hazards": (Hazard.BREAKS_RUNNING_CODE,) if unseen or not stays else (),
        "reason": "" if stays else "its rows stay in it and are no longer seen through its parent",
    }
    if freed:
        details["reason"] = (
            "a key of its own and an index of its parent hold each other: it joins again when both are as they should be"
        )
    if parted or not _can_leave_concurrently(world, change, old):
        yield sql_step(change, "leave", None, form="again" if parted else "", **details)
        return
    details["hazards"] += (Hazard.NOT_TRANSACTIONAL,)
    yield sql_step(
        change, "leave_concurrently", None, transaction=Transaction.NONE, form="concurrently", **details
    )
    checks = tuple(
        (place, value)
        for place in world.parts_of(change.address)
        if isinstance(value := world.objects.get(place), Check)
    )
    yield sql_step(
        change,
        "drop_bounds_check",
        None,
        phase=Phase.LEAVE,
        changed=(),
        transaction=Transaction.OWN,
        context=checks,
        reason="Postgres leaves a check of its old bounds behind",
    )


def _can_leave_concurrently(world: World, change: Change, old: Heir) -> bool:
    """Postgres can't beside a default partition."""
    parent = table_named(old.partition_of, change.address) if old.partition_of else None
    if parent is None or world.is_small(parent):
        return False
    return _default_of(world, parent) is None


def _default_of(world: World, parent: Address) -> Address | None:
    """The default partition that is there, under its new name."""
    for place in world.kin.children.get(parent, ()):
        if getattr(world.objects.get(place), "bounds", None) == _DEFAULT:
            return place
    return None


def _join(world: World, change: Change, new: Heir, *, parted: bool) -> Iterator[Planned]:
    parent = table_named(new.partition_of, change.address) if new.partition_of else None
    details: dict[str, Any] = {"phase": Phase.FINISH, "changed": LINEAGE}
    form = "again" if parted else ""
    is_here = isinstance(new, Table)  # Postgres looks at no rows of a foreign table
    large = is_here and not world.is_small(change.address)
    default = _default_of(world, parent) if parent is not None and not parted else None
    if default is not None and not _holds_many_rows(world, default, change.address):
        default = None
    if parent is None or new.bounds == _DEFAULT or parted or not (large or default):
        scan = (Hazard.LONG_SCAN, Hazard.BLOCKS_READS) if large and parent is not None else ()
        risk = (*scan, Hazard.MAY_FAIL_ON_DATA) if parent is not None and is_here else ()
        yield sql_step(
            change,
            "join",
            None,
            form=form,
            hazards=risk,
            effect=Effect(*world.size(change.address), "ACCESS EXCLUSIVE"),
            **details,
        )
        return
    if large:
        yield from _built_before(world, change, parent)
        yield from _checked_before(world, change, "bounds")
    context: tuple[tuple[Address, Any], ...] = ()
    if default is not None:
        held = world.objects[default]
        other = Change(Action.UPDATE, default, replace(new, bounds=_DEFAULT), new)
        for planned in _checked_before(world, other, "other bounds"):
            yield before(planned, change)
        context = ((default.child("constraint", OTHERS_CHECK), held),)
    yield sql_step(
        change,
        "join",
        None,
        transaction=Transaction.OWN,
        context=context,
        form="checked before",
        hazards=() if large else (Hazard.MAY_FAIL_ON_DATA,),
        reason="its rows are known to be within its bounds: none is read",
        **details,
    )


def _holds_many_rows(world: World, default: Address, joining: Address) -> bool:
    """Would Postgres look at many in the default partition while the other one joins? It may be gone by then."""
    there, wanted = world.objects[default], world.desired.objects.get(default)
    stays = isinstance(there, Table) and isinstance(wanted, Table) and not leaves(there, wanted)
    return stays and default != joining and not world.is_small(default)


def _built_before(world: World, change: Change, parent: Address) -> Iterator[Planned]:
    """What it lacks of its parent's indexes and keys would be built while it joins."""
    divided = is_partitioned(world, change.address)
    for copy in missing_parts(world, parent, change.address):
        made: Iterable[Planned] = ()
        if divided:
            on_partitions = (
                index.build_on_partitions if isinstance(copy.after, Index) else constraint.add_on_partitions
            )
            made = on_partitions(world, copy)
        elif isinstance(copy.after, Index):
            made = [index.build(world, copy, change.address, plain=False)]
        elif isinstance(copy.after, ForeignKey):
            made = constraint.add_validated_later(world, copy, change.address)
        else:
            made = constraint.add_over_index(world, copy, change.address)
        yield from (replace(before(planned, change), phase=Phase.FINISH) for planned in made)


def _checked_before(world: World, change: Change, form: str) -> Iterator[Planned]:
    shared: dict[str, Any] = {
        "phase": Phase.FINISH,
        "changed": ("bounds",),
        "transaction": Transaction.OWN,
        "form": form,
    }
    yield sql_step(
        change,
        "add_bounds_check",
        None,
        reason="a validated check of the bounds lets ATTACH PARTITION skip its scan under the strong lock",
        **shared,
    )
    yield sql_step(
        change,
        "validate_bounds_check",
        None,
        hazards=(Hazard.LONG_SCAN, Hazard.MAY_FAIL_ON_DATA),
        effect=Effect(*world.size(change.address), "SHARE UPDATE EXCLUSIVE"),
        **shared,
    )
