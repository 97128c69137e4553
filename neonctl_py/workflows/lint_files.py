"""Hold hand-written ``.sql`` files to the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.errors import InputError
from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.sql.lint import lint_sql
from neonctl_py.lint.sql.surroundings import Options
from neonctl_py.lint.stack.catalogue import STACK_RULES
from neonctl_py.lint.verdict import Choice
from neonctl_py.report.lint_report import LintReport, RuleTold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from neonctl_py.lint.rule import Rule


def lint_files(
    texts: Mapping[str, str],
    *,
    off: Iterable[str] = (),
    on: Iterable[str] = (),
    pg_version: int = 17,
    assume_in_transaction: bool = False,
) -> LintReport:
    """``texts``: file name -> SQL. ``on``: opt-in rules by name, or ``all``. Raises InputError for names of no rule."""
    choice = _choice(frozenset(off), frozenset(on))
    options = Options(assume_in_transaction=assume_in_transaction, pg_version=pg_version)
    verdicts = [lint_sql(text, file=name, options=options, choice=choice) for name, text in texts.items()]
    findings = tuple(finding for verdict in verdicts for finding in verdict.findings)
    excused = tuple(item for verdict in verdicts for item in verdict.excused)
    named = {finding.rule for finding in findings} | {finding.rule for finding, _ in excused}
    return LintReport(
        checked=tuple(texts),
        findings=findings,
        excused=excused,
        rules=tuple(told(rule) for rule in SQL_RULES.values() if rule.name in named),
    )


def told(rule: Rule) -> RuleTold:
    """The rule as reports hold it."""
    return RuleTold(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        summary=rule.summary,
        why=rule.why,
        instead=rule.instead,
    )


def _choice(off: frozenset[str], on: frozenset[str]) -> Choice:
    check_names(off | on - {"all"}, {**SQL_RULES, **STACK_RULES})
    if "all" in on:
        on = frozenset(SQL_RULES)
    return Choice(off=off, on=on)


def check_names(names: Iterable[str], rules: Collection[str]) -> None:
    """Raises InputError for those of no rule, with what could have been meant."""
    from difflib import get_close_matches  # noqa: PLC0415  only mistakes need it

    mistakes = []
    for name in sorted(set(names) - set(rules)):
        near = get_close_matches(name, list(rules), n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "neonpy lint --rules lists them."
        detail = f"There is no rule `{name}`."
        mistakes.append(Diagnostic(Severity.ERROR, "NP113", "No rule of that name", detail, hint))
    if mistakes:
        raise InputError(mistakes)
