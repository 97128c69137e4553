"""Who decides about the long forms: the stack where it says so, nearest first, else the table's size with all that is below it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_states import DATABASE, LARGE, SMALL, at, desired, in_database, observed, shop

from neonctl_py.apply.patience import Patience
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.table import Table
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.sizes import tree_sizes
from neonctl_py.plan.steps import SqlStep, Transaction
from neonctl_py.workflows.waiting import patience_of

ORDERS = "table.public.orders"


@pytest.mark.parametrize(
    ("said", "size", "form"),
    [
        ({}, SMALL, "create"),
        ({}, LARGE, "build_concurrently"),
        ({DATABASE: "always"}, SMALL, "build_concurrently"),
        ({"project.shop": "never"}, LARGE, "create"),
        ({DATABASE: "never", f"{DATABASE}/{ORDERS}": "always"}, SMALL, "build_concurrently"),
        ({DATABASE: "always", f"{DATABASE}/schema.public": "never"}, LARGE, "create"),
        ({DATABASE: "always", f"{DATABASE}/{ORDERS}": "auto"}, SMALL, "create"),
    ],
    ids=str,
)
def test_the_nearest_word_decides(said: dict[str, str], size: tuple[int, int], form: str) -> None:
    more = {in_database(f"{ORDERS}/index.by_id"): Index(keys=(IndexKey("id"), IndexKey("user_id")))}
    online = {at(place): word for place, word in said.items()}
    plan = make_plan(desired(shop() | more, online=online), observed(shop(), size))
    assert [step.operation for step in plan.steps if isinstance(step, SqlStep)] == [form]


def test_a_partitioned_table_is_as_large_as_its_partitions() -> None:
    whole, part, leaf = (in_database(f"table.public.{name}") for name in ("whole", "part", "leaf"))
    objects = {
        whole: Table(partition_by="RANGE (a)"),
        part: Table(partition_by="LIST (b)", partition_of="public.whole", bounds="DEFAULT"),
        leaf: Table(partition_of="public.part", bounds="DEFAULT"),
    }
    sizes = tree_sizes({whole: (-1, 0), part: (-1, 0), leaf: (7, 70)}, objects)
    assert (sizes[whole], sizes[part], sizes[leaf]) == ((7, 70), (7, 70), (7, 70))


def test_rows_that_were_never_analysed_are_taken_for_a_hundred_bytes_each() -> None:
    table = in_database("table.public.t")
    assert tree_sizes({table: (1_000_000, 0)}, {table: Table()}) == {table: (1_000_000, 100_000_000)}


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ({"lock_timeout": 3_000, "statement_timeout": 60_000}, (500, 5_000)),
        ({"lock_timeout": 600_000, "statement_timeout": 0, "transaction": Transaction.NONE}, (600_000, 0)),
        ({"lock_timeout": 3_000, "statement_timeout": 0}, (500, 0)),
    ],
    ids=["quick", "concurrent", "long"],
)
def test_what_a_person_says_of_timeouts_is_said_of_what_should_be_quick(
    step: dict[str, object], sent: tuple[int, int]
) -> None:
    plan = make_plan(desired(shop()), observed({}))
    planned = next(item for item in plan.steps if isinstance(item, SqlStep))
    asked = patience_of(lock_timeout=0.5, statement_timeout=5)
    found = asked.with_timeouts(replace(planned, **step))  # type: ignore[arg-type]  # a table of fields
    assert (found.lock_timeout, found.statement_timeout) == sent


def test_who_says_how_many_retries_means_all_of_them() -> None:
    assert len(list(patience_of(lock_retries=3).pauses())) == 3
    assert len(list(patience_of(lock_retries=0).pauses())) == 0
    assert patience_of() == Patience()
