"""A live assertion that ``neonpy check`` runs: declared, never reconciled. Address: ``project.P/database.D/check.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

Level = Literal["ok", "info", "warning", "alert"]
Relation = Literal["is", "below", "at_most", "at_least", "above"]

LEVELS: Final[tuple[Level, ...]] = ("ok", "info", "warning", "alert")
"""From the least to the worst."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value has to be, and how bad it is when it isn't. ``value`` is in the unit of what is measured."""

    severity: Level
    relation: Relation
    value: Any

    def holds(self, actual: Any) -> bool:
        """Is the value within it? What can't be compared is not."""
        if self.relation == "is":
            return _kind_and_value(actual) == _kind_and_value(self.value)
        try:
            match self.relation:
                case "below":
                    return bool(actual < self.value)
                case "at_most":
                    return bool(actual <= self.value)
                case "at_least":
                    return bool(actual >= self.value)
                case "above":
                    return bool(actual > self.value)
        except TypeError:
            return False


def _kind_and_value(value: Any) -> tuple[bool, Any]:
    """For comparison: true is not 1, though Python says so."""
    return isinstance(value, bool), value


@dataclass(frozen=True, slots=True)
class Target:
    """How long queries of a type may take, in milliseconds: the 95th and 99th percentile, and the 95th from which it is an alert."""

    of: str
    p95: float | None = None
    p99: float | None = None
    alert: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCheck:
    """``sql`` returns one value, or ``builtin`` names what is measured; the value must be within every limit. ``severity``: of limits
    that come from elsewhere (a replica's own). ``options`` of the built-in measure, sorted by name. ``database`` "": the only
    one; of a built-in measure every one.
    """

    kind: ClassVar[str] = "check"

    sql: str = ""
    builtin: str = ""
    limits: tuple[Limit, ...] = (Limit("warning", "is", 0),)
    severity: Level = "warning"
    options: tuple[tuple[str, Any], ...] = ()
    database: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One thing that was measured. ``subject`` says which one, "" where there is only one. ``limits`` None: those of the check."""

    value: Any
    subject: str = ""
    detail: str = ""
    limits: tuple[Limit, ...] | None = None


def worst(levels: list[Level]) -> Level:
    """The worst of them, ``ok`` of none."""
    return max(levels, key=LEVELS.index, default="ok")
