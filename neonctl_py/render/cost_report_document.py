"""What ``cost --json`` says. Amounts are of a month, in ``currency``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from neonctl_py.plan.cost import Estimate
    from neonctl_py.report.cost_report import CostReport


def cost_report_document(report: CostReport) -> dict[str, Any]:
    """``declared``: as the stack says; ``now``: as it is, null where nobody looked."""
    prices = report.prices
    return {
        "format_version": FORMAT_VERSION,
        "type": "cost",
        "neonpy_version": __version__,
        "stack": report.stack,
        "currency": prices.currency,
        "prices": {"as_of": prices.as_of, "source": prices.source},
        "assumptions": {
            **asdict(prices.assumptions),
            "by_project": {name: asdict(one) for name, one in prices.by_project.items()},
        },
        "declared": _estimate(report.declared),
        "now": None if report.now is None else _estimate(report.now),
        "not_on_neon": [str(place) for place in report.elsewhere],
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    projects = dict.fromkeys(str(item.address.container("project")) for item in estimate.items)
    return {
        "plan": estimate.tariff.name,
        "needs": [
            {"plan": need.tariff, "why": need.why, "address": str(need.address)} for need in estimate.needs
        ],
        "about": round(estimate.cost, 2),
        "least": round(estimate.least, 2),
        "most": round(estimate.most, 2),
        "by_project": {
            name: round(
                sum(one.cost for one in estimate.items if str(one.address.container("project")) == name), 2
            )
            for name in projects
        },
        "assumed_sizes": [str(place) for place in estimate.assumed_sizes],
        "items": [
            {
                "address": str(item.address),
                "what": item.what,
                "quantity": round(item.quantity, 4),
                "unit": item.unit,
                "price": item.price,
                "about": round(item.cost, 2),
                "least": round(item.least * item.price, 2),
                "most": round(item.most * item.price, 2),
                "why": item.why,
            }
            for item in estimate.items
        ],
    }
