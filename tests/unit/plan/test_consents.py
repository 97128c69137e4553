"""What a stack consents to: for which objects, until when, and what a plan says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_states import at, desired, in_database, shop

from neonctl_py.apply.gate import check_gate
from neonctl_py.errors import RefusedError
from neonctl_py.model.column import Column
from neonctl_py.model.consent import Consent
from neonctl_py.model.state import Observed
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.consents import with_consents
from neonctl_py.plan.hazards import Hazard
from neonctl_py.stack.documents.consent import CONSENTED, TOLD

if TYPE_CHECKING:
    from neonctl_py.plan.plan import Plan

GONE = "project.shop/database.neondb/table.public.orders/column.gone"
OTHER = "project.shop/database.neondb/table.public.users/column.gone"
DAY = "2026-06-01"


def allow(on: str, *, hazard: str = "deletes-data", until: str = "") -> Consent:
    return Consent(hazard, at(on), "unused since May", until)


def plan_with(*consents: Consent) -> Plan:
    """A column of each of two tables goes."""
    more = {
        in_database(f"table.public.{table}/column.gone"): Column(type="text", position=9)
        for table in ("orders", "users")
    }
    return with_consents(make_plan(desired(shop()), Observed(objects=shop() | more)), consents, DAY)


@pytest.mark.parametrize(
    ("on", "covered"),
    [
        (GONE, ["orders"]),
        ("project.shop/database.neondb/table.public.orders", ["orders"]),
        ("project.shop/database.neondb", ["orders", "users"]),
        ("project.shop", ["orders", "users"]),
        ("project.shop/branch.main/database.neondb/table.public.users", ["users"]),
        ("project.shop/branch.main", ["orders", "users"]),
        ("project.shop/branch.dev", []),
        ("project.shop/database.neondb/table.public.orders/column.kept", []),
    ],
)
def test_an_address_covers_what_is_beneath_it(on: str, covered: list[str]) -> None:
    """Without its branch it means every branch."""
    plan = plan_with(allow(on))
    found = [step for step in plan.steps if plan.consent_for(step, Hazard.DELETES_DATA)]
    assert sorted(step.address.holders().__next__().name[-1] for step in found) == covered


def test_nothing_more_is_asked_where_every_step_is_covered() -> None:
    check_gate(plan_with(allow(GONE), allow(OTHER)), ())


def test_what_is_not_covered_still_needs_a_yes_and_is_named() -> None:
    with pytest.raises(RefusedError) as caught:
        check_gate(plan_with(allow(GONE)), ())
    assert "table.public.users/column.gone" in caught.value.detail
    assert "table.public.orders/column.gone" not in caught.value.detail


@pytest.mark.parametrize(("until", "holds"), [("2026-06-01", True), ("2026-05-31", False), ("", True)])
def test_a_consent_ends_with_its_last_day(until: str, *, holds: bool) -> None:
    plan = plan_with(allow("project.shop", until=until))
    assert plan.unconsented(()) == (() if holds else (Hazard.DELETES_DATA,))
    told = [(item.code, until in item.detail) for item in plan.diagnostics if item.code == "NP303"]
    assert told == ([] if holds else [("NP303", True)])


def test_what_nothing_needs_is_told_apart() -> None:
    idle = allow("project.shop", hazard="blocks-reads")
    plan = plan_with(idle, allow(GONE))
    assert plan.idle_consents == (idle,)
    assert plan.consents == (allow(GONE),)


def test_consent_never_lifts_what_is_forbidden() -> None:
    stack = desired(
        {place: value for place, value in shop().items() if "orders" not in str(place)},
        removed=(in_database("table.public.orders"),),
        prevent_destroy=frozenset({in_database("table.public.orders")}),
    )
    plan = with_consents(make_plan(stack, Observed(objects=shop())), [allow("project.shop")], DAY)
    assert "NP201" in {item.code for item in plan.diagnostics}


def test_the_language_knows_every_hazard() -> None:
    """The stack's room may not read the plan's."""
    assert {hazard.value for hazard in Hazard if hazard.needs_consent} == set(CONSENTED)
    assert {hazard.value for hazard in Hazard if not hazard.needs_consent} == set(TOLD)
