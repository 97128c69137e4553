"""Bounds and keys of partitions, as people write them, come back as the server prints them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fresh_database import DATABASE

from neonctl_py.model.state import Desired
from neonctl_py.model.table import Table
from neonctl_py.postgres.canonicalize import canonicalize
from neonctl_py.postgres.spelling_cache import SpellingCache

if TYPE_CHECKING:
    from fresh_database import Database

WORLD = """
create table log (id bigint generated always as identity, at timestamptz, kind text) partition by range (at);
create table log_1 partition of log for values from ('2026-01-01') to ('2027-01-01');
create table log_2 partition of log for values from ('2027-01-01') to ('2028-01-01') partition by list (lower(kind));
create table log_2_a partition of log_2 for values in ('a', 'b');
create table day (at timestamptz) partition by range (date_trunc('day', at at time zone 'utc'));
"""
SPELLINGS = (
    ("log_1", {"bounds": "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01 01:00+01')"}),
    (
        "log_2",
        {
            "bounds": "FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
            "partition_by": "LIST ((lower(kind)))",
        },
    ),
    ("log_2_a", {"bounds": "FOR VALUES IN ('a',   'b')"}),
    ("day", {"partition_by": "RANGE (date_trunc('day', (at AT TIME ZONE 'utc')))"}),
)


@pytest.mark.parametrize(("name", "written"), SPELLINGS)
def test_a_partition_comes_back_as_it_is_printed(
    database: Database, name: str, written: dict[str, Any]
) -> None:
    database.run(WORLD)
    observed = database.state().objects
    address = DATABASE.child("table", "public", name)
    there = observed[address]
    assert isinstance(there, Table)
    desired = Desired(stack="s", objects={**observed, address: replace(there, **written)})
    spelled = canonicalize(
        database.session, DATABASE, desired, observed, [address], spellings=SpellingCache()
    )
    assert spelled == {address: there}
