"""How the live checks of a stack came out. Never here: running them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neonctl_py.model.check import Level, Limit, Sample, worst

if TYPE_CHECKING:
    from neonctl_py.model.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What was measured against ``limits``. ``problem`` says why nothing could be (then the check has not passed). ``found``: what a
    count has counted. ``is_fleeting``: the subjects of the samples come and go. No samples: there was nothing to judge.
    """

    address: Address
    limits: tuple[Limit, ...]
    samples: tuple[Sample, ...] = ()
    found: tuple[Sample, ...] = ()
    builtin: str = ""
    unit: str = ""
    description: str = ""
    problem: str = ""
    severity: Level = "warning"
    is_fleeting: bool = False

    @property
    def level(self) -> Level:
        """How bad it is."""
        if self.problem:
            return worst([limit.severity for limit in self.limits] or [self.severity])
        return worst([self.level_of(sample) for sample in self.samples])

    def level_of(self, sample: Sample) -> Level:
        """How bad that one is."""
        return worst([limit.severity for limit in self.broken(sample)])

    def broken(self, sample: Sample) -> list[Limit]:
        """The limits that it is not within."""
        return [limit for limit in self.limits_of(sample) if not limit.holds(sample.value)]

    def limits_of(self, sample: Sample) -> tuple[Limit, ...]:
        """Its own, or the check's."""
        return self.limits if sample.limits is None else sample.limits

    @property
    def failing(self) -> tuple[Sample, ...]:
        """The samples that are not within their limits, the worst first."""
        levels = [(self.level_of(sample), sample) for sample in self.samples]
        order: tuple[Level, ...] = ("alert", "warning", "info")
        return tuple(sample for wanted in order for level, sample in levels if level == wanted)

    @property
    def worst_value(self) -> Any:
        """The value that counts: of the worst sample; None when nothing was measured."""
        failing = self.failing
        if failing:
            return failing[0].value
        if len(self.samples) == 1:
            return self.samples[0].value
        values = [sample.value for sample in self.samples if isinstance(sample.value, int | float)]
        least = any(limit.relation in {"at_least", "above"} for limit in self.limits)
        return (min if least else max)(values, default=None)

    @property
    def has_passed(self) -> bool:
        """Is everything within its limits?"""
        return self.level == "ok"

    @property
    def is_alert(self) -> bool:
        """Is it as bad as can be?"""
        return self.level == "alert"
