"""One database turned into what another one is, by neonpy's own road: observe, plan, run the steps, observe again.

Never here: what should come out; who asks compares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.state import Desired, Observed
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.steps import SqlStep
from neonctl_py.postgres.observe import DatabaseState, observe_database

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection

SERVER = Address.parse("project.p")
DATABASE = SERVER.child("database", "d")
OF_THE_SERVER = frozenset({"role", "membership", "database"})
_LARGE = (50_000_000, 10 << 30)


@dataclass(frozen=True)
class Wishes:
    """What a case asks of the plan besides the two states. ``large``: tables to be planned as if they held 10 GiB."""

    moved: Sequence[tuple[Address, Address]] = ()
    large: Collection[Address] = ()
    all_large: bool = False

    def reversed(self) -> Wishes:
        """The same for the way back."""
        back = tuple((new, old) for old, new in reversed(self.moved))
        large = [_moved(place, self.moved) for place in self.large]
        return replace(self, moved=back, large=large)


def _moved(place: Address, moved: Sequence[tuple[Address, Address]]) -> Address:
    for old, new in moved:
        place = place.moved(old, new)
    return place


def observed_in(session: Connection) -> DatabaseState:
    """All that the session's database itself holds, under ``DATABASE``."""
    state = observe_database(session, DATABASE, roles_under=None)
    objects = {place: value for place, value in state.objects.items() if place.kind not in OF_THE_SERVER}
    return replace(state, objects=objects)


def observed_with_server(session: Connection) -> DatabaseState:
    """The same for a database called ``d``, with the server's roles and what it says of this database."""
    state = observe_database(session, DATABASE, roles_under=SERVER)
    objects = {
        place: value
        for place, value in state.objects.items()
        if place.kind != "database" or place == DATABASE
    }
    return replace(state, objects=objects)


def plan_between(there: DatabaseState, wanted: DatabaseState, wishes: Wishes = Wishes()) -> Plan:
    """Everything that is not wanted goes."""
    desired = Desired(
        stack="case",
        objects=wanted.objects,
        moved=tuple(wishes.moved),
        delete_unmanaged=frozenset({DATABASE}),
        removed=_roles_that_go(there, wanted, wishes),
    )
    observed = Observed(
        objects=there.objects,
        sizes=_sizes(there, wishes),
        depends=there.depends,
        server_versions={DATABASE: there.server_version},
        unsupported=there.unsupported,
    )
    return make_plan(desired, observed)


def _roles_that_go(there: DatabaseState, wanted: DatabaseState, wishes: Wishes) -> tuple[Address, ...]:
    """Roles go only by name, whatever else is swept."""
    renamed = {old for old, _ in wishes.moved}
    gone = (place for place in there.objects if place.kind == "role" and place not in wanted.objects)
    return tuple(place for place in gone if place not in renamed)


def _sizes(there: DatabaseState, wishes: Wishes) -> Mapping[Address, tuple[int, int]]:
    large = (
        {place for place in there.objects if place.kind == "table"} if wishes.all_large else set(wishes.large)
    )
    return {**there.sizes, **dict.fromkeys(large, _LARGE)}


def apply_plan(url: Secret, plan: Plan) -> None:
    """Every step of it. A refusal of the server is a PostgresError that names the step."""
    steps = [step for step in plan.steps if isinstance(step, SqlStep)]
    if steps:
        run_sql_steps(url, steps, database=DATABASE)


def first_moved_column(before: DatabaseState, after: DatabaseState, plan: Plan, wishes: Wishes) -> str:
    """Of a table whose columns changed their places although no step took one away; empty when there is none."""
    gone = {
        place
        for step in plan.steps
        if isinstance(step, SqlStep) and step.operation == "drop"
        for place in (step.address, *step.address.ancestors())
    }
    for place in after.objects:
        if place.kind != "table" or place in gone:
            continue
        old = [_moved(column, wishes.moved) for column in _columns(before, place, wishes.reversed().moved)]
        new = _columns(after, place, ())
        if [column for column in old if column in new] != [column for column in new if column in old]:
            return str(place)
    return ""


def _columns(state: DatabaseState, table: Address, moved: Sequence[tuple[Address, Address]]) -> list[Address]:
    home = _moved(table, moved)
    found = [
        (value.position, place)
        for place, value in state.objects.items()
        if place.parent == home and isinstance(value, Column)
    ]
    return [place for _, place in sorted(found)]
