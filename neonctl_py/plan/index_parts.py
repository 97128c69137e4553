"""What can't be done to a partition's part of an index of its parent: Postgres would refuse it in the middle of the apply. Code NP207."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.clone_names import original_of
from neonctl_py.model.constraint import PrimaryKey, Unique
from neonctl_py.model.index import Index
from neonctl_py.model.table import Table
from neonctl_py.model.values import sql_names
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.lineage import is_let_go, parents_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.world import World

_GOES = (Action.DELETE, Action.REPLACE)


def parts_of_indexes(world: World, change: Change) -> Iterator[Diagnostic]:
    """At most one for a change."""
    if change.kind in ("index", "constraint") and change.address.parent is not None:
        yield from _name_of_a_part(world, change, change.address.parent)
        yield from _key_as_a_part(world, change, change.address.parent)


def _name_of_a_part(world: World, change: Change, table: Address) -> Iterator[Diagnostic]:
    """An index can be attached, and never detached."""
    there = world.objects.get(table)
    if not isinstance(there, Table) or change.action is not Action.CREATE:
        return
    for clone in there.clones:
        if clone.name == change.address.name[-1]:
            found = original_of(table, there, clone.of, world.objects)
            if found is not None and not _goes(world, found[0]):
                yield _told(
                    world,
                    change,
                    "the name belongs to a part of the parent's index",
                    f"an index of that name is the partition's part of {found[0]}, which stays: Postgres can't take it out.",
                    "Give it another name, or remove the parent's index in a first apply.",
                )
                return


def _key_as_a_part(world: World, change: Change, table: Address) -> Iterator[Diagnostic]:
    """A plain index of the parent that a partition's key was attached to: each of the two is in the way of the other's end."""
    if change.action not in _GOES:
        return
    pairs = (
        (whole, key)
        for whole, key in _pairs(world, change, table)
        if not _goes_with_its_table(world, whole, key) and not _is_freed(world, key)
    )
    for whole, key in pairs:
        yield _told(
            world,
            change,
            "a key and an index of the parent hold each other",
            f"{key} is the partition's part of {whole}, and Postgres drops neither before the other.",
            "Detach the partition by hand (ALTER TABLE … DETACH PARTITION), which frees both, and plan again: it is attached anew.",
        )
        return


def _pairs(world: World, change: Change, table: Address) -> Iterator[tuple[Address, Address]]:
    """(index of the parent, key of the partition), where the change is about one of them."""
    value = change.before
    if isinstance(value, PrimaryKey | Unique):
        for parent in parents_of(world.objects.get(table), table):
            for place in world.parts_of(parent):
                index = world.objects.get(place)
                if _is_part(world, change.address, value, place, index):
                    yield place, change.address
    elif isinstance(value, Index) and getattr(world.objects.get(table), "partition_by", None) is not None:
        for child in world.kin.children.get(table, ()):
            for place in world.parts_of(child):
                if _is_part(world, place, world.objects.get(place), change.address, value):
                    yield change.address, place


def _is_part(world: World, at: Address, key: object, place: Address, index: object) -> bool:
    """Only a valid index has a part in every partition; where it is no clone, it is the key over the same columns."""
    if (
        not isinstance(index, Index)
        or not isinstance(key, PrimaryKey | Unique)
        or not (index.unique and index.valid)
    ):
        return False
    columns = tuple(name for part in index.keys if part.is_column for name in sql_names(part.expression))
    clones = getattr(world.objects.get(at.parent), "clones", ()) if at.parent is not None else ()
    has_other = any(
        clone.kind == "index" and clone.of == place.name[-1] and clone.name != at.name[-1] for clone in clones
    )
    return columns == key.columns and not has_other


def _goes(world: World, place: Address) -> bool:
    change = world.changes.get(place)
    return change is not None and change.action in _GOES


def _goes_with_its_table(world: World, *places: Address) -> bool:
    return any(place.parent is not None and _goes(world, place.parent) for place in places)


def _is_freed(world: World, key: Address) -> bool:
    """Does its partition leave the parent meanwhile?"""
    change = world.changes.get(key.parent) if key.parent is not None else None
    return change is not None and is_let_go(change)


def _told(world: World, change: Change, summary: str, detail: str, hint: str) -> Diagnostic:
    span = world.desired.spans.get(change.address)
    return Diagnostic(
        Severity.ERROR, "NP207", summary, f"{change.address}: {detail}", hint, str(change.address), span
    )
