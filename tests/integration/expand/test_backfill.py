"""A new required column gets its values in batches, while others write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from two_halves import operations, told

from neonctl_py.apply.backfill import Load, Pace
from neonctl_py.errors import PostgresError
from neonctl_py.report.events import StepProgress

if TYPE_CHECKING:
    from two_halves import Shop

OLD = """
people:
  columns: {id: bigint primary key, region: text}
"""
TWO_STEP = """
people:
  columns:
    id: bigint primary key
    region: text
    country: {type: text, null: false, backfill: "coalesce(region, 'US')", expand: 2-step}
"""
AT_ONCE = TWO_STEP.replace(", expand: 2-step", "")
NO_KEY = "people:\n  columns: {id: bigint, region: text}\n"
LARGE = "insert into people select n, case when n % 2 = 0 then repeat('x', 200) end from generate_series(1, 60000) n"


def test_a_required_column_in_two_halves(shop: Shop) -> None:
    """Old code goes on adding rows without it until the second half."""
    shop.declare(OLD)
    shop.apply()
    shop.run("insert into people values (1, 'DE'), (2, null)")
    shop.declare(TWO_STEP)
    assert operations(shop.plan()) == [
        "expand column.country",
        "backfill column.country",
        "alter column.country",
        "mark_expanded column.country",
    ]
    shop.apply()
    assert told(shop.plan()) == ["NP320"]
    shop.run("insert into people (id, region) values (3, 'FR')")
    assert shop.run("select id, country from people order by id") == [(1, "DE"), (2, "US"), (3, "FR")]
    assert operations(shop.plan(contract=True)) == ["release column.country"]
    shop.apply("breaks-running-code", contract=True)
    assert told(shop.plan()) == []
    assert shop.run("select count(*) from pg_trigger where tgrelid = 'people'::regclass") == [(0,)]


@pytest.mark.parametrize("columns", ["id: bigint primary key", "id: bigint"], ids=["by key", "by pages"])
def test_a_large_table_is_filled_in_batches(shop: Shop, columns: str) -> None:
    """Without `expand` the trigger is gone when every row has its value and NOT NULL stands."""
    shop.declare(OLD.replace("id: bigint primary key", columns))
    shop.apply()
    shop.run(LARGE)
    shop.run("analyze people")
    shop.declare(AT_ONCE.replace("id: bigint primary key", columns))
    planned = shop.plan()
    assert [step.split()[0] for step in operations(planned)] == [
        "expand",
        "backfill",
        "add_not_null_check",
        "validate_not_null_check",
        "set_not_null",
        "release",
    ]
    shop.apply()
    assert shop.run("select count(*), count(*) filter (where country = 'US') from people") == [(60000, 30000)]
    counted = [event for event in shop.events if isinstance(event, StepProgress) and event.total]
    assert counted[-1].done >= 60000 or "bigint primary" not in columns
    statements = shop.run("select statements::text from neonpy.history order by id desc limit 1")[0][0]
    assert "batches, 60000 rows" in statements
    assert shop.run("select count(*) from neonpy.backfill") == [(0,)]


@pytest.mark.slow
def test_a_nullable_column_that_becomes_required(shop: Shop) -> None:
    shop.declare(OLD)
    shop.apply()
    shop.run(LARGE)
    shop.run("analyze people")
    shop.declare(
        "people:\n  columns: {id: bigint primary key, region: {type: text, null: false, backfill: \"'?'\"}}\n"
    )
    shop.apply()
    assert shop.run("select count(*) from people where region = '?'") == [(30000,)]


@pytest.mark.slow
def test_a_value_that_stays_null_is_told_and_repeated(shop: Shop) -> None:
    """The check finds it; with a better expression the same command goes on."""
    shop.declare(OLD)
    shop.apply()
    shop.run(LARGE)
    shop.run("analyze people")
    shop.declare(AT_ONCE.replace("coalesce(region, 'US')", "region"))
    with pytest.raises(PostgresError):
        shop.apply()
    shop.declare(AT_ONCE)
    shop.apply()
    assert shop.run("select count(*) from people where country = 'US'") == [(30000,)]


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        (Load(0, 0, 0, 0), ""),
        (Load(11, 5 << 20, 0, 0), "a replica is 11 s and 5 MiB behind"),
        (Load(1, 300 << 20, 0, 0), "a replica is 1 s and 300 MiB behind"),
        (Load(0, 0, 2, 0), "2 sessions wait for the table"),
    ],
)
def test_what_is_too_much(load: Load, reason: str) -> None:
    assert load.too_much(Pace()) == reason


@pytest.mark.parametrize(
    ("seconds", "size"), [(0.2, 1000), (0.01, 2000), (0.1, 2000), (0.4, 500), (60.0, 250)]
)
def test_the_next_batch_takes_as_long_as_it_shall(seconds: float, size: int) -> None:
    assert Pace().next_size(1000, seconds) == size
