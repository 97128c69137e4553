"""Measured numbers for people's eyes, each in its unit. Never here: what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.render.values import value_text

if TYPE_CHECKING:
    from neonctl_py.model.check import Limit

_SIZES: Final = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
_TIMES: Final = ((86400, "d"), (3600, "h"), (60, "min"))
_RELATIONS: Final = {"below": "below", "at_most": "at most", "at_least": "at least", "above": "above"}


def amount_text(value: Any, unit: str) -> str:
    """``92.31 %``, ``1.5 h``, ``100 GB``; as it is where it is no number."""
    if value is None and unit:
        return "unknown"
    if isinstance(value, bool) or not isinstance(value, int | float) or not unit:
        return value_text(value)
    match unit:
        case "percent":
            return f"{number(value)} %"
        case "milliseconds":
            return f"{number(value)} ms"
        case "seconds":
            return _largest(value, _TIMES, "s")
        case "bytes":
            return _largest(value, _SIZES, "B")
    return number(value)


def limit_text(limit: Limit, unit: str) -> str:
    """``at most 80 %``."""
    text = amount_text(limit.value, unit)
    return text if limit.relation == "is" else f"{_RELATIONS[limit.relation]} {text}"


def number(value: float) -> str:
    """Three digits that count, thousands apart."""
    if 0 < abs(value) < 0.001:
        return "almost 0"
    if value == int(value):
        return f"{int(value):,}".replace(",", " ")
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else f"{value:.3g}"


def _largest(value: float, steps: tuple[tuple[int, str], ...], smallest: str) -> str:
    for size, name in steps:
        if abs(value) >= size:
            return f"{number(value / size)} {name}"
    return f"{number(value)} {smallest}"
