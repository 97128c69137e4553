"""Two who change one account at the same moment: each comes to the right end, or is told who was first."""

from __future__ import annotations

import re
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from installed_command import Installation, project_of, read_until

from neonctl_py.apply.turn import LOCK_KEY

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: two-at-once
projects:
  two-at-once:
    pg_version: 17
    roles: {neondb_owner: {managed_by: neon}}
    databases:
      neondb:
        owner: neondb_owner
        schemas:
          public:
            tables:
              notes:
                columns: {id: bigint primary key, author: text not null}
"""


@pytest.fixture
def shop(local_neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    """The stack, and afterwards no project of it."""
    stack = tmp_path / "stack.yaml"
    stack.write_text(STACK, encoding="utf-8")
    installation = Installation(local_neon, stack)
    yield installation
    with installation.api() as client:
        while (project := project_of(client, "two-at-once")) is not None:
            client.delete(f"/projects/{project['id']}")
            time.sleep(0.05)


def _declare(shop: Installation, columns: str) -> None:
    shop.stack.write_text(
        STACK.replace("author: text not null", f"author: text not null, {columns}"), encoding="utf-8"
    )


def _ended(running: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = running.communicate(timeout=200)
    return running.returncode, said


@contextmanager
def _first_at_work(shop: Installation, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """An apply that has the database, and can't go on as long as a reader is there: until the block ends."""
    with shop.sql() as reader:
        reader.execute("begin; select from notes")
        first = shop.begin("apply", "--yes", **environment)
        at_work = f"select from pg_locks where granted and locktype = 'advisory' and objid = {LOCK_KEY} & 4294967295"
        deadline = time.monotonic() + 120
        while reader.execute(at_work).rowcount == 0:
            assert first.poll() is None, _ended(first)
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield first
        reader.execute("commit")


def test_the_second_apply_waits_for_the_first_and_plans_anew(shop: Installation) -> None:
    """Its own plan was made from a world that the first has changed since; nothing of it is left to do."""
    shop.run("apply", "--yes")
    _declare(shop, "title: text")
    with _first_at_work(shop) as first:
        second = shop.begin("apply", "--yes")
        told = read_until(second, "waits for another neonpy")

    code, said = _ended(first)
    assert (code, "Planned again: No changes." in said) == (0, True), said
    code, rest = _ended(second)
    assert code == 0, told + rest
    assert "a database was changed after the plan was made: planning again" in rest
    assert "No changes. Your infrastructure matches the stack." in rest


@pytest.mark.slow
def test_who_will_not_wait_is_told_for_whom_and_ctrl_c_while_waiting_is_clean(shop: Installation) -> None:
    """Person, command, run and since when, from the journal; the session, from Postgres."""
    shop.run("apply", "--yes")
    _declare(shop, "title: text")
    with _first_at_work(shop, GITHUB_ACTOR="alice") as first:
        impatient = shop.refused("apply", "--yes", "--wait", "1s")
        interrupted = shop.begin("apply", "--yes")
        read_until(interrupted, "waits for another neonpy")
        interrupted.send_signal(signal.SIGINT)
        assert _ended(interrupted) == (130, "\ninterrupted\n")
    assert _ended(first)[0] == 0

    who = r"alice \(CI\) with `neonpy apply \S+` since 20\S+ \S+, run \S+; pid \d+ "
    assert re.search(who, impatient), impatient


@pytest.mark.slow
def test_a_saved_plan_is_refused_when_another_run_was_first(shop: Installation, tmp_path: Path) -> None:
    """It was fresh when it was checked, and is not any more when it is its turn."""
    shop.run("apply", "--yes")
    _declare(shop, "title: text")
    saved = tmp_path / "plan.json"
    shop.run("plan", "-o", str(saved))
    with _first_at_work(shop) as first:
        late = Installation(shop.server, saved).begin("apply", "--yes")
        read_until(late, "waits for another neonpy")
    assert _ended(first)[0] == 0

    code, said = _ended(late)

    assert code == 1
    assert "a database was changed after the plan was made" in said


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.05, 0.3])
def test_two_who_create_one_project_make_one(shop: Installation, pause: float) -> None:
    """Both end well, there is one project, and nothing is left to do."""
    first = shop.begin("apply", "--yes")
    time.sleep(pause)
    second = shop.begin("apply", "--yes")
    ends = [_ended(first), _ended(second)]

    assert [code for code, _ in ends] == [0, 0], "\n---\n".join(said for _, said in ends)
    with shop.api() as client:
        listed = client.get("/projects", params={"limit": 400}).json()["projects"]
    assert [project["name"] for project in listed].count("two-at-once") == 1
    shop.run("plan", "--detailed-exitcode")
