"""Amounts that are held against what was measured: numbers, percentages, durations down to milliseconds, sizes.

Never here: which unit is wanted where.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack import units
from neonctl_py.stack.nodes import Node, Scalar
from neonctl_py.stack.shapes import Definitions, wrong_shape

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes

_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_TIME: Final = rf"({_NUMBER}) ?(ms|s|m|h|d)"
_SECONDS: Final = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
AMOUNT: Final = rf"(?:{_NUMBER} ?%|{_NUMBER} ?(?:ms|s|m|h|d)|{units.DURATION}|{units.SIZE})"
WORDS: Final = {
    "percent": "a percentage, as `80%`",
    "seconds": "a duration, as `5m` or `100ms`",
    "milliseconds": "a duration, as `100ms` or `5s`",
    "bytes": "a size, as `100GB`",
    "rows": "a number",
    "count": "a number",
    "": "a number, a percentage, a duration or a size",
}
_MEASURES: Final = {"milliseconds": "seconds"}
"""The unit by which another one is measured."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it measures: ``percent``, ``seconds``, ``bytes``, or nothing."""

    value: float
    measure: str
    span: Span

    def in_unit(self, unit: str) -> float | None:
        """The number in that unit; None where it measures something else. A bare number is in every unit."""
        if not self.measure or not unit:
            return self.value
        if self.measure != _MEASURES.get(unit, unit):
            return None
        return self.value * 1000 if unit == "milliseconds" else self.value


def parsed(text: str) -> tuple[float, str] | None:
    """``80%`` to (80, "percent"), ``100ms`` to (0.1, "seconds"); None when it is no amount."""
    if re.fullmatch(_NUMBER, text):
        return _plain(float(text)), ""
    if match := re.fullmatch(rf"({_NUMBER}) ?%", text):
        return _plain(float(match[1])), "percent"
    if match := re.fullmatch(_TIME, text):
        return _plain(round(float(match[1]) * _SECONDS[match[2]], 9)), "seconds"
    if (duration := units.seconds(text)) is not None:
        return duration, "seconds"
    size = units.size_in_bytes(text)
    return None if size is None else (size, "bytes")


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


@dataclass(frozen=True, slots=True)
class AmountShape:
    """A number, or text with a unit. Reads to an ``Amount``."""

    expected: str = WORDS[""]

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        if isinstance(node, Scalar) and not isinstance(node.value, bool):
            if isinstance(node.value, int | float):
                return Amount(node.value, "", node.span)
            if node.value is not None and (found := parsed(node.text.strip())) is not None:
                return Amount(*found, node.span)
        return wrong_shape(self.expected, node, address, mistakes)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        text = {"type": "string", "pattern": f"^{AMOUNT}$"}
        return {"anyOf": [{"type": "number"}, text, {"type": "string", "pattern": r"\$\{(?:env|var):"}]}
