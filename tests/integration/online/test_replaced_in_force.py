"""A constraint that changes is in force until its successor is: also where a row refuses that one, and whatever is left of it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from pair_run import DATABASE, Wishes, observed_in, plan_between

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.errors import PostgresError
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

TABLE = """
create table kinds (name text primary key, label text unique);
insert into kinds values ('a', 'A'), ('b', 'B');
create table items (id int, price int, kind text);
insert into items values (1, 5, 'a'), (1, 7, 'b');
"""
CHANGES = {
    "check": (
        "alter table items add constraint rule check (price > 0)",
        "alter table items add constraint rule check (price > 6)",
        "insert into items values (3, -1, 'a')",
    ),
    "unique": (
        "alter table items add constraint rule unique (id, price)",
        "alter table items add constraint rule unique (id)",
        "insert into items values (1, 7, 'b')",
    ),
    "foreign key": (
        "alter table items add constraint rule foreign key (kind) references kinds",
        "alter table items add constraint rule foreign key (kind) references kinds (label)",
        "insert into items values (4, 1, 'nobody')",
    ),
}


@pytest.mark.parametrize(("old", "new", "violation"), CHANGES.values(), ids=CHANGES)
def test_the_old_one_holds_until_the_new_one_does(
    old: str, new: str, violation: str, empty_database: Callable[[], tuple[Secret, Connection]]
) -> None:
    url, there = empty_database()
    there.execute(TABLE + old)
    _, goal = empty_database()
    goal.execute(TABLE + "delete from items;" + new)

    def apply() -> None:
        plan = plan_between(observed_in(there), observed_in(goal), Wishes(all_large=True))
        steps = [step for step in plan.steps if isinstance(step, SqlStep)]
        run_sql_steps(url, steps, database=DATABASE)

    with pytest.raises(PostgresError):
        apply()
    with pytest.raises(psycopg.IntegrityError):
        there.execute(violation)
    there.execute("delete from items")
    apply()
    assert plan_between(observed_in(there), observed_in(goal)).is_empty
