"""What happens while a plan is applied, told one event at a time. Never here: how an event looks, or who listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.model.address import Address


@dataclass(frozen=True, slots=True)
class StepStarted:
    """``what`` is the verb (``create``, ``validate``); ``number`` counts from 1 to ``total`` in the order of the plan."""

    address: Address
    what: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class StepProgress:
    """Something worth knowing while a step runs: an operation's state, a retry, how far an index build is. ``done`` of ``total`` rows
    where it is told again and again.
    """

    address: Address
    text: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class StepFinished:
    """``seconds`` is wall-clock time since the step started."""

    address: Address
    what: str
    seconds: float


@dataclass(frozen=True, slots=True)
class StepFailed:
    """``summary`` says what went wrong, without secrets; what ran before it stays done."""

    address: Address
    what: str
    seconds: float
    summary: str


Event = StepStarted | StepProgress | StepFinished | StepFailed
