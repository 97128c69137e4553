"""What a state of the world costs in a month, which of Neon's plans it needs, and the difference that a plan makes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.errors import NeonpyError
from neonctl_py.model.address import Address
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.project import AllowedIps, Project
from neonctl_py.model.replica import Replica
from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.cost import difference, estimate
from neonctl_py.plan.prices import prices_from
from neonctl_py.render.cost_words import cost_line, money, price_words
from neonctl_py.workflows.price_list import price_list

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.model.state import Object

PRICES = price_list()
SHOP = Address("project", "shop")
MAIN = SHOP.child("branch", "main")
COMPUTE = MAIN.child("compute")
GB = 1024**3
DAY = 86_400

State = dict[Address, "Object"]


def state(compute: Compute | None = None, **project: Any) -> State:
    found: State = {SHOP: Project(**project), MAIN: Branch(default=True, parent=None)}
    return found if compute is None else {**found, COMPUTE: compute}


ALWAYS = Compute(min_cu=1, max_cu=1, suspend_after=-1)


@pytest.mark.parametrize(
    ("objects", "tariff", "sort", "cost"),
    [
        (state(ALWAYS), None, "compute", 730 * 0.106),
        (state(Compute(min_cu=1, max_cu=5, suspend_after=0)), "launch", "compute", 2 * 730 / 3 * 0.106),
        (state(Compute(min_cu=1, max_cu=1, disabled=True)), "launch", "compute", 0),
        (state(Compute(implied=True), min_cu=2, max_cu=2), "launch", "compute", 2 * 730 / 3 * 0.106),
        (state(), "launch", "storage", 10 * 0.35),
        (state(history_retention=7 * DAY), "launch", "history", 10 * 0.02 * 7 * 0.20),
        (state(), "launch", "history", 10 * 0.02 * 1 * 0.20),
        (
            state() | {MAIN.child("replica", "r"): Replica(min_cu=1, max_cu=1)},
            "launch",
            "compute",
            730 / 3 * 0.106,
        ),
        (state() | {SHOP.child("branch", "dev"): Branch(parent="main")}, "launch", "storage", 11 * 0.35),
        (
            state() | {SHOP.child("branch", "dev"): Branch(parent="main", data="schema-only")},
            "launch",
            "storage",
            10 * 0.35,
        ),
        (
            state() | {SHOP.child("branch", f"b{n}"): Branch(parent="main") for n in range(11)},
            None,
            "extra branches",
            2 * 1.50,
        ),
        (
            state()
            | {
                MAIN.child("snapshot_schedule"): SnapshotSchedule(
                    (SnapshotRule("daily", 2, keep=7 * DAY), SnapshotRule("weekly", 2, 7, keep=28 * DAY))
                )
            },
            None,
            "snapshots",
            11 * 10 * 0.09,
        ),
        (state(ALWAYS, provider="postgres"), None, "compute", 0),
    ],
)
def test_each_part_is_reckoned_by_its_price(
    objects: State, tariff: str | None, sort: str, cost: float
) -> None:
    found = estimate(objects, PRICES, {MAIN: 10 * GB}, tariff)
    assert found.by(sort) == pytest.approx(cost)
    assert found.least <= found.cost + 1e-9
    assert found.cost <= found.most + 1e-9


@pytest.mark.parametrize(
    ("objects", "tariff", "why"),
    [
        (state(Compute(min_cu=0.25, max_cu=0.5)), "free", ""),
        (state(Compute(min_cu=0.25, max_cu=4)), "launch", "a compute of up to 4 CU"),
        (state(Compute(min_cu=20, max_cu=20)), "scale", "a compute of up to 20 CU"),
        (state(ALWAYS), "launch", "a compute that never suspends"),
        (state(Compute(suspend_after=60)), "scale", "a compute that suspends after 60s"),
        (state(history_retention=6 * 3600), "free", ""),
        (state(history_retention=7 * DAY), "launch", "7 days of history"),
        (state(history_retention=30 * DAY), "scale", "30 days of history"),
        (state(allowed_ips=AllowedIps(("1.2.3.4",))), "scale", "a list of allowed addresses"),
        (state() | {MAIN: Branch(protected=True)}, "launch", "a protected branch"),
        (state(hipaa=True, provider="postgres"), "free", ""),
    ],
)
def test_the_least_plan_that_has_what_is_declared_is_taken(objects: State, tariff: str, why: str) -> None:
    found = estimate(objects, PRICES, {MAIN: GB / 10})
    assert found.tariff.name == tariff
    assert [need.why for need in found.needs if need.tariff == tariff] == ([why] if why else [])


@pytest.mark.parametrize(
    ("compute", "size", "why"),
    [
        (Compute(min_cu=2, max_cu=2), 0.1, "about 487 CU-hours, and 100 are included"),
        (Compute(min_cu=0.25, max_cu=0.25), 3.0, "about 3.0 GB, and 0.5 are included"),
    ],
)
def test_what_is_beyond_the_free_allowance_is_not_free(compute: Compute, size: float, why: str) -> None:
    found = estimate(state(compute), PRICES, {MAIN: size * GB})
    assert (found.tariff.name, [need.why for need in found.needs]) == ("launch", [why])
    assert found.cost > 0


def test_a_size_that_nobody_tells_is_assumed_and_named() -> None:
    assert estimate(state(), PRICES, {}).assumed_sizes == (MAIN,)
    assert estimate(state(), PRICES, {MAIN: 1.0}).assumed_sizes == ()


def test_a_project_may_have_assumptions_of_its_own() -> None:
    own = {"shop": replace(PRICES.assumptions, active_hours_per_day=24)}
    found = estimate(state(Compute(min_cu=1, max_cu=1)), replace(PRICES, by_project=own), {}, "launch")
    assert found.by("compute") == pytest.approx(730 * 0.106)


def test_a_plan_says_what_it_changes_of_the_bill() -> None:
    larger = Change(Action.UPDATE, COMPUTE, ALWAYS, Compute(min_cu=2, max_cu=2))
    found = difference([larger], state(ALWAYS), PRICES, {MAIN: GB})
    assert found is not None
    assert found.difference == pytest.approx(730 * 0.106)  # what is not written stays: it never suspends
    assert cost_line(found).startswith("Cost: about +$77.38 a month (compute +$77.38), on the plan Launch.")


def test_what_goes_takes_its_cost_along() -> None:
    found = difference([Change(Action.DELETE, SHOP, Project())], state(ALWAYS), PRICES, {MAIN: GB})
    assert found is not None
    assert (round(found.before, 2), found.after) == (77.73, 0)


def test_another_plan_is_told_with_its_reason() -> None:
    longer = Change(Action.UPDATE, SHOP, Project(), Project(history_retention=30 * DAY))
    found = difference([longer], state(ALWAYS, history_retention=DAY), PRICES, {MAIN: GB})
    assert found is not None
    assert "needs the plan Scale (30 days of history), before: Launch" in cost_line(found)


@pytest.mark.parametrize(
    "change",
    [
        Change(Action.CREATE, MAIN.child("database", "d"), None, None),
        Change(Action.UPDATE, COMPUTE, ALWAYS, replace(ALWAYS, pg_settings=(("work_mem", "8MB"),))),
    ],
)
def test_what_is_not_paid_for_makes_no_difference(change: Change) -> None:
    assert difference([change], state(ALWAYS), PRICES, {}) is None


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ({}, "no [plans.NAME]"),
        ({"plans": {"x": {"cu_hours": 1}}}, "[plans.x] has cu_hours"),
        ({"plans": {"x": {"cu_hour": "much"}}}, "cu_hour = 'much' is no number"),
        ({"plans": {"x": {}}, "assumptions": {"load": 2}}, "load = 2 is more than 1"),
        ({"plans": {"x": {}}, "price": 1}, "the file has price"),
    ],
)
def test_a_price_list_that_means_nothing_is_refused(document: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValueError, match=re.escape(wrong)):
        prices_from(document)


def test_a_price_list_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(
        'currency = "CHF"\n[plans.ours]\ncu_hour = 2\nlargest_cu = 99\n[projects.shop]\nstorage_gb = 5\n'
    )
    prices = price_list(file)
    found = estimate(state(ALWAYS), prices, {})
    assert (found.tariff.name, found.by("compute"), prices.assumed_of("shop").storage_gb) == ("ours", 1460, 5)
    file.write_text("plans = [")
    with pytest.raises(NeonpyError, match="can't be read"):
        price_list(file)


@pytest.mark.parametrize(
    ("amount", "currency", "signed", "words"),
    [
        (1234.5, "USD", False, "$1,234.50"),
        (12.4, "USD", True, "+$12.40"),
        (-0.004, "USD", False, "$0.00"),
        (-3, "EUR", True, "-€3.00"),
        (3, "CHF", True, "+3.00 CHF"),
    ],
)
def test_money_is_written_as_people_do(amount: float, currency: str, words: str, *, signed: bool) -> None:
    assert money(amount, currency, signed=signed) == words


def test_a_price_keeps_its_digits() -> None:
    assert [price_words(price, "USD") for price in (0.35, 0.222, 1.5)] == ["$0.35", "$0.222", "$1.50"]
