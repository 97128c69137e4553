"""How a rule moves from look to look: durations, cooldowns, ends, and looks at which nothing was measured."""

from __future__ import annotations

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.check import Limit, Sample
from neonctl_py.model.monitor import Comparison, MonitorRule
from neonctl_py.monitor.states import RuleState, read, step
from neonctl_py.report.check_report import CheckResult

PLACE = Address.parse("project.shop/check.pool")
Look = tuple[float, bool | None, str | None]


@pytest.mark.parametrize(
    ("hold", "cooldown", "looks"),
    [
        pytest.param(0, 300, [(0, True, "fires"), (30, True, None), (60, False, "resolves")], id="at once"),
        pytest.param(
            120,
            300,
            [(0, True, None), (60, True, None), (119, True, None), (120, True, "fires"), (150, True, None)],
            id="after two minutes",
        ),
        pytest.param(
            120,
            0,
            [(0, True, None), (90, False, None), (100, True, None), (210, True, None), (220, True, "fires")],
            id="a duration begins anew",
        ),
        pytest.param(
            60,
            300,
            [
                (0, True, None),
                (60, True, "fires"),
                (359, True, None),
                (360, True, "again"),
                (659, True, None),
                (660, True, "again"),
                (690, False, "resolves"),
                (720, False, None),
            ],
            id="again after each cooldown",
        ),
        pytest.param(
            0,
            300,
            [
                (0, True, "fires"),
                (10, False, "resolves"),
                (20, True, None),
                (299, True, None),
                (300, True, "fires"),
            ],
            id="no flapping within a cooldown",
        ),
        pytest.param(
            0,
            300,
            [(0, True, "fires"), (10, False, "resolves"), (20, True, None), (30, False, None)],
            id="what did not fire does not resolve",
        ),
        pytest.param(
            60,
            0,
            [(0, True, None), (30, None, None), (60, True, None), (119, True, None), (120, True, "fires")],
            id="an outage begins a duration anew",
        ),
        pytest.param(
            0,
            300,
            [(0, True, "fires"), (30, None, None), (60, None, None), (90, False, "resolves")],
            id="an outage ends nothing",
        ),
        pytest.param(0, 0, [(0, True, "fires"), (1, True, "again"), (2, True, "again")], id="no cooldown"),
    ],
)
def test_a_rule_over_time(hold: float, cooldown: float, looks: list[Look]) -> None:
    """At that second the condition holds, or not, or isn't known; then that is done."""
    rule = MonitorRule(check="pool", comparison="above", value=80, hold=hold, cooldown=cooldown)
    state, done = RuleState(), []
    for second, holds, _ in looks:
        state, transition = step(rule, state, holds, second)
        done.append((second, holds, transition))
    assert done == looks


def result(*values: tuple[str, float | None], passed: bool = True) -> CheckResult:
    limits = () if passed else (Limit("warning", "is", "never"),)
    samples = tuple(Sample(subject=subject, value=value) for subject, value in values)
    return CheckResult(address=PLACE, limits=limits, samples=samples, unit="percent")


@pytest.mark.parametrize(
    ("comparison", "subject", "values", "holds", "value"),
    [
        ("above", "", [("a", 70), ("b", 85)], True, 85),
        ("above", "a", [("a", 70), ("b", 85)], False, 70),
        ("above", "c", [("a", 70), ("b", 85)], None, None),
        ("above", "", [("a", 80)], False, 80),
        ("at_least", "", [("a", 80)], True, 80),
        ("below", "", [("a", 20), ("b", 85)], False, 85),
        ("below", "", [("a", 20), ("b", 30)], True, 30),
        ("at_most", "a", [("a", 80), ("b", 99)], True, 80),
        ("above", "", [("a", None)], None, None),
        ("above", "", [], None, None),
    ],
)
def test_what_a_condition_looks_at(
    comparison: Comparison,
    subject: str,
    values: list[tuple[str, float | None]],
    holds: bool | None,
    value: float | None,
) -> None:
    """The worst sample; what is low is so only when the busiest is."""
    rule = MonitorRule(check="pool", comparison=comparison, value=80, subject=subject)
    reading = read(rule, [result(*values)])
    assert (reading.holds, reading.value) == (holds, value)


def test_a_failing_check_is_a_condition() -> None:
    rule = MonitorRule(check="pool", comparison="fails")
    assert read(rule, []).holds is None
    assert read(rule, [result(("", 1)), result(("", 1), passed=False)]).holds is True
    assert read(rule, [result(("", 1))]).holds is False
