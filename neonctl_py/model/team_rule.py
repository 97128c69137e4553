"""A rule of the team's own about stacks and plans. Not an object: nothing of it is applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Severity

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRule:
    """``require`` must be true wherever ``when`` is (everywhere, when it is empty); both are CEL. ``message`` is told where it isn't."""

    name: str
    require: str
    when: str = ""
    message: str = ""
    severity: Severity = Severity.ERROR
    require_span: Span | None = None
    when_span: Span | None = None
