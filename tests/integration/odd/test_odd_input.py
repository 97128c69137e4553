"""Every odd thing at once, through the installed command: import, an empty plan, the same elsewhere, and back to nothing by a script.

The case schema/everything_odd holds the database; here its roles have odder names, and there are rows and an index that never came to be.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from private_server import private_server
from psycopg import errors as pg
from schema_dump import schema_dump
from warm_command import run_neonpy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from private_server import PrivateServer

HERE = Path(__file__).parent
ODD = HERE.parents[1] / "cases" / "schema" / "everything_odd" / "new.sql"
ROLES = {'"App Röle"': '"App ""Röle"" %s :x $1"', "app_reader": '"select"', "app_owner": "plain_owner"}
ROWS = """
insert into "select".dropped values (1, 2, '3');
create table broken (a int); insert into broken values (1), (1);
"""
NEONPY = Path(sys.executable).parent / "neonpy"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def odd_server() -> Iterator[PrivateServer]:
    with private_server() as server:
        with closing(psycopg.connect(server.url("postgres").reveal(), autocommit=True)) as session:
            session.execute((HERE / "roles.sql").read_bytes())
            for name in ("odd", "elsewhere", "nothing", "seen"):
                session.execute(f"create database {name}".encode())
        for name in ("odd", "seen"):
            with closing(psycopg.connect(server.url(name).reveal(), autocommit=True)) as session:
                session.execute(_everything_odd().encode())
                with pytest.raises(pg.UniqueViolation):
                    session.execute("create unique index concurrently broken_i on broken (a)")
        yield server


def _everything_odd() -> str:
    text = ODD.read_text("utf-8")
    for role, odder in ROLES.items():
        text = text.replace(role, odder)
    return text + ROWS


def neonpy(*arguments: object, expect: int = 0, **environment: str) -> str:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("NEON", "PG", "DATABASE"))
    }
    kept["PYTHONPATH"] = os.environ.get("PYTHONPATH", "")
    ran = run_neonpy(*arguments, env={**kept, **environment}, timeout=300)
    told = f"{ran.stdout}\n{ran.stderr}"
    assert ran.returncode == expect, told
    assert "Traceback" not in told
    return ran.stdout if expect == 0 else told


def psql(server: PrivateServer, database: str, script: str) -> None:
    command = [server.binaries.tool("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"]
    subprocess.run(
        [*command, server.url(database).reveal()],
        input=script,
        text=True,
        check=True,
        capture_output=True,
        env=server.binaries.environment(),
    )


def test_it_is_imported_built_elsewhere_and_taken_away(odd_server: PrivateServer, tmp_path: Path) -> None:
    stack = tmp_path / "odd"
    odd, elsewhere, nothing = (odd_server.url(name) for name in ("odd", "elsewhere", "nothing"))
    said = neonpy("import", "--url", odd.reveal(), "-o", stack)
    assert "Not in the stack" not in said
    neonpy("fmt", "--check", stack)
    neonpy("plan", stack, "--detailed-exitcode", DATABASE_URL=odd.reveal())
    neonpy("apply", stack, "--url", elsewhere.reveal(), "--yes")
    neonpy("plan", stack, "--url", elsewhere.reveal(), "--detailed-exitcode")
    wanted = schema_dump(odd_server.binaries, odd)
    assert schema_dump(odd_server.binaries, elsewhere).exact_difference(wanted) == ""
    empty = schema_dump(odd_server.binaries, nothing)
    psql(odd_server, "elsewhere", neonpy("diff", elsewhere.reveal(), nothing.reveal(), "--sql"))
    assert schema_dump(odd_server.binaries, elsewhere).exact_difference(empty) == ""
    psql(odd_server, "elsewhere", neonpy("diff", elsewhere.reveal(), odd.reveal(), "--sql"))
    assert schema_dump(odd_server.binaries, elsewhere).exact_difference(wanted) == ""


def test_who_may_only_look_plans_the_same_and_is_told_what_lacks(
    odd_server: PrivateServer, tmp_path: Path
) -> None:
    stack, looking = tmp_path / "seen", odd_server.url("seen", "onlooker").reveal()
    neonpy("import", "--url", looking, "-o", stack)
    neonpy("plan", stack, "--url", looking, "--detailed-exitcode")
    psql(odd_server, "seen", "alter table uses drop column r")
    assert "column.r" in neonpy("plan", stack, "--url", looking)
    told = neonpy("apply", stack, "--url", looking, "--yes", expect=1)
    assert "must be owner of table uses" in told
    assert "Connect as a role that may do it" in told
