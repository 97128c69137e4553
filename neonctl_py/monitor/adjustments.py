"""From a limit as it is to the limit as a rule wants it: pure numbers within bounds. Nothing here changes a world."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from neonctl_py.model.compute_sizes import AUTOSCALING_MAXIMUM, AUTOSCALING_RANGE, SIZES

if TYPE_CHECKING:
    from neonctl_py.model.monitor import Adjustment, ComputeLimit


def connections(adjustment: Adjustment, now: int) -> int:
    """A role's connection limit, rounded away from what it is. The same where a bound is reached or there is no limit (-1)."""
    if now < 0:
        return now
    return round(_bounded(adjustment, now, _moved(adjustment, now)))


def compute_size(limit: ComputeLimit, now: tuple[float, float]) -> float:
    """A size that the platform has, next to what is wanted in the direction of the change; ``now`` is (min_cu, max_cu)."""
    least, most = now
    present = least if limit.field == "min_cu" else most
    adjustment = limit.adjustment
    wanted = _bounded(adjustment, present, _moved(adjustment, present, whole=False))
    if limit.field == "max_cu":
        low, high = least, min(AUTOSCALING_MAXIMUM, least + AUTOSCALING_RANGE)
    else:
        low, high = max(0.25, most - AUTOSCALING_RANGE), most
    if adjustment.amount > 0:
        fitting = [size for size in SIZES if low <= size <= high and size <= (adjustment.at_most or math.inf)]
        return max(present, next((size for size in fitting if size >= wanted), max(fitting, default=present)))
    fitting = [size for size in SIZES if low <= size <= high and size >= (adjustment.at_least or 0)]
    return min(
        present, next((size for size in reversed(fitting) if size <= wanted), min(fitting, default=present))
    )


def _moved(adjustment: Adjustment, now: float, *, whole: bool = True) -> float:
    by = now * adjustment.amount / 100 if adjustment.is_percent else adjustment.amount
    if not whole:
        return now + by
    return now + (math.ceil(by) if by > 0 else math.floor(by))


def _bounded(adjustment: Adjustment, now: float, wanted: float) -> float:
    """Within the bounds, and never past where it is in the other direction."""
    if adjustment.amount > 0:
        return max(now, min(wanted, adjustment.at_most if adjustment.at_most is not None else wanted))
    return min(now, max(wanted, adjustment.at_least if adjustment.at_least is not None else wanted))
