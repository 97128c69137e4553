"""``neonpy diff``, through the installed command: each kind of side, shown as a plan, as JSON and as SQL that runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest
from test_import import Neonpy, neonpy

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["neonpy"]

OLD = """\
create type mood as enum ('sad', 'ok');
create table buyers (id int primary key, mood mood, note text, price int check (price > 0));
create table gone (a int);
create index buyers_note on buyers (note);
grant select on buyers to diff_reader;
"""
NEW = """\
create type mood as enum ('sad', 'so so', 'ok');
create table buyers (id bigint primary key, mood mood not null, price int check (price >= 0), at timestamptz default now());
create table orders (id uuid primary key default gen_random_uuid(), buyer bigint references buyers);
create index buyers_at on buyers (at desc);
alter table buyers enable row level security;
create policy all_rows on buyers using (price > 0);
grant insert on orders to diff_reader;
"""
STACK = """\
projects:
  diff-me:
    branches: {main: {default: true}, other: {parent: main, compute: {max_cu: 1}}}
    roles: {diff_owner: {managed_by: neon}, diff_reader: {}}
    databases:
      shop:
        owner: diff_owner
        schemas:
          public:
            types: {mood: {enum: [sad, ok]}}
            tables:
              buyers:
                columns: {id: int primary key, mood: mood, note: text, price: int check (price > 0)}
                indexes: {buyers_note: [note]}
                grants: {diff_reader: [select]}
              gone: {columns: {a: int}}
"""


@pytest.fixture
def folder(neonpy: Neonpy) -> Path:
    (neonpy.folder / "old.sql").write_text(OLD)
    (neonpy.folder / "new.sql").write_text(NEW)
    return neonpy.folder


def test_every_side_is_compared_with_every_other(neonpy: Neonpy, folder: Path) -> None:
    # a stack on either side says the same as the SQL; the stack is built, not guessed
    (folder / "stack.yaml").write_text(STACK)
    shown, same, back, _ = neonpy.together(
        lambda: neonpy("diff", "old.sql", "new.sql", "--detailed-exitcode", expect=2),
        lambda: neonpy("diff", ".", "old.sql"),
        lambda: neonpy("diff", "new.sql", "stack.yaml"),
        lambda: neonpy("apply", "--yes"),
    )
    assert "- table.public.gone" in shown
    assert "type: integer -> bigint" in shown
    assert same == "No differences.\n"
    assert "+ table.public.gone" in back

    # branches and URLs; the script of a difference makes an end of it
    url = json.loads(neonpy("env", "--json", "--branch", "other"))["DATABASE_URL_UNPOOLED"]
    script, same = neonpy.together(
        lambda: neonpy("diff", url, "new.sql", "--sql"),
        lambda: neonpy("diff", "diff-me/main", "diff-me/other/shop"),
    )
    assert same == "No differences.\n"
    with psycopg.connect(url, autocommit=True) as session:
        for statement in script.split(";\n"):
            session.execute(statement.encode())
    same, told = neonpy.together(
        lambda: neonpy("diff", url, "new.sql", "--detailed-exitcode"),
        lambda: neonpy("diff", "diff-me/main", url, "--json"),
    )
    assert same == "No differences.\n"
    document = json.loads(told)
    actions = {
        change["address"].split("/")[-1]: change["change"]["actions"]
        for change in document["resource_changes"]
    }
    assert actions["table.public.gone"] == ["delete"]
    assert actions["table.public.orders"] == ["create"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nothing", "old.sql"], "what shall be compared?"),
        (["host=localhost password=s3cret", "old.sql"], "not as keyword=value"),
        (["no-such-project/main", "old.sql"], "a project was not found"),
        (["old.sql", "missing.sql"], "an SQL file can't be read"),
        (["old.sql", "new.sql", "--sql", "--json"], "two forms at once"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_side_that_cannot_be_read_is_told(
    arguments: list[str], expected: str, neonpy: Neonpy, folder: Path
) -> None:
    told = neonpy.here("diff", *arguments)
    assert expected in told
    assert "s3cret" not in told
