"""A price list and what is assumed where nothing is known, as values. Never here: where the list comes from, what it is used for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """Of one of the platform's plans, for a month. ``longest_history`` in days; ``included_…`` of each project; None is unlimited."""

    name: str = ""
    cu_hour: float = 0.0
    storage_gb: float = 0.0
    history_gb: float = 0.0
    snapshot_gb: float = 0.0
    extra_branch: float = 0.0
    included_branches: float = 10
    included_cu_hours: float | None = None
    included_storage_gb: float | None = None
    largest_cu: float = 2
    longest_history: float = 1
    has: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """``load`` and the ``…changed…`` are parts of one; ``storage_gb`` of a branch whose size nobody tells."""

    hours_per_month: float = 730
    active_hours_per_day: float = 8
    load: float = 0.25
    storage_gb: float = 1
    changed_per_day: float = 0.02
    child_changed: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """``tariffs`` from the cheapest on."""

    as_of: str
    source: str
    currency: str
    tariffs: tuple[Tariff, ...]
    assumptions: Assumptions = Assumptions()
    by_project: Mapping[str, Assumptions] = field(default_factory=dict)

    def assumed_of(self, project: str) -> Assumptions:
        """What is assumed for that project."""
        return self.by_project.get(project, self.assumptions)

    def tariff(self, name: str) -> Tariff:
        """Raises KeyError."""
        return {tariff.name: tariff for tariff in self.tariffs}[name]


_T = TypeVar("_T", Tariff, Assumptions)
_AT_MOST: Final = {"active_hours_per_day": 24, "load": 1, "hours_per_month": 744}
_PARTS: Final = frozenset({"as_of", "source", "currency", "plans", "assumptions", "projects"})


def prices_from(document: Mapping[str, Any]) -> Prices:
    """What a TOML file says. Raises ValueError with what is wrong, in words."""
    _refuse_unknown("the file", document, _PARTS)
    plans = _table(document, "plans")
    if not plans:
        raise ValueError("it has no [plans.NAME]")
    assumptions = _numbers(Assumptions(), _table(document, "assumptions"), "[assumptions]")
    projects = _table(document, "projects")
    return Prices(
        as_of=str(document.get("as_of", "an unknown day")),
        source=str(document.get("source", "")),
        currency=str(document.get("currency", "USD")),
        tariffs=tuple(_tariff(name, _table(plans, name)) for name in plans),
        assumptions=assumptions,
        by_project={
            name: _numbers(assumptions, _table(projects, name), f"[projects.{name}]") for name in projects
        },
    )


def _tariff(name: str, values: Mapping[str, Any]) -> Tariff:
    has = values.get("has", [])
    if not isinstance(has, list):
        raise ValueError(f"[plans.{name}] has is not a list of texts")  # noqa: TRY004  one kind for all that is wrong
    numbers = {key: value for key, value in values.items() if key != "has"}
    return _numbers(Tariff(name=name, has=frozenset(map(str, has))), numbers, f"[plans.{name}]")


def _numbers(default: _T, values: Mapping[str, Any], where: str) -> _T:
    """The default with the numbers that are written. Hours and parts that can't be are refused."""
    known = frozenset(one.name for one in fields(default)) - {"name", "has"}
    _refuse_unknown(where, values, known)
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ValueError(f"{where} {name} = {value!r} is no number from 0 on")
        if name in _AT_MOST and value > _AT_MOST[name]:
            raise ValueError(f"{where} {name} = {value!r} is more than {_AT_MOST[name]}")
    return replace(default, **values)


def _table(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name, {})
    if not isinstance(found, Mapping):
        raise ValueError(f"{name} is not a table")  # noqa: TRY004  the same
    return found


def _refuse_unknown(where: str, values: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(
            f"{where} has {', '.join(unknown)}, which means nothing; known: {', '.join(sorted(known))}"
        )
