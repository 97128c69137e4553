"""What Postgres would refuse in the middle of an apply, because of something that no stack speaks of, is refused by name before: by
`plan` and by `diff`, and the database stays as it is.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from warm_command import run_neonpy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

FUNCTIONS = """
create type pair;
create function pair_in(cstring) returns pair language internal immutable strict as 'textin';
create function pair_out(pair) returns cstring language internal immutable strict as 'textout';
"""
BASE_TYPE = FUNCTIONS + "create type pair (input = pair_in, output = pair_out, like = text);"
USERS = """
create table t (p pair, many pair[]);
create domain d as pair;
create type c as (a pair);
create function f(pair) returns int language sql as 'select 1';
"""
NAMES = ("table.public.t/column.p", "table.public.t/column.many", "domain.public.d", "composite.public.c")
REFUSED = {
    "a type that isn't there": (
        "",
        BASE_TYPE + USERS,
        "NP215",
        (*NAMES, 'function.public."f(public.pair)"', "needs the type public.pair, which is not there"),
    ),
    "a type that is only a shell": (
        FUNCTIONS,
        BASE_TYPE + USERS,
        "NP215",
        (*NAMES, "which is only a shell"),
    ),
    "a relation's name that a base type has": (
        BASE_TYPE,
        "create table pair (a int)",
        "NP214",
        ("table.public.pair would be made, but type public.pair (which neonpy doesn't manage)",),
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_name(
    case: tuple[str, str, str, tuple[str, ...]],
    empty_database: Callable[[], tuple[Secret, Connection]],
    tmp_path: Path,
) -> None:
    there, wanted, code, told = case
    url, _ = _made(empty_database, there)
    other, _ = _made(empty_database, wanted)
    _neonpy("import", "--url", other.reveal(), "-o", tmp_path / "stack")
    said = _neonpy("plan", tmp_path / "stack", "--url", url.reveal(), expect=None)
    compared = _neonpy("diff", url.reveal(), other.reveal(), "--sql", expect=1)
    for part in (code, *told):
        assert part in said
        assert part in compared
    refused = _neonpy("apply", tmp_path / "stack", "--url", url.reveal(), "--yes", expect=1)
    assert "refused a step" not in refused
    assert code in refused


def test_a_type_that_is_there_is_used(
    empty_database: Callable[[], tuple[Secret, Connection]], tmp_path: Path
) -> None:
    url, _ = _made(empty_database, BASE_TYPE)
    other, _ = _made(empty_database, BASE_TYPE + USERS)
    _neonpy("import", "--url", other.reveal(), "-o", tmp_path / "stack")
    _neonpy("apply", tmp_path / "stack", "--url", url.reveal(), "--yes")
    assert "No differences" in _neonpy("diff", url.reveal(), other.reveal())


def test_what_an_extension_has_is_not_made_beside_it(
    empty_database: Callable[[], tuple[Secret, Connection]], tmp_path: Path
) -> None:
    """Where the extension goes, its names are free."""
    mine = "create table pg_stat_statements (a int); create domain citext as text; create table t (c citext);"
    url, _ = _made(empty_database, "create extension pg_stat_statements; create extension citext")
    other, _ = _made(empty_database, mine)
    _neonpy("import", "--url", other.reveal(), "-o", tmp_path / "stack")
    said = _neonpy("plan", tmp_path / "stack", "--url", url.reveal(), expect=None)
    for name in ("table.public.pg_stat_statements", "domain.public.citext"):
        assert f"{name} would be made, but" in said
    assert "(of extension citext) has that name and stays" in said
    assert "NP214" not in _neonpy("diff", url.reveal(), other.reveal())


def test_what_is_there_and_not_declared_keeps_its_name(
    empty_database: Callable[[], tuple[Secret, Connection]], tmp_path: Path
) -> None:
    """A foreign table, too, whose name a table would take."""
    far = "create foreign data wrapper plain; create server far foreign data wrapper plain;"
    url, session = _made(empty_database, f"{far} create foreign table one (a int) server far")
    other, _ = _made(empty_database, "create table one (a int)")
    _neonpy("import", "--url", other.reveal(), "-o", tmp_path / "stack")
    said = _neonpy("plan", tmp_path / "stack", "--url", url.reveal(), expect=None)
    assert "NP214" in said
    assert "foreign_table.public.one has that name and stays" in said
    session.execute("drop foreign table one")
    _neonpy("apply", tmp_path / "stack", "--url", url.reveal(), "--yes")


def _made(empty_database: Callable[[], tuple[Secret, Connection]], script: str) -> tuple[Secret, Connection]:
    url, session = empty_database()
    session.execute(script.encode())
    return url, session


def _neonpy(*arguments: object, expect: int | None = 0) -> str:
    """All that it says. ``expect`` None: whatever it exits with."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("NEON", "PG", "DATABASE"))
    }
    ran = run_neonpy(*arguments, env=kept, timeout=300)
    told = f"{ran.stdout}\n{ran.stderr}"
    assert expect is None or ran.returncode == expect, told
    assert "Traceback" not in told
    return told
