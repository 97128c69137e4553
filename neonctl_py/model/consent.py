"""Consent that a stack gives to a hazard: for which objects, why, and until when. Never here: what needs consent (plan)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address


@dataclass(frozen=True, slots=True)
class Consent:
    """``on`` and all that is beneath it; without a branch segment it means every branch. ``until``: the last day on which it
    holds (UTC, ``2027-01-31``), "" for ever.
    """

    hazard: str
    on: Address
    reason: str
    until: str = ""
    span: Span | None = None

    def covers(self, hazard: str, address: Address) -> bool:
        """Is it about that hazard of something at that address?"""
        if hazard != self.hazard:
            return False
        return address.is_within(self.on) or without_branch(address).is_within(self.on)

    def holds_on(self, day: str) -> bool:
        """Does it count on that day (``2026-01-31``)?"""
        return not self.until or day <= self.until


def without_branch(address: Address) -> Address:
    """As a stack writes it that means every branch: what is in one stands under its project."""
    branch = address.container("branch")
    if branch is None or branch is address or branch == address or branch.parent is None:
        return address
    top = next(place for place in (address, *address.ancestors()) if place.parent == branch)
    return address.moved(top, branch.parent.child(top.kind, *top.name))
