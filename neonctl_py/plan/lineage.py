"""What tables have from their parents (INHERITS, PARTITION OF), in one state.

Never here: both states beside each other (plan/comparable_lineage), and steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.column import Column, words_of_type
from neonctl_py.model.constraint import Check
from neonctl_py.model.table import Heir
from neonctl_py.model.values import sql_names
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change

PASSED_ON = frozenset({"default", "nullable", "storage"})
"""Of a parent's column: what a change of it does to the children's, too. (No change of its compression does.)"""
RETYPED = frozenset({"type", "collation"})
"""Of a parent's column: what reaches the children's, and makes Postgres forget how their values are stored."""
PartKey = tuple[str, str]
"""(kind, name) of a column or check."""
Heirs = Mapping["Address", tuple["Address", ...]]
"""Table -> the tables right below it."""


def table_named(text: str, near: Address) -> Address | None:
    """The table that a qualified SQL name means, in the database of ``near``."""
    names = sql_names(text)
    database = near.container("database")
    return database.child("table", *names) if database is not None and len(names) == 2 else None


def parents_of(value: object, near: Address) -> tuple[Address, ...]:
    """The tables that a table is a partition of or inherits from."""
    if not isinstance(value, Heir):
        return ()
    texts = (*((value.partition_of,) if value.partition_of else ()), *value.inherits)
    return tuple(place for text in texts if (place := table_named(text, near)) is not None)


def index_heirs(objects: Mapping[Address, Object]) -> Heirs:
    """Of one state, in its order."""
    found: dict[Address, list[Address]] = {}
    for place, value in objects.items():
        for parent in dict.fromkeys(parents_of(value, place)):
            found.setdefault(parent, []).append(place)
    return {parent: tuple(places) for parent, places in found.items()}


def all_below(heirs: Heirs, table: Address) -> tuple[Address, ...]:
    """The tables that have its columns, nearest first."""
    found = dict.fromkeys(heirs.get(table, ()))
    pending = list(found)
    for heir in pending:  # grows while it is walked
        new = [child for child in heirs.get(heir, ()) if child not in found]
        found |= dict.fromkeys(new)
        pending += new
    return tuple(found)


@dataclass(slots=True)
class Family:
    """One state's tables with what they have from their parents."""

    objects: Mapping[Address, Object]
    parts: Mapping[Address, tuple[Address, ...]]
    found: dict[Address, dict[PartKey, Object]] = field(default_factory=dict)

    def parents(self, table: Address) -> tuple[Address, ...]:
        """Nearest first."""
        return parents_of(self.objects.get(table), table)

    def own(self, table: Address) -> dict[PartKey, Object]:
        """The columns and inheritable checks that are objects of the table."""
        return {
            (place.kind, place.name[-1]): value
            for place in self.parts.get(table, ())
            if (value := self.objects.get(place)) is not None and _is_inheritable(value)
        }

    def inherited(self, table: Address) -> dict[PartKey, Object]:
        """What all its ancestors give it."""
        if table not in self.found:
            self.found[table] = {}  # a circle of parents gives nothing
            given = self.given(table)
            said = {item.column: item.said for item in getattr(self.objects.get(table), "overrides", ())}
            self.found[table] = {
                key: _as_said(as_own(value), said.get(key[1], {})) if key[0] == "column" else as_own(value)
                for key, value in given.items()
            }
        return self.found[table]

    def given(self, table: Address) -> dict[PartKey, Object]:
        """The same, whatever it says of it itself."""
        given: dict[PartKey, Object] = {}
        for parent in self.parents(table):
            given |= self.inherited(parent) | self.own(parent)
        return given


def _as_said(value: Object, said: Mapping[str, Any]) -> Object:
    """An inherited column as its table says it is. What is as the type has it has no word there."""
    if not said or not isinstance(value, Column):
        return value
    plain = words_of_type(value.type)
    words: dict[str, Any] = {name: None if plain.get(name) == held else held for name, held in said.items()}
    return replace(value, **words)


def _is_inheritable(value: Object) -> bool:
    return isinstance(value, Column) or (isinstance(value, Check) and not value.no_inherit)


def as_own(value: Object) -> Object:
    """As the child has it: its numbers come from its parent, if at all; comments and what ANALYZE is told are not inherited."""
    if isinstance(value, Column):
        if value.not_null_no_inherit:
            value = replace(value, nullable=True, not_null_no_inherit=False, not_null_name=None)
        return replace(
            value,
            identity=None,
            comment=None,
            not_null_comment=None,
            statistics=None,
            n_distinct=None,
            n_distinct_inherited=None,
        )
    return replace(value, comment=None) if isinstance(value, Check) else value


def leaves(before: Heir, after: Heir) -> bool:
    """Is it let go of by a parent, if only to join it with other bounds?"""
    gone = set(before.inherits) - set(after.inherits)
    return bool(gone) or (
        before.partition_of is not None
        and (before.partition_of, before.bounds) != (after.partition_of, after.bounds)
    )


def is_let_go(change: Change) -> bool:
    """Does the table leave a parent that it has, if only for a while?"""
    before, after = change.before, change.after
    if not isinstance(before, Heir) or not isinstance(after, Heir) or change.action is not Action.UPDATE:
        return False
    return leaves(before, after) or not set(change.because).isdisjoint(parents_of(before, change.address))


def joins_anew(change: Change) -> bool:
    """Does a table that is there join a parent, if only again?"""
    before, after = change.before, change.after
    if not isinstance(before, Heir) or not isinstance(after, Heir) or change.action is not Action.UPDATE:
        return False
    return joins(before, after) or not set(change.because).isdisjoint(parents_of(after, change.address))


def joins(before: Heir, after: Heir) -> bool:
    """Does it get a parent, or its old one with other bounds?"""
    new = set(after.inherits) - set(before.inherits)
    return bool(new) or (
        after.partition_of is not None
        and (before.partition_of, before.bounds) != (after.partition_of, after.bounds)
    )


def is_dropped_alone(
    part: Address, desired: Mapping[Address, Object], observed: Mapping[Address, Object], heirs: Heirs
) -> bool:
    """Does a child that keeps its parent list what the parent drops? Then the child's values must survive. ``heirs``: desired ones."""
    table = part.parent
    if part in desired or table is None or part.kind != "column":
        return False
    return any(
        table in parents_of(observed.get(heir), heir) and heir.child(part.kind, part.name[-1]) in desired
        for heir in heirs.get(table, ())
    )


def is_taken_over(part: Address, desired: Mapping[Address, Object]) -> bool:
    """Will the table have it from a parent instead of as its own?"""
    pending = list(parents_of(desired.get(part.parent), part)) if part.parent is not None else []
    seen: set[Address] = set()
    while pending:
        parent = pending.pop()
        if parent.child(part.kind, part.name[-1]) in desired:
            return True
        if parent not in seen:
            seen.add(parent)
            pending += parents_of(desired.get(parent), parent)
    return False
