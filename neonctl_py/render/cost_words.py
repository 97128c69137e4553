"""Money, and the one line about it below a plan. Never here: reckoning, layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from neonctl_py.plan.cost import CostDifference

_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}


def money(amount: float, currency: str, *, signed: bool = False) -> str:
    """``$12.40``, ``+$12.40``; a currency without a sign of its own is written behind."""
    rounded = round(amount, 2)
    sign = "-" if rounded < 0 else "+" if signed else ""
    number = f"{abs(rounded):,.2f}"
    return f"{sign}{_SIGNS[currency]}{number}" if currency in _SIGNS else f"{sign}{number} {currency}"


def price_words(price: float, currency: str) -> str:
    """``$0.35``, ``$0.222``: of one unit."""
    text = f"{price:.4f}".rstrip("0")
    number = text + "0" * max(0, 2 - len(text.partition(".")[2]))
    return f"{_SIGNS[currency]}{number}" if currency in _SIGNS else f"{number} {currency}"


def cost_line(cost: CostDifference) -> str:
    """``Cost: about +$12.40 a month (compute +$10.20, storage +$2.20), on the plan Launch. …``"""
    parts = ", ".join(f"{what} {money(change, cost.currency, signed=True)}" for what, change in cost.parts)
    text = f"Cost: about {money(cost.difference, cost.currency, signed=True)} a month"
    text += f" ({parts})" if parts else ""
    if cost.former_tariff and cost.former_tariff != cost.tariff:
        why = f" ({cost.because})" if cost.because else ""
        text += f"; needs the plan {cost.tariff.capitalize()}{why}, before: {cost.former_tariff.capitalize()}"
    else:
        text += f", on the plan {cost.tariff.capitalize()}"
    return f"{text}. What is assumed: neonpy cost"


def cost_document(cost: CostDifference) -> dict[str, Any]:
    """For a plan's JSON; amounts are of a month."""
    return {
        "currency": cost.currency,
        "before": round(cost.before, 2),
        "after": round(cost.after, 2),
        "difference": round(cost.difference, 2),
        "parts": {what: round(change, 2) for what, change in cost.parts},
        "plan": cost.tariff,
        "plan_before": cost.former_tariff or None,
        "because": cost.because or None,
        "prices_of": cost.as_of,
    }
