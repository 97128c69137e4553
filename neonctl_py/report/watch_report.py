"""What one look of ``check --watch`` has found and done. Never here: looking, doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.model.check import Level
    from neonctl_py.report.check_report import CheckResult


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEvent:
    """A rule that fired, fired again or resolved. ``headline`` says it in a line, ``done`` what was changed; ``told``: channel -> ""
    or why it could not be told.
    """

    rule: Address
    state: str
    severity: Level
    headline: str
    done: str = ""
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """``number`` from 1. ``problem``: why nothing could be looked at this time."""

    number: int
    at: datetime
    results: tuple[CheckResult, ...] = ()
    events: tuple[RuleEvent, ...] = ()
    problem: str = ""
