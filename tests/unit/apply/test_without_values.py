"""What the server says about rows is told without what they hold: it ends up in logs and comments."""

from __future__ import annotations

import pytest

from neonctl_py.apply.refusals import without_values

SAID = [
    (
        "23505",
        'could not create unique index "u"\nKey (email)=(ann@real.example) is duplicated.',
        'could not create unique index "u"\nKey (email)=(…) is duplicated.',
    ),
    (
        "23503",
        'Key (a, lower(b))=(1, x) is not present in table "other".',
        'Key (a, lower(b))=(…) is not present in table "other".',
    ),
    (
        "23P01",
        "Key (during)=([1,5)) conflicts with existing key (during)=([2,3)).",
        "Key (during)=(…).",
    ),
    ("23514", "Failing row contains (1, ann@real.example (old), null).", "Failing row contains (…)."),
    (
        "23514",
        "Partition key of the failing row contains (a) = (5).",
        "Partition key of the failing row contains (a)=(…).",
    ),
    ("23502", 'column "note" of relation "orders" contains null values', None),
    (
        "22P02",
        'invalid input syntax for type integer: "ann@real.example"',
        'invalid input syntax for type integer: "…"',
    ),
    ("22P02", 'invalid input value for enum "Status": "new"', None),
    ("42703", 'column "ann" does not exist', None),
]


@pytest.mark.parametrize(
    ("sqlstate", "said", "told"), SAID, ids=[f"{state}-{said[:20]}" for state, said, _ in SAID]
)
def test_values_of_rows_are_left_out(sqlstate: str, said: str, told: str | None) -> None:
    """Names stay, and so does what the statement says itself."""
    statement = """ALTER TABLE t ALTER COLUMN s TYPE "Status" USING 'new'::"Status\""""
    assert without_values(said, sqlstate, statement) == (told or said)
