"""What a partitioned table gets is built on each of its partitions first, without blocking writers: afterwards the parent only
takes over what is there. Never here: what a single table needs for it (the rules of its kind).

Postgres builds nothing CONCURRENTLY on a partitioned table. But an index or key that a partition has already, and that equals
the parent's new one, becomes its part in an instant. So an interrupted apply leaves what the next one needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.clone_names import original_of, plain_clone_name
from neonctl_py.model.constraint import ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_names import default_name, joined_columns
from neonctl_py.model.index import Index
from neonctl_py.model.table import Clone, Table
from neonctl_py.model.values import sql_names
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.compare import differences
from neonctl_py.plan.keys_around import comes_last
from neonctl_py.plan.kinship import name_beside
from neonctl_py.plan.lineage import leaves, parents_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.world import SchemaName, World

_LABELS = {"PrimaryKey": "pkey", "Unique": "key"}
_COMMENTS = frozenset({"comment", "index_comment"})
_UNIMPORTANT = _COMMENTS | {"statistics", "storage_parameters", "validated"}


def new_partitions(world: World, table: Address) -> Iterator[tuple[Address, Table]]:
    """Right below it, those that this plan makes."""
    for child in sorted(world.kin.heirs.get(table, ())):
        made = world.desired.objects.get(child)
        if world.is_created(child) and isinstance(made, Table) and made.partition_of is not None:
            yield child, made


def is_partitioned(world: World, table: Address) -> bool:
    """Is it there, and holds nothing itself?"""
    return bool(getattr(world.objects.get(table), "partition_by", None)) and not world.is_created(table)


def missing_copies(world: World, change: Change) -> Iterator[Change]:
    """For each partition that holds rows and stays: the creation of the part that it needs and lacks. ``before`` is what it
    has of it already, unfinished.
    """
    table, value = change.address.parent, change.after
    if table is None or value is None:
        return
    search = _Search(world, change.address, _bare(value))
    for leaf, name in search.leaves(table, change.address.name[0]):
        if own_key(world, leaf, change.address) is not None:
            continue
        there = search.equal(leaf)
        if there is None or not getattr(there[1], "valid", True):
            yield Change(Action.CREATE, leaf.child(change.address.kind, name), None, search.value)
        elif not getattr(there[1], "validated", True):
            yield Change(Action.CREATE, there[0], there[1], search.value)


def missing_parts(world: World, parent: Address, leaf: Address) -> Iterator[Change]:
    """What a table that joins ``parent`` lacks of its indexes and keys, as creations of its own."""
    table = world.desired.objects.get(leaf)
    for place in world.parts_of(parent):
        value = world.desired.objects.get(place)
        if not isinstance(value, Index | PrimaryKey | Unique | ForeignKey) or not isinstance(table, Table):
            continue
        if comes_last(world, place) or own_key(world, leaf, place) is not None:
            continue
        search = _Search(world, place, _bare(value))
        if search.equal(leaf) is None and not search.is_brought_along(leaf):
            name = search.copy_name(leaf, table, place.name[0])
            yield Change(Action.CREATE, leaf.child(place.kind, name), None, search.value)


def _bare(value: Object) -> Object:
    """Comments are not inherited."""
    without: Any = {name: None for name in _COMMENTS if hasattr(value, name)}
    return replace(value, **without)


def own_key(world: World, leaf: Address, whole: Address) -> Address | None:
    """A partition's own key that is to be its part of an index of its parent."""
    table = world.desired.objects.get(leaf)
    names = [clone.name for clone in table.clones] if isinstance(table, Table) else []
    return next(
        (key for name in names if whole_of(world, key := leaf.child("constraint", name)) == whole), None
    )


def whole_of(world: World, key: Address) -> Address | None:
    """The index above that a partition's own key is to be a part of, as the partition's clones tell."""
    table = world.desired.objects.get(key.parent) if key.parent is not None else None
    if key not in world.desired.objects or not isinstance(table, Table) or key.parent is None:
        return None
    for clone in table.clones:
        if clone.name == key.name[-1]:
            found = original_of(key.parent, table, clone.of, world.desired.objects)
            return found[0] if found is not None and isinstance(found[1], Index) else None
    return None


def takes_a_part(world: World, key: Address) -> bool:
    """Is it made of the part that its partition has of an index which is there already?"""
    whole, value = whole_of(world, key), world.desired.objects.get(key)
    if whole is None or whole not in world.objects or not isinstance(value, PrimaryKey | Unique):
        return False
    change = world.changes.get(whole)
    same = getattr(world.desired.objects[whole], "storage_parameters", ()) == value.storage_parameters
    return same and (change is None or change.action is Action.UPDATE)


def lasting_names(world: World, change: Change) -> Iterator[tuple[Address, Clone]]:
    """Each partition with the name that its copy of a replaced index gets back, parents first."""
    table = change.address.parent
    if table is not None and change.after is not None:
        search = _Search(world, change.address, change.after)
        for child, of, name in search.lasting_names(table, change.address.name[0]):
            yield child, Clone("index", name, of)


def _takes(index: Object, key: Object, place: Address, table: Object | None) -> bool:
    """Is it a key of the partition whose index Postgres takes as the part, because it is no part yet?"""
    if not isinstance(index, Index) or not isinstance(key, PrimaryKey | Unique):
        return False
    if key.deferrable or key.without_overlaps or not index.unique or index.where is not None:
        return False
    plain = all(item.is_column and item.opclass is None and item.collation is None for item in index.keys)
    columns = tuple(name for item in index.keys for name in sql_names(item.expression)) if plain else ()
    nulls = getattr(key, "nulls_not_distinct", False)
    return (columns, index.include, index.nulls_not_distinct) == (
        key.columns,
        key.include,
        nulls,
    ) and not any(
        clone.kind == "constraint" and clone.name == place.name[-1] for clone in getattr(table, "clones", ())
    )


@dataclass(slots=True)
class _Search:
    """Through the partitions of one table, for one index or constraint that it gets."""

    world: World
    original: Address
    value: Object
    taken: set[SchemaName] = field(default_factory=set)
    """By copies that it has found names for."""

    def leaves(self, table: Address, name: str) -> Iterator[tuple[Address, str]]:
        """The partitions at the end of every branch, with what their part will be called. Those that change their bounds get it
        before they join again.
        """
        for child, there, wanted in self._partitions(table):
            if leaves(there, wanted):
                continue
            copy = self.copy_name(child, wanted, name)
            if there.partition_by:
                yield from self.leaves(child, copy)
            else:
                self.taken.add(name_beside(child, copy))
                yield child, copy

    def lasting_names(self, table: Address, name: str) -> Iterator[tuple[Address, str, str]]:
        """Every partition, the name of its parent's part, and what its own was and will be called."""
        children = [
            (child, (*wanted.clones, *there.clones)) for child, there, wanted in self._partitions(table)
        ]
        children += [(child, made.clones) for child, made in new_partitions(self.world, table)]
        for child, clones in children:
            said = next((clone.name for clone in clones if clone.of == name), "")
            if said:
                yield child, name, said
                yield from self.lasting_names(child, said)

    def _partitions(self, table: Address) -> Iterator[tuple[Address, Table, Table]]:
        """Right below it, as they are and will be: those that stay."""
        for child in sorted(self.world.kin.children.get(table, ())):
            there, wanted = self.world.objects.get(child), self.world.desired.objects.get(child)
            if not isinstance(there, Table) or not isinstance(wanted, Table):
                continue
            if there.partition_of is not None and there.partition_of == wanted.partition_of:
                yield child, there, wanted

    def equal(self, leaf: Address) -> tuple[Address, Object] | None:
        """What Postgres will take over, and nobody removes before."""
        change, table = self.world.changes.get(leaf), self.world.objects.get(leaf)
        for place in self.world.kin.parts.get((change.moved_from if change else None) or leaf, ()):
            there = self.world.observed.objects[place]
            if (self._is_equal(there) or _takes(self.value, there, place, table)) and not self._goes(place):
                return place, there
        return None

    def is_brought_along(self, leaf: Address) -> bool:
        """Has it an equal one from the parent that it leaves?"""
        there = self.world.objects.get(leaf)
        originals = (
            self.world.observed.objects.get(parent.child(clone.kind, clone.of))
            for parent in parents_of(there, leaf)
            for clone in getattr(there, "clones", ())
        )
        return any(value is not None and self._is_equal(value) for value in originals)

    def _goes(self, place: Address) -> bool:
        change = self.world.changes.get(place)
        return change is not None and change.action is Action.DELETE

    def _is_equal(self, there: Object) -> bool:
        if type(self.value) is not type(there):
            return False
        if isinstance(there, Index) and not there.valid:
            there = replace(there, valid=True)
        return not any(item.field not in _UNIMPORTANT for item in differences(self.value, there))

    def copy_name(self, child: Address, table: Table, original: str) -> str:
        """As the stack says, else as Postgres would name it."""
        said = next((clone.name for clone in table.clones if clone.of == original), "")
        if said and not self._is_taken(child, said):
            return said
        if isinstance(self.value, ForeignKey):
            return original
        plain = plain_clone_name(child.name[-1], self.value)
        if plain and not self._is_taken(child, plain):
            return plain
        label = _LABELS.get(type(self.value).__name__, "idx")
        columns = joined_columns([] if label == "pkey" else self._columns())
        return default_name(child.name[-1], columns, label, lambda name: self._is_taken(child, name))

    def _columns(self) -> list[str]:
        if isinstance(self.value, Index):
            return [key.expression.strip('"') if key.is_column else "expr" for key in self.value.keys]
        return list(getattr(self.value, "columns", ()))

    def _is_taken(self, table: Address, name: str) -> bool:
        """Does something else of the schema bear it? (An invalid leftover of the same is built anew.)"""
        own, key = table.child(self.original.kind, name), name_beside(table, name)
        if key in self.taken or (key in self.world.kin.clones and not self._goes_before(table, name)):
            return True
        for place in self.world.kin.names.get(key, ()):
            there = self.world.observed.objects.get(place)
            if not (place == own and there is not None and self._is_equal(there)) and not self._goes(place):
                return True
        return False

    def _goes_before(self, table: Address, name: str) -> bool:
        """Is it the table's part of the old key or index, which is gone with its name when the new one is built?"""
        change, held = self.world.changes.get(self.original), self.world.objects.get(table)
        if change is None or change.action is not Action.REPLACE:
            return False
        if self.original.kind == "index" and not change.because:
            return False  # it stays until the new one is there
        old = [clone for clone in held.clones if clone.name == name] if isinstance(held, Table) else []
        if not old or not isinstance(held, Table):
            return False
        found = original_of(table, held, old[0].of, self.world.objects)
        return found is not None and found[0] == self.original
