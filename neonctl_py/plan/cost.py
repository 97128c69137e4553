"""What a state of the world costs in a month, and the difference that a plan makes. Pure: prices and sizes come from outside.

Never here: the price list, words about it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.model.branch import Branch
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action
from neonctl_py.plan.cost_items import Item, items_of
from neonctl_py.plan.tariff_needs import Need, needed_tariff, needs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.prices import Prices, Tariff

KINDS: Final = frozenset({"project", "branch", "compute", "replica", "snapshot_schedule"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``tariff``: the plan of the platform that it is reckoned with; ``needs``: why not a cheaper one. ``assumed_sizes``: branches whose
    size nobody told.
    """

    tariff: Tariff
    items: tuple[Item, ...]
    needs: tuple[Need, ...] = ()
    assumed_sizes: tuple[Address, ...] = ()

    @property
    def cost(self) -> float:
        """About so much in a month."""
        return sum(item.cost for item in self.items)

    @property
    def least(self) -> float:
        """With every compute as small and as short as it may be."""
        return sum(item.least * item.price for item in self.items)

    @property
    def most(self) -> float:
        """With every compute as large as it may be, all the time."""
        return sum(item.most * item.price for item in self.items)

    def by(self, what: str) -> float:
        """The cost of all items of one sort."""
        return sum(item.cost for item in self.items if item.what == what)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostDifference:
    """What a plan changes, in ``currency`` for a month. ``parts``: by sort (``compute``…), those that change. ``tariff`` after it, and
    ``former_tariff`` before.
    """

    currency: str
    before: float
    after: float
    parts: tuple[tuple[str, float], ...]
    tariff: str
    former_tariff: str
    because: str = ""
    as_of: str = ""

    @property
    def difference(self) -> float:
        """More than nothing: it costs more."""
        return self.after - self.before


def estimate(
    objects: Mapping[Address, Object],
    prices: Prices,
    sizes: Mapping[Address, float],
    tariff: str | None = None,
) -> Estimate:
    """``sizes``: bytes of branches. ``tariff``: that one instead of the least that is needed. Raises KeyError for one that the list
    does not have.
    """
    needs = needs_of(objects, prices)
    chosen = prices.tariff(tariff) if tariff is not None else needed_tariff(prices, needs)
    found = items_of(objects, prices, chosen, sizes)
    if (
        tariff is None
        and chosen is prices.tariffs[0]
        and (more := _beyond_allowance(found, chosen)) is not None
    ):
        needs = (*needs, Need(prices.tariffs[min(1, len(prices.tariffs) - 1)].name, *more))
        chosen = needed_tariff(prices, needs)
        found = items_of(objects, prices, chosen, sizes)
    roots = (place for place, value in objects.items() if isinstance(value, Branch) and not value.parent)
    assumed = tuple(sorted(place for place in roots if place not in sizes))
    return Estimate(tariff=chosen, items=found, needs=needs, assumed_sizes=assumed)


def difference(
    changes: Iterable[Change],
    observed: Mapping[Address, Object],
    prices: Prices,
    sizes: Mapping[Address, float],
) -> CostDifference | None:
    """None where nothing that is paid for changes."""
    relevant = [change for change in changes if change.kind in KINDS]
    if not relevant:
        return None
    before = {place: value for place, value in observed.items() if place.kind in KINDS}
    after = _applied(before, relevant)
    then, now = estimate(before, prices, sizes), estimate(after, prices, sizes)
    sorts = dict.fromkeys(item.what for item in (*now.items, *then.items))
    changed = ((what, now.by(what) - then.by(what)) for what in sorts)
    parts = tuple(sorted((part for part in changed if abs(part[1]) >= 0.005), key=lambda part: -abs(part[1])))
    is_other_plan = bool(before) and then.tariff.name != now.tariff.name
    if not parts and not is_other_plan:
        return None
    because = next((need.why for need in now.needs if need.tariff == now.tariff.name), "")
    return CostDifference(
        currency=prices.currency,
        before=then.cost,
        after=now.cost,
        parts=parts,
        tariff=now.tariff.name,
        former_tariff=then.tariff.name if before else "",
        because=because,
        as_of=prices.as_of,
    )


def overlaid(before: Object | None, after: Object) -> Object:
    """What is written, and for the rest what was observed."""
    if before is None or type(before) is not type(after) or not is_dataclass(after):
        return after
    kept = {one.name: getattr(before, one.name) for one in fields(after) if getattr(after, one.name) is UNSET}
    return replace(after, **kept) if kept else after


def _applied(before: Mapping[Address, Object], changes: Iterable[Change]) -> dict[Address, Object]:
    state = dict(before)
    for change in changes:
        if change.action in (Action.DELETE, Action.REPLACE):
            state = {place: value for place, value in state.items() if not place.is_within(change.address)}
        elif change.moved_from is not None:
            old = change.moved_from
            state = {
                place.moved(old, change.address) if place.is_within(old) else place: value
                for place, value in state.items()
            }
        if change.action is not Action.DELETE and change.after is not None:
            state[change.address] = overlaid(state.get(change.address), change.after)
    return state


def _beyond_allowance(items: Iterable[Item], tariff: Tariff) -> tuple[str, Address] | None:
    used: dict[tuple[str, Address], float] = {}
    for item in items:
        project = item.address.container("project") or item.address
        used[item.unit if item.what == "compute" else item.what, project] = (
            used.get((item.unit if item.what == "compute" else item.what, project), 0) + item.quantity
        )
    for (what, project), quantity in sorted(used.items()):
        if (
            what == "CU-hours"
            and tariff.included_cu_hours is not None
            and quantity > tariff.included_cu_hours
        ):
            return f"about {quantity:,.0f} CU-hours, and {tariff.included_cu_hours:g} are included", project
        if (
            what == "storage"
            and tariff.included_storage_gb is not None
            and quantity > tariff.included_storage_gb
        ):
            return f"about {quantity:,.1f} GB, and {tariff.included_storage_gb:g} are included", project
    return None
