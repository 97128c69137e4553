"""Previews as they are, and what became of opening one. Never here: how they are shown, or written for a CI job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from neonctl_py.model.values import Secret
    from neonctl_py.report.apply_report import ApplyReport
    from neonctl_py.report.check_report import CheckResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A branch of one project. ``name`` is the one that it has, or will have when it is ready; ``branch`` the one that it has now.
    ``pr``: "" where none was given. ``masks``: a digest of those that it was made with. ``size`` in bytes, None while nobody knows.
    """

    project: str
    project_id: str
    name: str
    branch: str
    branch_id: str
    pr: str
    data: str
    parent: str
    masks: str = ""
    created: datetime | None = None
    expires: datetime | None = None
    size: int | None = None

    @property
    def is_ready(self) -> bool:
        """Is it finished? Until then its name is another one, so that nobody finds it."""
        return self.branch == self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDatabase:
    """How to connect to one database of a preview, as ``role``."""

    project: str
    database: str
    role: str
    direct: Secret
    pooled: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedColumns:
    """``columns``: name and rule of each; ``rows`` written anew."""

    database: str
    table: str
    columns: tuple[tuple[str, str], ...]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReport:
    """``created``: it was made, or made anew, rather than brought up to date. ``closed``: the names of previews that went for it."""

    previews: tuple[Preview, ...]
    databases: tuple[PreviewDatabase, ...]
    created: bool
    applied: ApplyReport
    masked: tuple[MaskedColumns, ...] = ()
    seeded: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    closed: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Of all its branches."""
        return self.previews[0].name

    @property
    def has_alert(self) -> bool:
        """Has a check of severity ``alert`` not passed?"""
        return any(check.is_alert for check in self.checks)
