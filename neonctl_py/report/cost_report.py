"""What a stack costs, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.plan.cost import Estimate
    from neonctl_py.plan.prices import Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class CostReport:
    """``declared``: what it costs as the stack says, with what else is there; ``now``: as it is, None when nobody looked. ``elsewhere``:
    projects that are not Neon's.
    """

    stack: str
    prices: Prices
    declared: Estimate
    now: Estimate | None = None
    elsewhere: tuple[Address, ...] = ()
