"""What was found in one database, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.report.inspections import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseReport:
    """``server``: version, size, connections… by the names of ``postgres/queries/inspect/server.sql``, in its units."""

    database: str
    server: Mapping[str, Any]
    findings: tuple[Finding, ...]
