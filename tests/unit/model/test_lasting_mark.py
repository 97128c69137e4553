"""Which values of a retention rule's mark tell, at any later moment, that a row was done."""

from __future__ import annotations

import pytest

from neonctl_py.model.retention import stays_the_same


@pytest.mark.parametrize(
    "text",
    ["true", "'{}'", "'now() and then'", "lower(name)", '"now"', "date '2026-01-01'", "nowhere", "age_group"],
)
def test_it_stays(text: str) -> None:
    assert stays_the_same(text)


@pytest.mark.parametrize(
    "text",
    [
        "now()",
        "pg_catalog.NOW()",
        "current_timestamp(0)",
        "CURRENT_DATE + 1",
        "localtimestamp",
        "clock_timestamp()::text",
        "timestamptz 'now'",
        "gen_random_uuid()",
        "random()",
        "nextval('s')",
        "'at ' || now()",
    ],
)
def test_it_is_another_one_each_time(text: str) -> None:
    assert not stays_the_same(text)
