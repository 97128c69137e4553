"""What each part of a Neon project costs in a month: computes, data, history, snapshots, branches. Pure.

Never here: which plan of the platform is needed, sums.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.compute_sizes import sizes_in_force, suspension_in_force
from neonctl_py.model.project import Project
from neonctl_py.model.replica import Replica
from neonctl_py.model.snapshot_schedule import SnapshotSchedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.prices import Assumptions, Prices, Tariff

_DAY: Final = 86_400
_MONTH: Final = 730 * 3600
_GB: Final = 1024**3
_NEVER: Final = -1
_PERIODS: Final = {"daily": 1, "weekly": 7, "monthly": 30}
_KEPT: Final = 7
"""Days that a snapshot is kept where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """``quantity`` of ``unit`` (``CU-hours``, ``GB-months``, ``branch-months``) at ``price`` each; ``least`` and ``most`` are quantities,
    too. ``why`` says in a few words how it was reckoned.
    """

    address: Address
    what: str
    unit: str
    quantity: float
    least: float
    most: float
    price: float
    why: str

    @property
    def cost(self) -> float:
        """In the currency of the prices, for a month."""
        return self.quantity * self.price


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """What all parts of one project are reckoned with."""

    project: Object
    tariff: Tariff
    assumed: Assumptions


def items_of(
    objects: Mapping[Address, Object], prices: Prices, tariff: Tariff, sizes: Mapping[Address, float]
) -> tuple[Item, ...]:
    """What the Neon projects among these are made of, in the order of addresses. ``sizes``: bytes of branches."""
    found: list[Item] = []
    for place in sorted(place for place, value in objects.items() if _is_neon(value)):
        assumed = prices.assumed_of(place.name[0])
        parts = {address: value for address, value in objects.items() if address.is_within(place)}
        found += _project_items(_Reckoning(parts[place], tariff, assumed), place, parts, sizes)
    return tuple(found)


def _is_neon(value: Object) -> bool:
    return isinstance(value, Project) and value.provider == "neon"


def _project_items(
    by: _Reckoning, project: Address, parts: Mapping[Address, Object], sizes: Mapping[Address, float]
) -> list[Item]:
    tariff, assumed = by.tariff, by.assumed
    branches = {place: value for place, value in parts.items() if isinstance(value, Branch)}
    gigabytes = {place: _size(place, branches, sizes, assumed) for place in branches}
    items: list[Item] = []
    for place in sorted(parts):
        value = parts[place]
        share = _lifetime(branches.get(place.container("branch") or place))
        if isinstance(value, Compute | Replica):
            items.append(_compute(by, place, value, share))
        elif isinstance(value, Branch):
            why = (
                "as large as it is"
                if not value.parent
                else f"{assumed.child_changed:.0%} of its parent changed"
            )
            items.append(_fixed(place, "storage", gigabytes[place] * share, tariff.storage_gb, why))
            if not value.parent:
                items.append(_history(by, place, gigabytes[place]))
        elif isinstance(value, SnapshotSchedule) and value.rules and place.parent is not None:
            items.append(_snapshots(place, value, gigabytes.get(place.parent, assumed.storage_gb), tariff))
    months = sorted((_lifetime(value) for value in branches.values()), reverse=True)
    extra = sum(months[int(tariff.included_branches) :])
    if extra:
        why = f"beyond the {tariff.included_branches:g} of the plan"
        items.append(_fixed(project, "extra branches", extra, tariff.extra_branch, why))
    return [item for item in items if item.most > 0]


def _compute(by: _Reckoning, place: Address, value: Compute | Replica, share: float) -> Item:
    assumed = by.assumed
    least, most = sizes_in_force(value, by.project)
    is_always_on = suspension_in_force(value, by.project) == _NEVER
    month = assumed.hours_per_month
    hours = month if is_always_on else month / 24 * assumed.active_hours_per_day
    if value.disabled is True:
        hours = month = 0.0
    size = least + (most - least) * assumed.load
    return Item(
        address=place,
        what="compute",
        unit="CU-hours",
        quantity=size * hours * share,
        least=(least * hours if is_always_on else 0.0) * share,
        most=most * month * share,
        price=by.tariff.cu_hour,
        why=f"{size:.3g} CU for {hours * share:,.0f} hours" + (", never suspends" if is_always_on else ""),
    )


def _history(by: _Reckoning, place: Address, gigabytes: float) -> Item:
    project, assumed = by.project, by.assumed
    seconds = _number(getattr(project, "history_retention", None))
    days = (_DAY if seconds is None else seconds) / _DAY
    quantity = gigabytes * assumed.changed_per_day * days
    why = f"{days:g} days, {assumed.changed_per_day:.0%} of the data a day"
    return _fixed(place, "history", quantity, by.tariff.history_gb, why)


def _snapshots(place: Address, value: SnapshotSchedule, gigabytes: float, tariff: Tariff) -> Item:
    count = sum(
        max(1, math.floor((rule.keep or _KEPT * _DAY) / _DAY / _PERIODS[rule.frequency]))
        for rule in value.rules
    )
    most = gigabytes * count
    return Item(
        address=place,
        what="snapshots",
        unit="GB-months",
        quantity=most,
        least=gigabytes,
        most=most,
        price=tariff.snapshot_gb,
        why=f"{count} kept, each as large as the branch",
    )


def _fixed(place: Address, what: str, quantity: float, price: float, why: str) -> Item:
    """Something that is the same at the least and at the most."""
    return Item(
        address=place,
        what=what,
        unit="branch-months" if what == "extra branches" else "GB-months",
        quantity=quantity,
        least=quantity,
        most=quantity,
        price=price,
        why=why,
    )


def _size(
    place: Address, branches: Mapping[Address, Branch], sizes: Mapping[Address, float], assumed: Assumptions
) -> float:
    """Gigabytes that are paid for: a root's data, a copy's changes, at the most its data."""
    value, own = branches[place], sizes.get(place)
    if not value.parent:
        return assumed.storage_gb if own is None else own / _GB
    if value.data == "schema-only":
        return 0.0
    parent = place.parent.child("branch", str(value.parent)) if place.parent is not None else place
    data = sizes.get(parent)
    return (assumed.storage_gb if data is None else data / _GB) * assumed.child_changed


def _lifetime(branch: Branch | None) -> float:
    """The part of a month that it is there."""
    seconds = _number(branch.expires_in) if branch is not None else None
    return 1.0 if not seconds else min(1.0, seconds / _MONTH)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
