"""What lint found, as values. Never here: finding it, or what it looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Severity

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTold:
    """A rule that something was found by, as readers of SARIF want to know it."""

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """``checked``: the files, or the stack. ``excused``: findings that somebody gave a reason for. ``rules``: those of both."""

    checked: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    excused: tuple[tuple[Diagnostic, str], ...] = ()
    rules: tuple[RuleTold, ...] = ()

    def counts(self) -> dict[Severity, int]:
        """How many findings of each severity."""
        return {
            severity: sum(finding.severity is severity for finding in self.findings) for severity in Severity
        }

    def fails(self, at: Severity) -> bool:
        """Is anything at least that bad?"""
        ranks = list(Severity)
        return any(ranks.index(finding.severity) <= ranks.index(at) for finding in self.findings)
