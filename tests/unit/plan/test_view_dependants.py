"""What goes takes along exactly those who use it, and says so when nobody knows how to bring them back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from plan_states import LARGE, SMALL, desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.values import UNSET
from neonctl_py.model.view import View, ViewColumn
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.hazards import Hazard

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.plan import Plan

USER_ID = in_database("table.public.orders/column.user_id")
FIRST, SECOND = in_database("view.public.first"), in_database("view.public.second")
TOTALS, GRANT = in_database("materialized_view.public.totals"), FIRST.child("grant", "app")
DEPENDS = {
    FIRST: (USER_ID, in_database("table.public.orders")),
    SECOND: (FIRST, FIRST.child("column", "user_id")),
    TOTALS: (SECOND, SECOND.child("column", "user_id")),
}


def there() -> dict[Address, Object]:
    return {
        **shop(),
        FIRST: View(
            query="SELECT user_id\n   FROM public.orders",
            owner="boss",
            columns=(ViewColumn("user_id", "bigint"),),
        ),
        GRANT: Grant((Privilege("select"),)),
        SECOND: View(query="SELECT user_id\n   FROM public.first", owner="boss"),
        TOTALS: MaterializedView(query="SELECT count(user_id)\n   FROM public.second", owner="boss"),
    }


def plan(wanted: dict[Address, Object], size: tuple[int, int] = SMALL) -> Plan:
    return make_plan(desired(wanted), observed(there(), size, depends=DEPENDS))


def steps(made: Plan) -> list[str]:
    named = (f"{step.operation} {step.address.segment}" for step in made.steps)  # type: ignore[union-attr]
    return [text for text in named if "policy" not in text]


def test_a_retyped_column_takes_its_views_along_in_one_transaction() -> None:
    made = plan({**there(), USER_ID: Column(type="integer", position=2)})
    assert made.diagnostics == ()
    assert steps(made) == [
        "drop materialized_view.public.totals",
        "drop view.public.second",
        "drop view.public.first",
        "alter column.user_id",
        "create view.public.first",
        "create view.public.second",
        "change grant.app",
        "create materialized_view.public.totals",
    ]
    assert Hazard.BREAKS_RUNNING_CODE not in made.hazards
    assert (
        Hazard.BREAKS_RUNNING_CODE
        in plan({**there(), USER_ID: Column(type="text", position=2)}, LARGE).hazards
    )


def test_what_the_stack_leaves_open_comes_back_as_it_was() -> None:
    wanted = {**there(), USER_ID: Column(type="text", position=2)}
    wanted[FIRST] = replace(wanted[FIRST], owner=UNSET, comment=UNSET)  # type: ignore[type-var]  # a view
    created = next(step for step in plan(wanted).steps if step.address == FIRST and step.after is not None)
    assert created.after == replace(there()[FIRST], owner="boss", comment=None)  # type: ignore[type-var]  # a view


def test_a_view_that_nobody_declares_stops_the_plan() -> None:
    wanted = {**there(), USER_ID: Column(type="text", position=2)}
    del wanted[TOTALS]
    (told,) = plan(wanted).diagnostics
    assert told.code == "NP207"
    assert str(TOTALS) in told.detail


@pytest.mark.parametrize(
    ("query", "columns", "operations"),
    [
        (
            "SELECT user_id, 1 AS one",
            (("user_id", "bigint"), ("one", "integer")),
            ["replace view.public.first"],
        ),
        ("SELECT 1 AS one, user_id", (("one", "integer"), ("user_id", "bigint")), None),
        ("SELECT user_id::text", (("user_id", "text"),), None),
        ("select unknown", (), None),
    ],
)
def test_a_query_is_replaced_in_place_while_its_columns_stay(
    query: str, columns: tuple[tuple[str, str], ...], operations: list[str] | None
) -> None:
    wanted = there()
    view = View(query=query, columns=tuple(ViewColumn(*column) for column in columns), owner="boss")
    made = plan({**wanted, FIRST: view})
    anew = [
        "drop materialized_view.public.totals",
        "drop view.public.second",
        "drop view.public.first",
        "create view.public.first",
        "create view.public.second",
        "change grant.app",
        "create materialized_view.public.totals",
    ]
    assert steps(made) == (operations or anew)
