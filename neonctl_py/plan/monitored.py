"""What a rule of ``monitor:`` may change is no difference as long as it is within the rule's bounds: else every apply would undo it.

Never here: changing it (that is ``check --watch``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.monitor import ComputeLimit, MonitorRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed


@dataclass(frozen=True, slots=True)
class _Range:
    """The bounds of one field of one object; None: that rule has none on this side."""

    address: Address
    field: str
    at_least: float | None
    at_most: float | None


def with_monitored(desired: Desired, observed: Observed) -> Desired:
    """The same, with what was observed in the place of what is written where rules allow for it."""
    objects: dict[Address, Object] = {}
    for (address, field), (low, high) in _ranges(desired).items():
        if address not in observed.objects:
            continue
        value = getattr(observed.objects[address], field)
        if isinstance(value, int | float) and low <= value <= high:
            objects[address] = replace(objects.get(address, desired.objects[address]), **{field: value})
    return replace(desired, objects={**desired.objects, **objects}) if objects else desired


def _ranges(desired: Desired) -> Mapping[tuple[Address, str], tuple[float, float]]:
    """All rules about a field together; what is written is within, too."""
    found: dict[tuple[Address, str], tuple[float, float]] = {}
    for part in _parts(desired):
        written: Any = getattr(desired.objects[part.address], part.field)
        if not isinstance(written, int | float) or written < 0:
            continue
        low, high = found.get((part.address, part.field), (written, written))
        low = min(low, written if part.at_least is None else part.at_least)
        high = max(high, written if part.at_most is None else part.at_most)
        found[part.address, part.field] = low, high
    return found


def _parts(desired: Desired) -> Iterator[_Range]:
    for place, rule in desired.declarations.items():
        if not isinstance(rule, MonitorRule) or rule.change is None or place.parent is None:
            continue
        adjustment = rule.change.adjustment
        field = rule.change.field if isinstance(rule.change, ComputeLimit) else "connection_limit"
        wanted = ("compute",) if isinstance(rule.change, ComputeLimit) else ("role", rule.change.role)
        for address in desired.objects:
            if (address.kind, *address.name) == wanted and address.is_within(place.parent):
                yield _Range(address, field, adjustment.at_least, adjustment.at_most)
