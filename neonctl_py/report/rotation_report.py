"""Passwords that are due, and what became of them. Never here: a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.model.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePassword:
    """``role`` is declared, ``gets`` is who gets the new password: itself, or the one that it takes turns with. ``age`` in seconds since
    neonpy (or the platform) last set the one in use; None: nobody knows. ``every``: how old it may become; 0: not said.
    """

    role: Address
    gets: Address
    age: float | None
    every: int = 0
    takes_turns: bool = False
    """Does the password in use stay valid?"""
    by_platform: bool = False
    """Neon makes it, and it holds before it is delivered."""

    @property
    def is_due(self) -> bool:
        """Has its time come? An unknown age counts as too old."""
        return bool(self.every) and (self.age is None or self.age >= self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """``doubt``: why signing in with the new password did not work; "" where it did."""

    password: DuePassword
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationReport:
    """``looked_at``: all that were asked about; ``rotated``: those that have a new one; ``sent``: providers whose secret was sent."""

    looked_at: tuple[DuePassword, ...]
    rotated: tuple[Rotated, ...] = ()
    sent: tuple[Address, ...] = ()
