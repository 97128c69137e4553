"""How a drill came out: what was restored, how fast, and what was found in it. Never here: restoring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.report.check_report import CheckResult


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """Of one table: how many ``then`` (in what was restored; None where there was no such table) and ``now``. ``is_estimate``: too large to be
    counted, from the statistics. ``sum_then``, ``sum_now``: checksums of all its rows, "" where these can't all be read or there is no such
    table; None where nobody asked for them.
    """

    table: Address
    then: int | None
    now: int | None
    is_estimate: bool = False
    sum_then: str | None = None
    sum_now: str | None = None

    @property
    def differs(self) -> bool:
        """Could it not be shown that its rows are the same? Only where checksums were taken."""
        return self.sum_then is not None and (not self.sum_then or self.sum_then != self.sum_now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """Of one branch. ``source``: what it was restored from, in words; ``moment`` in UTC. Seconds from the first call: until the last database
    answered (``reachable``), until all was looked at (``looked_at``). ``behind``: what an apply would still change in it.
    """

    branch: Address
    source: str
    moment: datetime
    on: str
    reachable: float
    looked_at: float
    rows: tuple[TableRows, ...] = ()
    behind: tuple[Address, ...] = ()
    checks: tuple[CheckResult, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Did no row come back, though there are rows now?"""
        return any(found.now for found in self.rows) and not any(found.then for found in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillReport:
    """``within``: seconds that a restore may take, None for no limit."""

    stack: str
    began: datetime
    places: tuple[Drilled, ...]
    within: float | None = None

    @property
    def has_passed(self) -> bool:
        """Could everything be restored, in time, with its rows (the very same, where that was asked for), and do the checks of severity alert pass on it?"""
        return not any(self.problems())

    def problems(self) -> Iterator[str]:
        """One sentence for each."""
        for place in self.places:
            if self.within is not None and place.reachable > self.within:
                yield f"{place.branch} was reachable after {place.reachable:.1f} s; the limit is {self.within:.0f} s"
            if place.is_empty:
                yield f"{place.branch} came back without a single row"
            for found in place.rows:
                if found.differs:
                    yield f"{found.table} is not what it is now, by its checksum"
            failed = [check for check in place.checks if check.is_alert]
            for check in failed:
                yield f"{check.address} does not pass on what was restored"
