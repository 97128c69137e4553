"""A SQL file held to the rules: read, walked statement by statement, excused where somebody said why.

Never here: what a rule looks for (rules/), reading files.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Diagnostic, Span
from neonctl_py.lint.rule import Finding
from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.sql.rules.clients import (
    check_drop,
    check_meaning,
    check_rename,
    check_schema_move,
    check_table,
    check_truncate,
)
from neonctl_py.lint.sql.rules.columns import check_columns
from neonctl_py.lint.sql.rules.constraints import check_constraints, check_domain
from neonctl_py.lint.sql.rules.indexes import (
    check_dropped_index,
    check_index,
    check_partitions,
    check_refresh,
    check_reindex,
    check_rewrite,
)
from neonctl_py.lint.sql.rules.names import check_length
from neonctl_py.lint.sql.rules.timeouts import check_timeouts, check_whole_table_write
from neonctl_py.lint.sql.rules.transactions import (
    check_end,
    check_enum_use,
    check_held_lock,
    check_place,
    check_repeatable,
    check_transaction,
)
from neonctl_py.lint.sql.rules.types import (
    check_enum,
    check_nothing_twice,
    check_schema_written,
    check_types,
)
from neonctl_py.lint.sql.scanner import scan
from neonctl_py.lint.sql.statement import Statement
from neonctl_py.lint.sql.suppressions import doubts, read_suppressions
from neonctl_py.lint.sql.surroundings import Options, Surroundings
from neonctl_py.lint.sql.tree import SyntaxMistakeError, parse_statement
from neonctl_py.lint.verdict import Choice, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.lint.sql.scanner import Scan

    Check = Callable[[Statement, Surroundings], Iterator[Finding]]

_CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    "AlterTableStmt": (
        check_columns,
        check_constraints,
        check_partitions,
        check_table,
        check_types,
        check_schema_written,
    ),
    "CreateStmt": (check_types, check_schema_written, check_nothing_twice),
    "CreateTableAsStmt": (check_schema_written,),
    "IndexStmt": (check_index,),
    "DropStmt": (check_dropped_index, check_drop, check_schema_written),
    "DropdbStmt": (check_drop,),
    "RenameStmt": (check_rename, check_schema_written),
    "AlterObjectSchemaStmt": (check_schema_move, check_schema_written),
    "TruncateStmt": (check_truncate,),
    "ClusterStmt": (check_rewrite,),
    "VacuumStmt": (check_rewrite,),
    "ReindexStmt": (check_reindex,),
    "RefreshMatViewStmt": (check_refresh,),
    "CreateDomainStmt": (check_domain,),
    "AlterDomainStmt": (check_domain,),
    "AlterEnumStmt": (check_enum,),
    "CreateForeignTableStmt": (check_nothing_twice,),
    "ViewStmt": (check_nothing_twice,),
    "InsertStmt": (check_nothing_twice,),
    "MergeStmt": (check_nothing_twice,),
    "UpdateStmt": (check_nothing_twice, check_whole_table_write),
    "DeleteStmt": (check_whole_table_write,),
    "TransactionStmt": (check_transaction,),
}
_ALWAYS: Final[tuple[Check, ...]] = (
    check_timeouts,
    check_place,
    check_repeatable,
    check_enum_use,
    check_held_lock,
    check_meaning,
    check_length,
)


def lint_sql(
    text: str, *, file: str, options: Options | None = None, choice: Choice | None = None
) -> Verdict:
    """What the rules say about the file's text. ``file``: its name for the places."""
    chosen = choice or Choice()
    cut = scan(text)
    suppressions = read_suppressions(text, cut.comments, cut.statements)
    lines = _Lines(text, file)
    findings, excused = [], []
    used: set[tuple[int, str]] = set()
    for finding in _findings(cut, options or Options()):
        rule = SQL_RULES[finding.rule]
        if not chosen.takes(rule):
            continue
        told = _diagnostic(finding, lines, chosen)
        by = [item for item in suppressions if item.covers(finding)]
        used.update((item.offset, finding.rule) for item in by)
        if by:
            excused.append((told, by[0].reason))
        else:
            findings.append(told)
    findings += [
        _diagnostic(doubt, lines, chosen)
        for doubt in doubts(suppressions, used, SQL_RULES)
        if chosen.takes(SQL_RULES[doubt.rule])
    ]
    return Verdict(tuple(sorted(findings, key=_order)), tuple(excused))


def _findings(cut: Scan, options: Options) -> Iterator[Finding]:
    around = Surroundings(options, statements=len(cut.statements))
    for piece in cut.statements:
        try:
            node = parse_statement(piece.text)
        except SyntaxMistakeError as mistake:
            yield Finding("syntax-error", piece.start + mistake.offset, f"{mistake}.")
            continue
        if node is None:
            continue
        statement = Statement(node, piece)
        for check in (*_CHECKS.get(node.kind, ()), *_ALWAYS):
            yield from check(statement, around)
        around.follow(statement)
    yield from check_end(around)


class _Lines:
    """Offsets to lines and columns."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.starts = [0, *(number + 1 for number, character in enumerate(text) if character == "\n")]

    def span(self, offset: int) -> Span:
        line = bisect_right(self.starts, offset)
        return Span(self.file, line, offset - self.starts[line - 1] + 1)


def _diagnostic(finding: Finding, lines: _Lines, choice: Choice) -> Diagnostic:
    rule = SQL_RULES[finding.rule]
    return Diagnostic(
        choice.severity(rule),
        rule.code,
        rule.summary,
        f"{finding.what} {rule.why}".strip(),
        finding.instead or rule.instead,
        span=lines.span(finding.offset),
        rule=rule.name,
    )


def _order(diagnostic: Diagnostic) -> tuple[int, int, str]:
    span = diagnostic.span
    return (span.line, span.column, diagnostic.code) if span is not None else (0, 0, diagnostic.code)
