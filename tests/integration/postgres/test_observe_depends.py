"""What uses what, as Postgres recorded it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fresh_database import DATABASE

if TYPE_CHECKING:
    from fresh_database import Database

SETUP = """
create type mood as enum ('sad', 'happy');
create domain email as text check (value like '%@%');
create sequence numbers;
create table people (id int primary key, name text, mood mood, moods mood[], mail email);
create table pets (id int default nextval('numbers'), owner int references people (id), price int);
create function is_dear(int) returns boolean language sql immutable return $1 > 10;
create index pets_dear on pets (is_dear(price));
create policy happy_owners on pets using (exists (select from people where people.id = owner and mood = 'happy'));
create view happy as select p.id, p.name from people p where p.mood = 'happy';
create view happy_names as select name from happy;
create materialized view dear as select id from pets where is_dear(price);
create rule hide as on delete to happy do instead delete from pets where owner = old.id;
create extension citext;
create table texts (body citext);
"""


@pytest.mark.parametrize(
    ("user", "used"),
    [
        ("table.public.people/column.mood", {"enum.public.mood"}),
        ("table.public.people/column.moods", {"enum.public.mood"}),
        ("table.public.people/column.mail", {"domain.public.email"}),
        ("table.public.pets/column.id", {"sequence.public.numbers"}),
        ("table.public.pets/index.pets_dear", {'function.public."is_dear(integer)"'}),
        (
            "table.public.pets/policy.happy_owners",
            {
                "enum.public.mood",
                "table.public.people",
                "table.public.people/column.id",
                "table.public.people/column.mood",
            },
        ),
        (
            "view.public.happy",
            {
                "enum.public.mood",
                "table.public.people",
                "table.public.people/column.id",
                "table.public.people/column.mood",
                "table.public.people/column.name",
            },
        ),
        ("view.public.happy_names", {"view.public.happy", "view.public.happy/column.name"}),
        (
            "materialized_view.public.dear",
            {
                'function.public."is_dear(integer)"',
                "table.public.pets",
                "table.public.pets/column.id",
                "table.public.pets/column.price",
            },
        ),
        (
            "view.public.happy/rule.hide",
            {
                "table.public.pets",
                "table.public.pets/column.owner",
                "view.public.happy",
                "view.public.happy/column.id",
            },
        ),
        ("table.public.texts/column.body", {"extension.citext"}),
    ],
)
def test_every_object_knows_what_it_uses(database: Database, user: str, used: set[str]) -> None:
    database.run(SETUP)
    depends = {
        _short(place): {_short(one) for one in uses} for place, uses in database.state().depends.items()
    }
    assert depends[user] == used


def test_a_sequence_does_not_use_the_column_that_owns_it(database: Database) -> None:
    database.run("create table t (id serial)")
    assert [_short(place) for place in database.state().depends] == ["table.public.t/column.id"]


def _short(address: object) -> str:
    return str(address).removeprefix(f"{DATABASE}/")
