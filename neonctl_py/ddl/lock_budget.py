"""How many steps fit into one transaction: Postgres holds every lock until its end, and its table of locks has an end, too.

Only a change of thousands of tables meets it. What is committed before a later transaction fails is what an interrupted apply
leaves: the next plan goes on from there. Never here: statements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep

DEFAULT_LOCKS: Final = 64 * 100
"""``max_locks_per_transaction`` times ``max_connections``, as Postgres comes."""

_SHARE: Final = 2
"""Half of the table: others work at the same time, and what a step takes is an estimate."""

_RELATIONS: Final = frozenset({"table", "view", "materialized_view", "sequence", "foreign_table"})
_OF_A_RELATION: Final = 3
"""It, and what its large values lie in with an index of its own."""

_OF_A_VIEW: Final = 8
_OF_A_DROP: Final = 16
"""Everything that goes with it is locked by itself: row type, defaults, constraints, triggers."""


def batches(steps: Iterable[SqlStep], locks: int) -> Iterator[list[SqlStep]]:
    """The steps in their order, divided where the next one's locks could be too many. ``locks``: what the server has room for."""
    room = max(1, locks // _SHARE)
    batch: list[SqlStep] = []
    held: set[Address] = set()
    taken = 0
    for step in steps:
        needed = _needed(step, held)
        if batch and taken + needed > room:
            yield batch
            batch, held, taken = [], set(), 0
            needed = _needed(step, held)
        batch.append(step)
        held.update(_relations(step))
        taken += needed
    if batch:
        yield batch


def _needed(step: SqlStep, held: set[Address]) -> int:
    """At the most, about. Relations that the transaction holds already cost nothing more."""
    new = sum(_OF_A_RELATION for relation in _relations(step) if relation not in held)
    parts = sum(not isinstance(part, Check | Column) for _, part in step.parts)
    match step.operation:
        case "drop":
            return new + _OF_A_DROP
        case "create" if step.address.kind in ("view", "materialized_view"):
            return new + _OF_A_VIEW
        case _:
            return new + parts + 1


def _relations(step: SqlStep) -> Iterator[Address]:
    """The table (view, sequence…) that it is about or part of, and the one that a foreign key points to."""
    for place in (step.address, *step.address.ancestors()):
        if place.kind in _RELATIONS:
            yield place
            database = place.parent
            if isinstance(step.after, ForeignKey) and database is not None:
                yield database.child("table", *step.after.references)
            return
