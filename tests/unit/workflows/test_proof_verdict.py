"""What came of a statement beside what ought to: who is right, and what is said of the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.proof import Expected, Statement
from neonctl_py.postgres.proving import Outcome
from neonctl_py.workflows.proof_verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.postgres.proving import Row

ONE, TWO = ("1", "a"), ("2", "b")
TYPES = ((20, -1), (25, -1))
TWO_ROWS = Outcome(count=2, columns=("id", "name"), types=TYPES, rows=(TWO, ONE))
CHANGED = Outcome(count=2)
DENIED = Outcome(sqlstate="42501", error="permission denied for table orders")
BROKEN = Outcome(sqlstate="42P01", error='relation "order" does not exist')


def _rows(
    *rows: Row, columns: tuple[str, ...] = (), at_least: bool = False, in_order: bool = False
) -> Expected:
    return Expected(outcome="rows", rows=rows, columns=columns, at_least=at_least, in_order=in_order)


RIGHT = {
    "rows in any order": (_rows(ONE, TWO), TWO_ROWS),
    "some of the rows": (_rows(ONE, at_least=True), TWO_ROWS),
    "columns by name": (_rows(("a",), ("b",), columns=("name",)), TWO_ROWS),
    "the order": (_rows(TWO, ONE, in_order=True), TWO_ROWS),
    "as the server spells it": (_rows(("01", "a"), TWO), TWO_ROWS),
    "rows changed": (Expected(outcome="count", count=2), CHANGED),
    "rows enough": (Expected(outcome="count", count=1, at_least=True), CHANGED),
    "allowed": (Expected(outcome="allowed"), CHANGED),
    "refused": (Expected(outcome="refused"), DENIED),
    "refused with a code": (Expected(outcome="refused", refused="42501"), DENIED),
    "refused with words": (Expected(outcome="refused", refused="denied for table"), DENIED),
}
WRONG = {
    "a row is missing": (_rows(ONE, TWO, ("3", "c")), TWO_ROWS, ("- 3, c",), ""),
    "a row is too much": (_rows(ONE), TWO_ROWS, ("+ 2, b",), ""),
    "a row is another one": (_rows(ONE, ("2", None)), TWO_ROWS, ("- 2, null", "+ 2, b"), ""),
    "the same row twice": (_rows(ONE, ONE), TWO_ROWS, ("- 1, a", "+ 2, b"), ""),
    "another order": (
        _rows(ONE, TWO, in_order=True),
        TWO_ROWS,
        ("The rows are right, their order is not:", "  2, b", "  1, a"),
        "",
    ),
    "a column that did not come": (
        _rows(("x",), columns=("nam",)),
        TWO_ROWS,
        ("There is no column nam in what came.",),
        "",
    ),
    "too many": (Expected(outcome="count", count=1), CHANGED, (), ""),
    "a count for a value": (
        Expected(outcome="count", count=7),
        Outcome(count=1, columns=("count",), types=((20, -1),), rows=(("7",),)),
        (),
        "A number counts rows; for the value write {value: 7}",
    ),
    "not refused": (Expected(outcome="refused"), CHANGED, (), ""),
    "an error instead of rows": (_rows(ONE), DENIED, (), ""),
    "an error instead of nothing": (Expected(outcome="count", count=0), DENIED, (), ""),
    "refused for another reason": (
        Expected(outcome="refused"),
        BROKEN,
        (),
        "It was refused for another reason; if that is meant: {refused: 42P01}",
    ),
    "refused with other words": (Expected(outcome="refused", refused="row-level security"), DENIED, (), ""),
}


def _spelled(rows: Sequence[Row], _types: Sequence[tuple[int, int]]) -> tuple[Row, ...]:
    return tuple((str(int(row[0] or "0")), *row[1:]) for row in rows)


@pytest.mark.parametrize("what", RIGHT)
def test_right_is_right(what: str) -> None:
    expected, outcome = RIGHT[what]
    found = verdict(Statement(sql="x", written="x", expected=expected), outcome, _spelled)
    assert (found.has_passed, found.lines, found.hint) == (True, (), "")


@pytest.mark.parametrize("what", WRONG)
def test_wrong_says_what_differs(what: str) -> None:
    expected, outcome, lines, hint = WRONG[what]
    found = verdict(Statement(sql="x", written="x", expected=expected), outcome, _spelled)
    assert (found.has_passed, found.lines, found.hint) == (False, lines, hint)


def test_a_long_difference_is_cut() -> None:
    came = Outcome(count=20, columns=("n",), types=((20, -1),), rows=tuple((str(n),) for n in range(20)))
    found = verdict(Statement(sql="x", written="x", expected=_rows()), came, _spelled)
    assert (len(found.lines), found.lines[-1]) == (13, "… and 8 more")
