"""What lint says in the end: findings, those that are excused with why, and the rules behind them. Never here: finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.diagnostics import Diagnostic, Severity
    from neonctl_py.lint.rule import Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules count: ``off`` and ``on`` (opt-in ones) by name, ``severities`` where they differ from the rule's own."""

    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def takes(self, rule: Rule) -> bool:
        """Is the rule held to?"""
        if rule.name in self.off:
            return False
        return not rule.is_opt_in or rule.name in self.on

    def severity(self, rule: Rule) -> Severity:
        """How bad a breach is."""
        return self.severities.get(rule.name, rule.severity)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``findings`` in the order of the source. ``excused``: each with the reason that somebody wrote."""

    findings: tuple[Diagnostic, ...] = ()
    excused: tuple[tuple[Diagnostic, str], ...] = ()
