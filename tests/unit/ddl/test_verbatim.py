"""User-written SQL goes through SQLAlchemy unchanged, whatever it holds."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from neonctl_py.ddl.verbatim import VerbatimType, operand, verbatim

PIECES = [*"ab:%\\'\"$ (1)\t\n=é", "::", ":x", "%s", "%(x)s", r"\:"]
OFFLINE = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
LIVE = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # the same
TEXTS = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(TEXTS)
def test_offline_text_is_byte_for_byte_what_was_written(sql: str) -> None:
    assert sql == str(verbatim(sql).compile(dialect=OFFLINE))


@given(TEXTS)
def test_live_text_has_nothing_but_doubled_percent_signs(sql: str) -> None:
    """psycopg halves them again."""
    assert sql.replace("%", "%%") == str(verbatim(sql).compile(dialect=LIVE))


def test_a_types_percent_sign_is_doubled_for_the_driver_only() -> None:
    column = sa.schema.CreateColumn(sa.Column("c", VerbatimType('app."100%"', 'pg_catalog."C"')))
    assert str(column.compile(dialect=OFFLINE)) == 'c app."100%" COLLATE pg_catalog."C"'
    assert str(column.compile(dialect=LIVE)) == 'c app."100%%" COLLATE pg_catalog."C"'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", "1"),
        ("-1.5", "-1.5"),
        ("true", "true"),
        ("now()", "now()"),
        ("'x'", "'x'"),
        ("'it''s: 5%'::text", "'it''s: 5%'::text"),
        ("'ok'::app.mood", "'ok'::app.mood"),
        ("'{}'::integer[]", "'{}'::integer[]"),
        ("(a + b)", "(a + b)"),
        ("(a) + (b)", "((a) + (b))"),
        ("now() at time zone 'utc'", "(now() at time zone 'utc')"),
        ("'a' || 'b'", "('a' || 'b')"),
        ("('(' || x)", "(('(' || x))"),
        ("a is null", "(a is null)"),
    ],
)
def test_what_is_not_simple_is_parenthesised(expression: str, expected: str) -> None:
    assert expected == operand(expression)
