"""What came of a statement beside what ought to. Pure but for the spelling of values, which only the server knows.

Never here: running statements.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from neonctl_py.report.proof_report import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neonctl_py.model.proof import Expected, Statement
    from neonctl_py.postgres.proving import Outcome, Row

    Spell = Callable[[Sequence[Row], Sequence[tuple[int, int]]], tuple[Row, ...]]

NOT_PERMITTED: Final = frozenset({"42501", "25006"})
"""What `refused` alone means: a privilege or a policy is missing, or the session only reads."""

_SHOWN: Final = 12


def verdict(statement: Statement, outcome: Outcome, spell: Spell) -> Verdict:
    """Did it come as expected?"""
    expected = statement.expected
    told = expected_text(expected)
    lines: tuple[str, ...] = ()
    hint = ""
    match expected.outcome:
        case "refused":
            good = outcome.is_refused and _fits(expected.refused, outcome)
            if outcome.is_refused and not good and not expected.refused:
                hint = f"It was refused for another reason; if that is meant: {{refused: {outcome.sqlstate}}}"
        case _ if outcome.is_refused:
            good = False
        case "allowed":
            good = True
        case "count":
            good = outcome.count >= expected.count if expected.at_least else outcome.count == expected.count
            hint = _single_value(expected, outcome)
        case "rows":
            good, lines = _rows(expected, outcome, spell)
    return Verdict(
        written=statement.written,
        sql=statement.sql,
        has_passed=good,
        expected=told,
        came=came_text(outcome),
        lines=() if good else lines,
        hint="" if good else hint,
        span=statement.span,
    )


def expected_text(expected: Expected) -> str:
    """In words."""
    more = " or more" if expected.at_least else ""
    match expected.outcome:
        case "allowed":
            return "that it is allowed"
        case "refused":
            return f"to be refused ({expected.refused})" if expected.refused else "to be refused"
        case "count":
            return f"{_counted(expected.count)}{more}"
        case "rows":
            order = ", in this order" if expected.in_order else ""
            return f"{_counted(len(expected.rows))}{more}{order}"


def came_text(outcome: Outcome) -> str:
    """In words."""
    if outcome.is_refused:
        told = "; ".join(outcome.error.splitlines())
        return f"an error: {told} ({outcome.sqlstate})"
    if len(outcome.rows) == 1 and len(outcome.columns) == 1:
        return f"1 row: {_cell(outcome.rows[0][0])}"
    return _counted(outcome.count) + ("" if outcome.columns else " changed")


def _fits(wanted: str, outcome: Outcome) -> bool:
    if not wanted:
        return outcome.sqlstate in NOT_PERMITTED
    return wanted in {outcome.sqlstate, outcome.sqlstate.lstrip("0")} or wanted in outcome.error


def _single_value(expected: Expected, outcome: Outcome) -> str:
    """Who writes `select count(*) …: 3` means a value."""
    if len(outcome.rows) == 1 and len(outcome.columns) == 1 and outcome.rows[0][0] == str(expected.count):
        return f"A number counts rows; for the value write {{value: {expected.count}}}"
    return ""


def _rows(expected: Expected, outcome: Outcome, spell: Spell) -> tuple[bool, tuple[str, ...]]:
    picked, types = outcome.rows, outcome.types
    if expected.columns:
        missing = [name for name in expected.columns if name not in outcome.columns]
        if missing:
            return False, (f"There is no column {', '.join(missing)} in what came.",)
        places = [outcome.columns.index(name) for name in expected.columns]
        picked = tuple(tuple(row[place] for place in places) for row in outcome.rows)
        types = tuple(outcome.types[place] for place in places)
    wanted = expected.rows
    if not _agree(wanted, picked, expected) and wanted and types:
        wanted = spell(wanted, types)
    good = _agree(wanted, picked, expected)
    return good, () if good else _difference(wanted, picked, expected)


def _agree(wanted: Sequence[Row], came: Sequence[Row], expected: Expected) -> bool:
    if expected.in_order and not expected.at_least:
        return tuple(wanted) == tuple(came)
    missing, extra = Counter(wanted) - Counter(came), Counter(came) - Counter(wanted)
    return not missing and (expected.at_least or not extra)


def _difference(wanted: Sequence[Row], came: Sequence[Row], expected: Expected) -> tuple[str, ...]:
    if expected.in_order and Counter(wanted) == Counter(came):
        return ("The rows are right, their order is not:", *(f"  {_row(row)}" for row in came[:_SHOWN]))
    missing = list((Counter(wanted) - Counter(came)).elements())
    extra = [] if expected.at_least else list((Counter(came) - Counter(wanted)).elements())
    lines = [f"- {_row(row)}" for row in missing] + [f"+ {_row(row)}" for row in extra]
    left = len(lines) - _SHOWN
    return (*lines[:_SHOWN], *([f"… and {left} more"] if left > 0 else []))


def _row(row: Row) -> str:
    return ", ".join(map(_cell, row))


def _cell(value: str | None) -> str:
    if value is None:
        return "null"
    return value if len(value) <= 80 else f"{value[:79]}…"


def _counted(count: int) -> str:
    return "1 row" if count == 1 else f"{count or 'no'} rows"
