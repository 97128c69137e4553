"""How a rehearsal came out: what each step took, where, and whether anything was left. Never here: how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

Outcome = Literal["nothing", "passed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMeasured:
    """``lock`` is Postgres' name of the strongest one that the step held on a table that was there before (``locked``), ""
    for none or not known; ``lock_seconds`` from when it was had to when it was given back. ``rows`` written anew or changed.
    ``wal_bytes`` of log, ``file_bytes`` of the tables' new files.
    """

    address: Address
    operation: str
    seconds: float
    lock: str = ""
    locked: str = ""
    lock_seconds: float = 0.0
    rows: int = 0
    wal_bytes: int = 0
    file_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """``address`` of the step, None where it was before the first or after the last."""

    summary: str
    detail: str = ""
    hint: str = ""
    address: Address | None = None
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """``place`` is the branch (or plain server) that was meant, ``on`` what stood in for it, ``data`` what that held. Addresses are
    those of ``place``. ``left``: what a second plan still found.
    """

    place: Address
    on: str
    data: Literal["full", "schema-only", "none"]
    seconds: float
    steps: tuple[StepMeasured, ...] = ()
    failure: Failure | None = None
    left: tuple[Address, ...] = ()
    compute: str = ""

    @property
    def has_passed(self) -> bool:
        """Was everything done, and was nothing left?"""
        return self.failure is None and not self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalReport:
    """``left_out``: steps that can't be tried on a stand-in, with why."""

    places: tuple[Rehearsed, ...] = ()
    left_out: tuple[tuple[Address, str], ...] = ()

    @property
    def outcome(self) -> Outcome:
        """One word for what became of it."""
        if not self.places:
            return "nothing"
        return "passed" if all(place.has_passed for place in self.places) else "failed"
