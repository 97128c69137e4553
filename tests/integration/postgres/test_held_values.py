"""Whether there are values is asked of the rows, not of statistics, and what can't be seen counts as there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.postgres.held_values import Place, held_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

SQL = """
create table full_one (id integer, nothing text);
insert into full_one values (1, null);
create table empty_one (id integer);
create table "Odd ""name" ("A b" integer);
create table hidden (id integer);
insert into hidden values (1);
alter table hidden enable row level security, force row level security;
create table parted (id integer) partition by list (id);
create table part partition of parted for values in (1);
insert into parted values (1);
"""


@pytest.fixture
def session(empty_database: Callable[..., tuple[Secret, Connection]]) -> Connection:
    _, session = empty_database("app_owner")
    session.execute(b"create schema app authorization app_owner; set search_path = app;" + SQL.encode())
    return session


@pytest.mark.parametrize(
    ("table", "column", "is_held"),
    [
        ("full_one", "", True),
        ("full_one", "id", True),
        ("full_one", "nothing", False),
        ("empty_one", "", False),
        ("empty_one", "id", False),
        ('Odd "name', "A b", False),
        ("parted", "", True),
        ("hidden", "", True),
        ("gone", "", True),
    ],
)
def test_values_are_looked_for(session: Connection, table: str, column: str, *, is_held: bool) -> None:
    ((found, _),) = held_values(session, [Place("app", table, column)])
    assert found == is_held


def test_a_table_made_anew_is_another_one(session: Connection) -> None:
    place = Place("app", "full_one", "id")
    ((_, first),) = held_values(session, [place])
    ((_, again),) = held_values(session, [place])
    session.execute("alter table app.full_one alter id type numeric")
    ((_, rewritten),) = held_values(session, [place])
    assert first == again != rewritten
    assert first != ""


def test_many_are_asked_in_few_questions_and_one_that_fails_spoils_only_its_own(session: Connection) -> None:
    places = [Place("app", "empty_one")] * 50 + [Place("app", "hidden")] + [Place("app", "empty_one")]
    found = [is_held for is_held, _ in held_values(session, places)]
    assert found == [False] * 50 + [True, True]
