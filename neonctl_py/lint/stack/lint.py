"""A state held to the rules: each rule that counts is asked, and what somebody gave a reason for is excused.

Never here: what a rule looks for (rules/), loading stacks, connecting.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.lint.stack.catalogue import LIVE_ONLY, STACK_RULES
from neonctl_py.lint.stack.rules import access, columns, conventions, indexes, keys, replication, tables
from neonctl_py.lint.verdict import Verdict
from neonctl_py.model.consent import without_branch
from neonctl_py.model.lint_settings import RuleSetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.diagnostics import Span
    from neonctl_py.lint.rule import Rule
    from neonctl_py.lint.stack.catalog import Catalog
    from neonctl_py.lint.stack.finding import Check, StackFinding
    from neonctl_py.model.address import Address
    from neonctl_py.model.lint_settings import LintSettings

CHECKS: Final[dict[str, Check]] = {
    "naming": conventions.check_naming,
    "required-columns": conventions.check_required_columns,
    "key-type": conventions.check_key_type,
    "row-security-required": conventions.check_row_security,
    "schema-owner": conventions.check_owner,
    "comment-missing": conventions.check_comments,
    "role-without-limit": conventions.check_role_limits,
    "role-without-timeout": conventions.check_role_timeouts,
    "no-primary-key": keys.check_primary_key,
    "foreign-key-without-index": keys.check_foreign_key_index,
    "publication-stops-writes": replication.check_published,
    "integer-key": keys.check_integer_key,
    "foreign-key-type-differs": keys.check_key_types,
    "set-null-on-required": keys.check_set_null,
    "reference-without-foreign-key": keys.check_unkept_reference,
    "duplicate-index": indexes.check_duplicates,
    "redundant-index": indexes.check_redundant,
    "varchar-with-limit": columns.check_varchar,
    "char-column": columns.check_char,
    "timestamp-without-zone": columns.check_timestamp,
    "json-column": columns.check_json,
    "money-type": columns.check_money,
    "money-as-float": columns.check_float_money,
    "time-with-zone": columns.check_timetz,
    "reserved-word": columns.check_reserved,
    "quoted-name": columns.check_quoted,
    "numbered-columns": columns.check_numbered,
    "security-definer-search-path": access.check_search_path,
    "function-search-path": access.check_any_search_path,
    "view-without-security-invoker": access.check_views,
    "materialized-view-of-protected-rows": access.check_materialized_views,
    "grant-to-public": access.check_public,
    "security-definer-for-all": access.check_definer_for_all,
    "policy-always-true": access.check_always_true,
    "policy-called-per-row": access.check_called_per_row,
    "several-permissive-policies": access.check_several_permissive,
    "policies-not-enforced": access.check_enforced,
    "row-security-without-policy": access.check_without_policy,
    "extension-in-public": access.check_extension_place,
    "cross-project-reference": tables.check_other_projects,
    "row-security-not-forced": access.check_forced,
    "unlogged-table": tables.check_unlogged,
    "untouched-updated-at": conventions.check_updated_at,
}
"""A rule's function by its name."""


def lint_state(
    catalog: Catalog, settings: LintSettings, *, spans: Mapping[Address, Span], is_live: bool = False
) -> Verdict:
    """What the rules say about the state. ``spans``: where an address is written. ``is_live``: of a database, so that nobody has
    told yet what ``validate`` tells of stacks.
    """
    findings: list[Diagnostic] = []
    excused: list[tuple[Diagnostic, str]] = []
    used: set[int] = set()
    seen: set[tuple[str, Address, str]] = set()
    for name, rule in STACK_RULES.items():
        setting = settings.rules.get(name)
        if not _counts(rule, setting, is_live=is_live):
            continue
        for finding in CHECKS[name](catalog, setting or RuleSetting()):
            once = (name, without_branch(finding.address), finding.what)
            if once in seen or not _is_held(finding.address, setting):
                continue  # the same text makes the catalog of several branches
            seen.add(once)
            told = _diagnostic(finding, rule, setting, spans)
            by = [n for n, item in enumerate(settings.ignores) if item.covers(name, finding.address)]
            used.update(by)
            if by:
                excused.append((told, settings.ignores[by[0]].reason))
            else:
                findings.append(told)
    if not is_live:
        findings += _unused(settings, used)
    return Verdict(tuple(sorted(findings, key=_order)), tuple(excused))


def _counts(rule: Rule, setting: RuleSetting | None, *, is_live: bool) -> bool:
    if rule.name in LIVE_ONLY and not is_live:
        return False
    if setting is None:
        return not rule.is_opt_in
    return not setting.is_off


def _is_held(address: Address, setting: RuleSetting | None) -> bool:
    """Do ``only`` and ``except`` leave it?"""
    if setting is None:
        return True
    names = list(_names(address))
    if setting.only and not _matches(names, setting.only):
        return False
    return not _matches(names, setting.spare)


def _names(address: Address) -> Iterable[str]:
    """Of it and its containers: ``public.orders`` and the whole address."""
    for place in (address, *address.ancestors()):
        yield str(place)
        yield str(without_branch(place))
        yield ".".join(place.name)


def _matches(names: Iterable[str], patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


def _diagnostic(
    finding: StackFinding, rule: Rule, setting: RuleSetting | None, spans: Mapping[Address, Span]
) -> Diagnostic:
    severity = setting.severity if setting is not None and setting.severity is not None else rule.severity
    place = next((place for place in (finding.address, *finding.address.ancestors()) if place in spans), None)
    return Diagnostic(
        severity,
        rule.code,
        rule.summary,
        f"{finding.what} {rule.why}".strip(),
        finding.instead or rule.instead,
        str(finding.address),
        spans[place] if place is not None else None,
        rule.name,
    )


def _unused(settings: LintSettings, used: set[int]) -> list[Diagnostic]:
    """Entries of ``ignore`` that excuse nothing: what they were about is gone."""
    return [
        Diagnostic(
            Severity.WARNING,
            "NPL004",
            "A suppression that suppresses nothing",
            f"`{item.rule}` finds nothing there. What it excused is gone, and it would hide the next finding.",
            "Remove the entry of `ignore`.",
            str(item.on),
            item.span,
            "unused-suppression",
        )
        for number, item in enumerate(settings.ignores)
        if number not in used and not (item.rule in settings.rules and settings.rules[item.rule].is_off)
    ]


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    place = (span.file, span.line, span.column) if span is not None else ("", 0, 0)
    return (*place, diagnostic.code, diagnostic.address)
