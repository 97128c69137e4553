"""What a stack costs in a month: as it is declared, as it is now, and what a plan changes. Asks the API only; wakes no compute.

Never here: reckoning (plan/cost), words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.project import Project
from neonctl_py.plan.cost import KINDS, difference, estimate, overlaid
from neonctl_py.report.cost_report import CostReport
from neonctl_py.workflows.observe_world import needs_neon, observe_only_account
from neonctl_py.workflows.price_list import price_list

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.prices import Prices
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.observe_world import World


def estimate_cost(
    desired: Desired, access: NeonAccess | None, prices: Prices, tariff: str | None = None
) -> CostReport:
    """Without ``access`` only what is declared is reckoned. Raises NeonpyError for a tariff that the price list does not have."""
    names = [one.name for one in prices.tariffs]
    if tariff is not None and tariff not in names:
        raise NeonpyError(
            "no such plan", detail=f"--plan {tariff}", hint=f"The price list has: {', '.join(names)}."
        )
    declared = {place: value for place, value in desired.objects.items() if place.kind in KINDS}
    elsewhere = tuple(
        sorted(
            place
            for place, value in declared.items()
            if isinstance(value, Project) and value.provider != "neon"
        )
    )
    if access is None or not needs_neon(desired):
        return CostReport(
            stack=desired.stack,
            prices=prices,
            declared=estimate(declared, prices, {}, tariff),
            elsewhere=elsewhere,
        )
    with access.client() as client:
        observed = observe_only_account(desired, client)
        sizes = _logical_sizes(client, observed)
    there = {place: value for place, value in observed.objects.items() if place.kind in KINDS}
    together = dict(there)
    for place, value in declared.items():
        together[place] = overlaid(there.get(place), value)
    return CostReport(
        stack=desired.stack,
        prices=prices,
        declared=estimate(together, prices, sizes, tariff),
        now=estimate(there, prices, sizes, tariff),
        elsewhere=elsewhere,
    )


def with_cost(plan: Plan, world: World, prices_file: Path | None) -> Plan:
    """The plan with what it changes of the bill, where it changes anything that is paid for."""
    if not any(change.kind in KINDS for change in plan.changes):
        return plan
    prices = price_list(prices_file)
    return replace(
        plan, cost=difference(plan.changes, world.observed.objects, prices, _catalog_sizes(world.observed))
    )


def _logical_sizes(client: NeonClient, observed: Observed) -> dict[Address, float]:
    """As the platform bills them."""
    found: dict[Address, float] = {}
    by_id = {identity: place for place, identity in observed.ids.items() if place.kind == "branch"}
    for place, identity in observed.ids.items():
        if place.kind == "project":
            for branch in client.list_branches(identity):
                if branch.logical_size is not None and branch.id in by_id:
                    found[by_id[branch.id]] = float(branch.logical_size)
    return found


def _catalog_sizes(observed: Observed) -> Mapping[Address, float]:
    """What the catalogs tell of tables and indexes; the platform counts a little more."""
    found: dict[Address, float] = {}
    for place, (_, size) in observed.sizes.items():
        branch = place.container("branch")
        if branch is not None:
            found[branch] = found.get(branch, 0.0) + size
    return found
