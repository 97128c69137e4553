"""Hold a stack's desired state, or a live database, to the rules."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.stack.catalog import Catalog
from neonctl_py.lint.stack.catalogue import STACK_RULES
from neonctl_py.lint.stack.lint import lint_state
from neonctl_py.model.address import project_address
from neonctl_py.model.lint_settings import LintSettings, RuleSetting
from neonctl_py.model.migration_records import migration_records
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import observe_database
from neonctl_py.report.lint_report import LintReport
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.lint_files import check_names, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.lint.verdict import Verdict
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret


def lint_stack(desired: Desired, *, off: Iterable[str] = (), on: Iterable[str] = ()) -> LintReport:
    """The stack's own ``lint:`` counts; ``off`` and ``on`` come on top. Raises InputError for names of no rule."""
    settings = _settings(desired.lint, off, on)
    catalog = Catalog(desired.objects, external=desired.external)
    return _report(desired.stack, lint_state(catalog, settings, spans=desired.spans))


def lint_database(
    url: Secret, settings: LintSettings, *, off: Iterable[str] = (), on: Iterable[str] = ()
) -> LintReport:
    """What is there, in one database of any server; ``settings`` are a stack's, or empty. Nothing is changed."""
    name = database_name(url)
    project = project_address(name)
    database = project.child("database", name)
    with closing(connect(url)) as connection:
        state = observe_database(connection, database, roles_under=project)
    records = migration_records(state.objects)
    objects = {
        address: value
        for address, value in state.objects.items()
        if not any(address.is_within(place) for place in records)
    }
    catalog = Catalog(objects, {database: state.server_version})
    verdict = lint_state(catalog, _settings(settings, off, on), spans={}, is_live=True)
    return _report(name, verdict)


def _settings(settings: LintSettings, off: Iterable[str], on: Iterable[str]) -> LintSettings:
    off, on = frozenset(off), frozenset(on)
    check_names(off | on - {"all"}, {**SQL_RULES, **STACK_RULES})
    rules = dict(settings.rules)
    for name in STACK_RULES if "all" in on else on & STACK_RULES.keys():
        rules.setdefault(name, RuleSetting())
    for name in off & STACK_RULES.keys():
        rules[name] = RuleSetting(is_off=True)
    return LintSettings(rules, settings.ignores)


def _report(name: str, verdict: Verdict) -> LintReport:
    named = {finding.rule for finding in verdict.findings} | {finding.rule for finding, _ in verdict.excused}
    rules = {**SQL_RULES, **STACK_RULES}
    return LintReport(
        checked=(name,),
        findings=verdict.findings,
        excused=verdict.excused,
        rules=tuple(told(rule) for rule in rules.values() if rule.name in named),
    )
