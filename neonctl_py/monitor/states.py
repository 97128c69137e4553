"""What becomes of a rule from one look to the next: pure, over a clock that is given. Nothing here measures, tells or changes.

A rule fires when its condition has held for its duration, again at the earliest after its cooldown, and resolves when the
condition is over. Where nothing could be measured, a duration begins anew and what fires goes on firing: an outage neither
proves a condition nor its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from neonctl_py.model.monitor import MonitorRule
    from neonctl_py.report.check_report import CheckResult

Transition = Literal["fires", "again", "resolves"]


@dataclass(frozen=True, slots=True)
class RuleState:
    """``since``: when the condition began to hold, seconds of the clock; ``acted_at``: when the rule last fired."""

    since: float | None = None
    is_firing: bool = False
    acted_at: float | None = None


def step(
    rule: MonitorRule, state: RuleState, holds: bool | None, now: float
) -> tuple[RuleState, Transition | None]:
    """The next state and what is to be done. ``holds`` None: it isn't known."""
    if holds is None:
        return (state if state.is_firing else replace(state, since=None)), None
    if not holds:
        ended = replace(state, since=None, is_firing=False)
        return ended, "resolves" if state.is_firing else None
    since = now if state.since is None else state.since
    has_lasted = now - since >= rule.hold
    has_rested = state.acted_at is None or now - state.acted_at >= rule.cooldown
    if not (has_lasted and has_rested):
        return replace(state, since=since), None
    return RuleState(since, is_firing=True, acted_at=now), "again" if state.is_firing else "fires"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule looks at. ``holds`` None: nothing was measured."""

    holds: bool | None
    value: float | None = None
    unit: str = ""
    subject: str = ""


def read(rule: MonitorRule, results: list[CheckResult]) -> Reading:
    """The rule's condition over what its check has measured, the worst of it."""
    unit = next((result.unit for result in results), "")
    if rule.comparison == "fails":
        if not results:
            return Reading(None)
        return Reading(any(not result.has_passed for result in results), unit=unit)
    found = [
        (float(sample.value), sample.subject)
        for result in results
        for sample in result.samples
        if rule.subject in {"", sample.subject} and _is_number(sample.value)
    ]
    if not found:
        return Reading(None, unit=unit)
    value, subject = (max if rule.comparison in {"above", "at_least"} else min)(found)
    if rule.comparison in {"below", "at_most"} and not rule.subject:
        value, subject = max(found)  # a pool is idle when the busiest of it is
    return Reading(_compares(rule, value), value, unit, subject)


def _is_number(value: object) -> bool:
    return value is not None and not isinstance(value, str | bool)


def _compares(rule: MonitorRule, value: float) -> bool:
    match rule.comparison:
        case "above":
            return value > rule.value
        case "at_least":
            return value >= rule.value
        case "below":
            return value < rule.value
        case _:
            return value <= rule.value
