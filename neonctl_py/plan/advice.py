"""What a plan should not be silent about though it can be done: what ends by itself, what can hardly succeed. Never here: what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.address import in_order
from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.world import World


def advice(world: World) -> Iterator[Diagnostic]:
    """In the order of addresses."""
    wanted = world.desired.objects
    for address in in_order(place for place, value in wanted.items() if isinstance(value, Branch)):
        yield from _ends_by_itself(world, address)
    for address in in_order(world.changes):
        yield from _is_required_at_once(world, address)


def _ends_by_itself(world: World, address: Address) -> Iterator[Diagnostic]:
    """A branch that got its end from another tool, or from an earlier text of the stack: what isn't written isn't changed."""
    wanted, there = world.desired.objects[address], world.objects.get(address)
    if not isinstance(wanted, Branch) or not isinstance(there, Branch):
        return
    goes = address in world.changes and world.changes[address].action is not Action.UPDATE
    if wanted.expires_in is UNSET and isinstance(there.expires_in, int) and not goes:
        yield Diagnostic(
            Severity.ADVICE,
            "NP304",
            "this branch ends by itself",
            f"Neon will delete {address.segment}, and the stack says nothing of that: what isn't written stays as it is.",
            "Write `expires_in: null` to keep it, or `expires_in: 7d` to say when it ends.",
            str(address),
            world.desired.spans.get(address),
        )


def _is_required_at_once(world: World, address: Address) -> Iterator[Diagnostic]:
    """Postgres takes a required column without a default only where there is no row; and code that was written before it came gives
    it no value.
    """
    change = world.changes[address]
    value, table = change.after, address.parent
    if change.action is not Action.CREATE or not isinstance(value, Column) or table is None:
        return
    rows = world.size(table)[0]
    given = value.default or value.identity or value.generated
    staged = world.staged.get(address)
    if value.nullable is not False or given or world.is_new(table) or not rows:
        return
    if staged is not None and staged.ends != "contract":  # code has until the second half
        return
    if isinstance(value.backfill, str):
        yield Diagnostic(
            Severity.ADVICE,
            "NP306",
            "running code doesn't know this required column",
            f"The rows that {table.segment} holds are filled; one that comes without a value for {address.segment} is then refused.",
            "Give it a `default`, or do it in two halves with `expand: 2-step` (neonpy explain two-halves).",
            str(address),
            world.desired.spans.get(address),
        )
        return
    yield Diagnostic(
        Severity.WARNING,
        "NP213",
        "a required column has no value for the rows that are there",
        f"{table.segment} holds about {rows:,} rows, and {address.segment} gives them none: Postgres will refuse it.",
        "Write what they get as its `backfill: <expression>`, or give it a `default`.",
        str(address),
        world.desired.spans.get(address),
    )
