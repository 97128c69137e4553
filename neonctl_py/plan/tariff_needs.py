"""Which of the platform's plans a state of the world needs, and why. Pure; never here: what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.project import AllowedIps, Project
from neonctl_py.model.replica import Replica
from neonctl_py.model.snapshot_schedule import SnapshotSchedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.prices import Prices, Tariff

_DAY: Final = 86_400
_EVERYWHERE: Final = (None, 0, 300)
"""Times until a compute suspends that every plan has."""


@dataclass(frozen=True, slots=True)
class Need:
    """The least ``tariff`` that has it; ``address`` asks for it."""

    tariff: str
    why: str
    address: Address


def needed_tariff(prices: Prices, needs: Iterable[Need]) -> Tariff:
    """The cheapest that has all of it."""
    names = [tariff.name for tariff in prices.tariffs]
    return prices.tariffs[max((names.index(need.tariff) for need in needs), default=0)]


def needs_of(objects: Mapping[Address, Object], prices: Prices) -> tuple[Need, ...]:
    """All that the first tariff does not have, in the order of addresses."""
    first = prices.tariffs[0].name
    found = [
        Need(tariff, why, place)
        for place in sorted(objects)
        if _is_neons(place, objects)
        for tariff, why in _asks(place, objects[place], objects, prices)
        if tariff != first
    ]
    return tuple(found)


def _is_neons(place: Address, objects: Mapping[Address, Object]) -> bool:
    project = objects.get(place.container("project") or place)
    return not isinstance(project, Project) or project.provider == "neon"


def _asks(
    place: Address, value: Object, objects: Mapping[Address, Object], prices: Prices
) -> Iterator[tuple[str, str]]:
    match value:
        case Project():
            yield from _project_asks(place, value, objects, prices)
        case Branch() if value.protected is True:
            yield _with(prices, "protected branches"), "a protected branch"
        case SnapshotSchedule() if value.rules:
            yield _with(prices, "snapshot schedules"), "scheduled snapshots"
        case Compute() | Replica():
            yield from _compute_asks(value.max_cu, value.suspend_after, prices)


def _project_asks(
    place: Address, value: Project, objects: Mapping[Address, Object], prices: Prices
) -> Iterator[tuple[str, str]]:
    if isinstance(value.history_retention, int):
        days = value.history_retention / _DAY
        yield _least(prices, lambda tariff: tariff.longest_history >= days), f"{_days(days)} of history"
    if isinstance(value.allowed_ips, AllowedIps) and value.allowed_ips.ips:
        yield _with(prices, "allowed_ips"), "a list of allowed addresses"
    if value.block_public_connections is True or value.block_vpc_connections is True:
        yield _with(prices, "private networking"), "private networking"
    if value.hipaa is True:
        yield _with(prices, "hipaa"), "HIPAA"
    count = sum(isinstance(other, Branch) and at.parent == place for at, other in objects.items())
    if count > prices.tariffs[0].included_branches:
        yield _with(prices, "more branches"), f"{count} branches"


def _compute_asks(max_cu: object, suspend_after: object, prices: Prices) -> Iterator[tuple[str, str]]:
    if isinstance(max_cu, int | float):
        largest = float(max_cu)
        yield (
            _least(prices, lambda tariff: tariff.largest_cu >= largest),
            f"a compute of up to {largest:g} CU",
        )
    if suspend_after == -1:
        yield _with(prices, "computes that never suspend"), "a compute that never suspends"
    elif isinstance(suspend_after, int) and suspend_after not in _EVERYWHERE:
        yield (
            _with(prices, "another time until computes suspend"),
            f"a compute that suspends after {suspend_after}s",
        )


def _with(prices: Prices, feature: str) -> str:
    return _least(prices, lambda tariff: feature in tariff.has)


def _least(prices: Prices, fits: Callable[[Tariff], bool]) -> str:
    """The last one where none fits: it is the platform that says no."""
    return next((tariff.name for tariff in prices.tariffs if fits(tariff)), prices.tariffs[-1].name)


def _days(days: float) -> str:
    return f"{days:g} days" if days >= 1 else f"{days * 24:g} hours"
