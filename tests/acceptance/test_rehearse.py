"""A plan is tried on a throwaway branch first: what fails there touches nothing, and nothing stays of the branch."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from installed_command import Installation, branches_of, project_of, read_until
from private_server import private_server

from neonctl_py.emulator import control

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: rehearsed
projects:
  rehearsed:
    pg_version: 17
    branches: {main: {default: true}%(branches)s}
    roles: {neondb_owner: {managed_by: neon}%(roles)s}
    databases:
      neondb:
        owner: neondb_owner
        schemas:
          public:
            tables:
              orders:
                columns: {id: bigint primary key, total: %(type)s not null%(columns)s}
                checks: {%(checks)s}
%(databases)s"""
PREFIX = "neonpy-rehearsal-"
ORDERS = "project.rehearsed/branch.main/database.neondb/table.public.orders"


def _stack(**parts: str) -> str:
    empty = {"branches": "", "roles": "", "columns": "", "checks": "", "databases": "", "type": "integer"}
    return STACK % {**empty, **parts}


@pytest.fixture
def shop(local_neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    """The stack, applied, with one order; afterwards no project of it."""
    stack = tmp_path / "stack.yaml"
    stack.write_text(_stack(), encoding="utf-8")
    installation = Installation(local_neon, stack)
    installation.run("apply", "--yes")
    with installation.sql() as session:
        session.execute("insert into orders select n, n - 1 from generate_series(1, 1000) n")
    yield installation
    with installation.api() as client:
        httpx.delete(local_neon.url.replace("/api/v2", "/_local/faults"), headers=client.headers)
        while (project := project_of(client, "rehearsed")) is not None:
            client.delete(f"/projects/{project['id']}")
            time.sleep(0.05)


def _declare(shop: Installation, **parts: str) -> None:
    shop.stack.write_text(_stack(**parts), encoding="utf-8")


def _throwaways(shop: Installation) -> dict[str, str]:
    """Ids by name."""
    with shop.api() as client:
        project = project_of(client, "rehearsed")
        assert project is not None
        found = branches_of(client, project["id"])
    return {name: branch for name, branch in found.items() if name.startswith(PREFIX)}


def _constraints(shop: Installation) -> list[str]:
    with shop.sql() as session:
        query = "select conname from pg_constraint where conrelid = 'orders'::regclass and contype = 'c'"
        return [name for (name,) in session.execute(query)]


def test_what_only_the_rows_forbid_fails_on_the_throwaway_and_touches_nothing(shop: Installation) -> None:
    """One order has total 0. With the check that all orders pass it goes through, measured, and is applied then."""
    _declare(shop, checks="paid: total > 0")
    told = shop.refused("apply", "--yes", "--rehearse")
    untouched = _constraints(shop)
    _declare(shop, checks="paid: total >= 0", type="bigint")
    report = shop.run(
        "apply", "--yes", "--rehearse", "--json", "--allow", "rewrites-table", "--allow", "blocks-reads"
    )

    assert "the rehearsal failed" in told
    assert f"{ORDERS}/constraint.paid" in told
    assert "is violated by some row" in told
    assert "Nothing of project.rehearsed/branch.main was touched." in told
    assert untouched == []
    lines = [json.loads(line) for line in report.splitlines()]
    (rehearsal,) = (line for line in lines if line["type"] == "rehearsal")
    assert (rehearsal["outcome"], rehearsal["left_out"]) == ("passed", [])
    steps = {step["address"]: step for step in rehearsal["places"][0]["steps"]}
    rewritten = steps[f"{ORDERS}/column.total"]
    assert (rewritten["lock"], rewritten["locked"]) == ("ACCESS EXCLUSIVE", "public.orders")
    assert rewritten["rows"] == 1000
    assert rewritten["lock_seconds"] >= rewritten["seconds"] > 0
    assert min(rewritten["wal_bytes"], rewritten["file_bytes"]) > 1000 * 8
    assert _constraints(shop) == ["paid"]
    assert _throwaways(shop) == {}


def _begun(shop: Installation) -> subprocess.Popen[str]:
    """A rehearsal in the middle of a step that takes very long."""
    _declare(shop, columns=", slow: text default pg_sleep(0.1)::text")
    running = shop.begin("plan", "--rehearse", "--json")
    read_until(running, "costs-money")
    deadline = time.monotonic() + 60
    while not _throwaways(shop):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(2)
    return running


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_rehearsal_that_is_interrupted_leaves_no_branch(shop: Installation, number: signal.Signals) -> None:
    """In the middle of a step, and the command says that it was interrupted."""
    running = _begun(shop)
    running.send_signal(number)
    said, _ = running.communicate(timeout=200)

    assert running.returncode == 130, said
    assert "interrupted" in said
    assert _throwaways(shop) == {}


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.05, 0.2])
def test_ctrl_c_while_the_branch_is_being_made_leaves_none(shop: Installation, pause: float) -> None:
    """Its name is known before it is there."""
    _declare(shop, columns=", note: text")
    running = shop.begin("plan", "--rehearse")
    read_until(running, "costs-money")
    time.sleep(pause)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=200)

    assert _throwaways(shop) == {}


def _killed(shop: Installation) -> tuple[str, str]:
    """Name and path of the branch that a rehearsal left which could not even notice its end."""
    running = _begun(shop)
    running.kill()
    running.communicate(timeout=200)
    ((name, branch),) = _throwaways(shop).items()
    with shop.api() as client:
        project = project_of(client, "rehearsed")
        assert project is not None
        path = f"/projects/{project['id']}/branches/{branch}"
        assert 0 < client.get(path).json()["branch"]["ttl_interval_seconds"] <= 3600
    return name, path


@pytest.mark.slow
def test_what_a_killed_rehearsal_leaves_goes_with_the_next_one(shop: Installation) -> None:
    """It looks for those of this machine whose process is gone."""
    name, _ = _killed(shop)
    _declare(shop, columns=", note: text")

    assert f"deletes {name}" in _both(shop, "plan", "--rehearse")
    assert _throwaways(shop) == {}


@pytest.mark.slow
def test_what_a_killed_rehearsal_leaves_goes_when_its_time_is_over(
    fresh_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    """The branch was made with an expiry, which the platform keeps."""
    data_dir = fresh_data_dir()
    try:
        stack = tmp_path / "stack.yaml"
        stack.write_text(_stack(), encoding="utf-8")
        shop = Installation(control.start(data_dir), stack)
        shop.run("apply", "--yes")
        with shop.sql() as session:
            session.execute("insert into orders select n, n from generate_series(1, 1000) n")
        _, path = _killed(shop)
        with shop.api() as client:
            clock = shop.server.url.replace("/api/v2", "/_local/clock")
            httpx.post(clock, json={"advance_seconds": 3700}, headers=client.headers).raise_for_status()
            deadline = time.monotonic() + 120
            while client.get(path).status_code == httpx.codes.OK:
                assert time.monotonic() < deadline
                time.sleep(0.2)
    finally:
        control.reset(data_dir)


def _both(shop: Installation, *arguments: str, expect: int = 0) -> str:
    running = shop.begin(*arguments)
    said, _ = running.communicate(timeout=240)
    assert running.returncode == expect, said
    return said


def _rehearsal(shop: Installation, *arguments: str, expect: int = 0) -> dict[str, Any]:
    document = json.loads(shop.run("plan", "--json", *(arguments or ("--rehearse",)), expect=expect))
    found: dict[str, Any] = document["rehearsal"]
    return found


@pytest.mark.slow
def test_without_data_it_says_so_and_rows_forbid_nothing(shop: Installation) -> None:
    """``--rehearse=schema-only``, or the stack's own word."""
    _declare(shop, checks="paid: total > 0")
    said = _rehearsal(shop, "--rehearse=schema-only")
    _declare(shop, checks="paid: total > 0", databases="rehearsal: {data: schema-only, ttl: 10m}\n")
    written = _rehearsal(shop)
    table = shop.run("plan", "--rehearse", "--markdown")
    told = _both(shop, "plan", "--rehearse=full", "--markdown", expect=1)

    assert [(found["outcome"], found["places"][0]["data"]) for found in (said, written)] == [
        ("passed", "schema-only")
    ] * 2
    assert "| seconds | strongest lock | held | rows written | disk written | step |" in table
    assert "**The rehearsal failed" in told


@pytest.mark.slow
def test_roles_and_databases_are_made_on_the_throwaway_and_the_rest_is_named(shop: Installation) -> None:
    """What only the API can change, and what is done to a branch that does not exist yet."""
    _declare(
        shop,
        branches=", staging: {parent: main, catalog: true}",
        roles=", second: {managed_by: neon}, reader: {login: true}",
        databases="      more: {owner: second, schemas: {app: {tables: {t: {columns: {id: bigint}}}}}}\n",
    )
    found = _rehearsal(shop)

    (place,) = found["places"]
    done = {step["address"].removeprefix("project.rehearsed/branch.main/") for step in place["steps"]}
    assert {"role.second", "role.reader", "database.more", "database.more/table.app.t"} <= done
    why = {entry["address"]: entry["why"] for entry in found["left_out"]}
    assert "through the API" in why["project.rehearsed/branch.staging"]
    assert found["outcome"] == "passed"


@pytest.mark.slow
def test_no_room_for_a_branch_is_told(shop: Installation) -> None:
    """The account's limit, in the platform's words, with what to do; nothing is applied."""
    _declare(shop, columns=", note: text")
    faults = shop.server.url.replace("/api/v2", "/_local/faults")
    body = {
        "match": {"method": "POST", "path_regex": "/branches$"},
        "status": 422,
        "body": {"code": "BRANCHES_LIMIT_EXCEEDED", "message": "branches limit exceeded"},
    }
    with shop.api() as client:
        httpx.post(faults, json=body, headers=client.headers).raise_for_status()
    told = shop.refused("apply", "--yes", "--rehearse")

    assert "one branch more is needed for a while" in told
    assert "branches limit exceeded" in told
    shop.run("plan", "--detailed-exitcode", expect=2)


@pytest.mark.slow
def test_nothing_to_do_is_nothing_to_rehearse(shop: Installation) -> None:
    assert "There was nothing to rehearse." in shop.run("plan", "--rehearse")


PLAIN = """\
version: 1
stack: plain
projects:
  plain:
    provider: postgres
    url: ${env:DATABASE_URL}
    roles: {app: {login: true}}
    databases:
      plain:
        schemas:
          public:
            tables:
              orders:
                columns: {id: bigint primary key, total: TYPE not null}
                grants: {app: [select]}
            views: {ids: {query: select id from orders}}
"""


@pytest.mark.slow
def test_a_server_without_branches_is_rehearsed_on_a_local_postgres(
    local_neon: LocalServer, tmp_path: Path
) -> None:
    """Its observed catalog is built there, and that there are no rows is said."""
    stack = tmp_path / "stack.yaml"
    with private_server() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", server.url("postgres").reveal())
        shop = Installation(local_neon, stack)
        stack.write_text(PLAIN.replace("TYPE", "integer"), encoding="utf-8")
        shop.run("apply", "--yes")
        stack.write_text(PLAIN.replace("TYPE", "bigint"), encoding="utf-8")
        found = _rehearsal(shop)
        told = shop.run("plan", "--rehearse")
        shop.run("plan", "--detailed-exitcode", expect=2)

    (place,) = found["places"]
    assert (found["outcome"], place["data"]) == ("passed", "none")
    assert [step["locked"] for step in place["steps"]] == ["public.orders"]
    assert "There were no rows" in told
