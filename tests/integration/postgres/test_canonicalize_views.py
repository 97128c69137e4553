"""A query comes back as Postgres prints the view that plain SQL made of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fresh_database import DATABASE, Database

from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.rule import Rule
from neonctl_py.model.state import Desired, Object
from neonctl_py.model.values import UNSET
from neonctl_py.model.view import View, ViewColumn
from neonctl_py.postgres.canonicalize import canonicalize
from neonctl_py.postgres.spelling_cache import SpellingCache

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

WORLD = """
create schema app;
create type mood as enum ('sad', 'glad');
create table people (id int primary key, name text, age int, mood mood, tags text[], body jsonb, "Mixed" text);
create table app.notes (id int primary key, note text);
create table app.pets (id int primary key, owner int, name varchar(5));
create function app.is_old(int) returns boolean language sql as 'select $1 > 60';
create view public.base as select id, name from people;
"""
QUERIES = (
    "select * from people",
    "select id from people where name in ('a', 'b')",
    "select people.id, pets.name from people join pets on pets.owner = people.id",
    "SELECT p.id as who, count(*) FROM public.people p LEFT JOIN app.pets ON owner = p.id GROUP BY 1",
    "select id, name from base where id between 1 and 2",
    "with old as (select id from people where is_old(age)) select * from old",
    "with recursive t(n) as (values (1) union all select n + 1 from t where n < 5) select n from t",
    "select id from people union all select id from app.notes order by 1 limit 3",
    "select mood, 'sad'::mood as other from people where mood <> 'glad'",
    "select id, row_number() over (partition by mood order by id) from people",
    "select distinct on (name) name, body->>'a' as a, tags[1] from people order by name, id",
    'select "Mixed", case when age > 3 then 1 else 2 end as c, cast(age as text) from people',
    "select n from generate_series(1, 3) n",
    "values (1, 'a'), (2, 'b')",
    "select exists (select from pets where owner = people.id) as has_pet, note from people, app.notes",
    "select 1 as a; ",
)


@pytest.fixture
def world(database: Database) -> Database:
    database.run(WORLD)
    return database


def canonical(world: Database, wanted: dict[Address, Object]) -> dict[Address, Object]:
    observed = world.state().objects
    desired = Desired(stack="x", objects={**observed, **wanted})
    return dict(
        canonicalize(world.session, DATABASE, desired, observed, tuple(wanted), spellings=SpellingCache())
    )


def test_a_query(world: Database) -> None:
    wanted: dict[Address, Object] = {}
    for number, query in enumerate(QUERIES):
        world.run(f"set search_path = app, public; create view app.v{number} as {query}")
        world.run(f"create materialized view app.m{number} as {query}; reset search_path")
        text = query.rstrip("; ")
        wanted[DATABASE.child("view", "app", f"v{number}")] = View(query=text)
        wanted[DATABASE.child("materialized_view", "app", f"m{number}")] = MaterializedView(query=text)
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        there = observed[address]
        assert (value.query, value.columns) == (there.query, there.columns), address


def test_columns_that_are_named_beside_the_query(world: Database) -> None:
    world.run('create view named (a, "B b") as select id, name from people')
    address = DATABASE.child("view", "public", "named")
    columns = (ViewColumn("a"), ViewColumn("B b"))
    found = canonical(world, {address: View(query="select id, name from people", columns=columns)})[address]
    assert replace(found, owner=UNSET) == replace(world.state().objects[address], owner=UNSET)


def test_a_rule_of_a_table_and_of_a_view(world: Database) -> None:
    table, view = DATABASE.child("table", "public", "people"), DATABASE.child("view", "public", "base")
    definitions = {
        table.child("rule", "a"): (
            "update",
            "where (new.id in (1,2)) do also insert into app.pets values (new.id)",
        ),
        table.child("rule", "B"): ("delete", "do instead nothing"),
        view.child("rule", "c"): (
            "insert",
            "do instead (insert into people (id, name) values (new.id, new.name); select 1 as x)",
        ),
    }
    wanted: dict[Address, Object] = {}
    for address, (event, definition) in definitions.items():
        relation = ".".join(address.parent.name) if address.parent else ""
        world.run(f'create rule "{address.name[0]}" as on {event} to {relation} {definition}')
        wanted[address] = Rule(event=event, definition=definition)  # type: ignore[arg-type]  # one of the words
    observed = world.state().objects
    for address, value in canonical(world, wanted).items():
        assert value == observed[address], address


def test_a_query_over_what_is_not_there_yet_stays_as_it_is_written(world: Database) -> None:
    good, bad = (DATABASE.child("view", "public", name) for name in ("good", "bad"))
    world.run("create view good as select 1 as a; create view bad as select 1 as a")
    wanted: dict[Address, Object] = {
        bad: View(query="select later from people"),
        good: View(query="select   2 a"),
    }
    found = canonical(world, wanted)
    assert found[bad] == wanted[bad]
    assert found[good] == View(query="SELECT 2 AS a", columns=(ViewColumn("a", "integer"),))
