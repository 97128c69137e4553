"""Whom a table's words about inherited columns have to reach: the tables below it that have these columns from it.

ALTER TABLE takes all of them along, whatever they say themselves, ALTER TABLE ONLY none. Never here: what is said (plan/overrides).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from neonctl_py.model.column import NAMED_NOT_NULL_SINCE, Column, words_of_type
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.table import MAY_HAVE_PARENTS, Heir, Override, Table
from neonctl_py.plan.changes import Action
from neonctl_py.plan.lineage import Family, all_below
from neonctl_py.plan.order import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.order import Node
    from neonctl_py.plan.world import World

_PASSED_ON: Final = frozenset({"default", "nullable", "storage"})
"""What ALTER TABLE does to the children, too, unless it says ONLY."""
_BORN_WITH: Final = "compression"
"""What it does to no child, but CREATE TABLE takes from the parent."""
_UNSAID: Final = object()


class Reach(NamedTuple):
    """``with_heirs``: what is said of the table and of all below it in one; ``alone``: of it and nobody else; ``beside``: of single
    tables below it, in their ``overrides``, because others of them say something else.
    """

    with_heirs: tuple[Override, ...]
    alone: tuple[Override, ...]
    beside: tuple[tuple[Address, Table], ...]


def reach_of(world: World, table: Address, before: Heir, said: tuple[Override, ...]) -> Reach:
    """``before``: the table as it is; what that says already has reached whom it should."""
    heirs = _Heirs(world, table)
    there = {item.column: item.said for item in before.overrides}
    with_heirs, alone, beside = _Words(), _Words(), _Words()
    for item in said:
        for name, held in item.said.items():
            known = there.get(item.column, {}).get(name, _UNSAID)
            if name == _BORN_WITH:
                alone.add(table, item.column, name, held)
                for heir in heirs.born_so(item.column, name, held):
                    beside.add(heir, item.column, name, held)
                continue
            if name not in _PASSED_ON or known == held or not heirs.places:
                alone.add(table, item.column, name, held)
                continue
            apart = heirs.apart(item.column, name, held)
            if not apart or (name == "nullable" and _takes_all(world, table)):
                with_heirs.add(table, item.column, name, held)
                for heir in apart if _loses_its_own(world, table, held=held) else ():
                    beside.add(heir, item.column, name, not held)
                continue
            alone.add(table, item.column, name, held)
            for heir in heirs.places:
                if heir not in apart:
                    beside.add(heir, item.column, name, held)
    return Reach(
        with_heirs.of(table),
        alone.of(table),
        tuple((heir, Table(overrides=beside.of(heir))) for heir in beside),
    )


def reach_edges(world: World) -> Iterator[tuple[Node, Node]]:
    """What is below a table is there, under its name, when the table speaks for it."""
    for table, change in world.changes.items():
        if table.kind not in MAY_HAVE_PARENTS or not (
            _comes(change.action) or change.difference("overrides")
        ):
            continue
        if not getattr(change.after, "overrides", ()) and not getattr(change.before, "overrides", ()):
            continue
        for heir in all_below(world.kin.heirs, table):
            known = world.changes.get(heir)
            if known is not None and (_comes(known.action) or known.moved_from is not None):
                yield (heir, Phase.LEAVE), (table, Phase.FINISH)
                yield (heir, Phase.PUT), (table, Phase.FINISH)


def _comes(action: Action) -> bool:
    return action in (Action.CREATE, Action.REPLACE)


def _takes_all(world: World, table: Address) -> bool:
    """Is there no ONLY for NOT NULL? A partition is as strict as its parent, and from PostgreSQL 18 on every heir, whose own stays."""
    divided = getattr(world.desired.objects.get(table), "partition_by", None) is not None
    return divided or _knows_whose(world, table)


def _loses_its_own(world: World, table: Address, *, held: bool) -> bool:
    """Does DROP NOT NULL take the heirs' own along?"""
    return held and not _knows_whose(world, table)


def _knows_whose(world: World, table: Address) -> bool:
    """Whose each NOT NULL is. An unknown server is a new one."""
    version = world.server_version(table)
    return not 0 < version < NAMED_NOT_NULL_SINCE


class _Words(dict["Address", dict[str, dict[str, Any]]]):
    """By table and column: what is said of it."""

    def add(self, table: Address, column: str, name: str, held: object) -> None:
        self.setdefault(table, {}).setdefault(column, {})[name] = held

    def of(self, table: Address) -> tuple[Override, ...]:
        return tuple(Override(column, **words) for column, words in self.get(table, {}).items())


class _Heirs:
    """Those below one table, as they are to be."""

    def __init__(self, world: World, table: Address) -> None:
        self.world = world
        self.places = all_below(world.kin.heirs, table)
        self.family = Family(world.desired.objects, world.parts)

    def apart(self, column: str, name: str, held: object) -> frozenset[Address]:
        """Those that are not to have this from the table."""
        return frozenset(place for place in self.places if not self._is_so(place, column, name, held))

    def born_so(self, column: str, name: str, held: object) -> Iterator[Address]:
        """The new ones among those that are to have this from the table."""
        for place in self.places:
            if self.world.is_created(place) and self._is_so(place, column, name, held):
                yield place

    def _is_so(self, heir: Address, column: str, name: str, held: object) -> bool:
        place = heir.child("column", column)
        if place in self.world.desired.objects or place in self.world.objects:
            return False  # its own, which has a change of its own
        given = self.family.inherited(heir).get(("column", column))
        if not isinstance(given, Column):
            return False
        if name == "nullable" and column in self._key(heir):
            return not held
        wanted = getattr(given, name)
        return bool(held == (words_of_type(given.type).get(name) if wanted is None else wanted))

    def _key(self, table: Address) -> tuple[str, ...]:
        """The columns of its primary key, which are NOT NULL for its sake."""
        values = (self.world.desired.objects.get(place) for place in self.world.parts_of(table))
        return next((value.columns for value in values if isinstance(value, PrimaryKey)), ())
