"""What kinds that are made of a query have alike: what it reads, and what Postgres can replace in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.changes import Action
from neonctl_py.plan.mentions import has_star, relations_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.view import ViewColumn
    from neonctl_py.plan.world import World

RELATIONS = frozenset({"table", "view", "materialized_view", "foreign_table"})


def read_by(world: World, address: Address, text: str, database: Address) -> Iterator[Address]:
    """The relations, columns, types and functions that a text uses. What Postgres recorded is exact, and holds as long as the text
    does; of a new text it is whatever it names.
    """
    recorded = world.depends.get(address)
    if recorded is not None and getattr(world.objects.get(address), "query", None) == text:
        yield from recorded
        if all(_stays(world, place) for place in recorded):
            return
    named = relations_named(text)
    every_column = has_star(text)
    for place in world.mentioned(text, database):
        if place.kind not in RELATIONS:
            yield place
        elif place != address and ((place.name[0], place.name[1]) in named or ("", place.name[1]) in named):
            yield place
            if every_column:
                yield from (part for part in world.parts_of(place) if part.kind == "column")
            else:
                yield from world.columns_in(text, place)


def _stays(world: World, place: Address) -> bool:
    """Or may something else come under its name, a view instead of a table?"""
    change = world.changes.get(place)
    return change is None or change.action is not Action.DELETE


def is_extended(before: Sequence[ViewColumn], after: Sequence[ViewColumn]) -> bool:
    """Are all columns still there, as they were and where they were? Columns of unknown type count as changed."""
    return all(column.type for column in after) and tuple(after[: len(before)]) == tuple(before)
