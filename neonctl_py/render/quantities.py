"""Numbers with units for people's eyes: bytes, seconds, percent, counts. The unit is in a column's name.

Never here: layout.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from neonctl_py.render.characters import one_line
from neonctl_py.render.wording import duration_words

_SIZES: Final = ("bytes", "kB", "MB", "GB", "TB", "PB")
_UNITS: Final = ("_bytes", "_seconds", "_percent")


def bytes_words(size: float) -> str:
    """``12 kB``, ``4.1 MB``, in Postgres' own steps of 1,024."""
    value, unit = float(abs(size)), 0
    while value >= 1000 and unit < len(_SIZES) - 1:
        value /= 1024
        unit += 1
    number = f"{value:.0f}" if unit == 0 or value >= 99.95 else f"{value:.1f}"
    return f"{'-' if size < 0 else ''}{number} {_SIZES[unit]}"


def long_duration_words(seconds: float) -> str:
    """``3h 12m``, ``5d 2h``; below an hour as ``duration_words``."""
    if seconds < 3600:
        return duration_words(max(seconds, 0))
    minutes = round(seconds / 60)
    if minutes < 24 * 60:
        return f"{minutes // 60}h {minutes % 60}m"
    hours = round(seconds / 3600)
    return f"{hours // 24}d {hours % 24}h"


def heading(column: str) -> str:
    """A column's name without its unit."""
    return _without_unit(column).replace("_per_second", "/s").replace("_", " ")


def quantity(column: str, value: Any) -> str:
    """A value in its column's unit, on one line and harmless."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case str():
            return one_line(" ".join(value.split()))
        case int() | float() | Decimal():
            return _number(column, float(value) if isinstance(value, Decimal) else value)
        case _:
            return one_line(str(value))


def is_quantity(values: list[Any]) -> bool:
    """Is it a column of numbers, which stand at the right?"""
    told = [value for value in values if value is not None]
    return bool(told) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in told
    )


def _number(column: str, value: float) -> str:
    if column.endswith("_bytes"):
        return bytes_words(value)
    if column.endswith("_seconds"):
        if 0 < value < 0.01:
            return f"{value * 1000:.2g} ms"
        return long_duration_words(value)
    if column.endswith("_percent"):
        return f"{value:g} %"
    if column == "pid":
        return str(int(value))
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def _without_unit(column: str) -> str:
    for unit in _UNITS:
        if column.endswith(unit):
            return column.removesuffix(unit)
    return column
