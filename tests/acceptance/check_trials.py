"""Every check of a stack, asked when all is well and when nothing is: a check that can't fail guards nothing.

The stack's story runs it. Never here: what built-in checks measure (tests/integration/postgres), one stack's requirements.
"""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from installed_command import branches_of, project_of, settle
from test_check_watch import receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest
    from installed_command import Installation
    from psycopg.pq.abc import PGconn


_JOURNAL = "update neonpy.history set finished_at = finished_at"
_QUARTER = "interval '91 days'"
"""Passwords are due after 90; when they were set is read in the journal."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How each check of a stack is brought to fail, all of them at once."""

    slow: float
    """Seconds: the stack's own limit for a query. One that takes longer has ended, another one still runs."""
    stricter: tuple[tuple[str, str], ...]
    """Text of the stack -> what asks for more than there is, where a test can't make the world bad enough."""
    spoiled: tuple[str, ...] = ()
    """What the owner does to the database."""
    mended: tuple[str, ...] = ()
    """What takes that back."""
    rules: frozenset[str] = frozenset()
    """All of ``monitor:``; each of them tells."""
    alerts: str = ""
    """The variable that says where alerts go."""


def run_trial(stack: Installation, trial: Trial, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """Nothing fails as the stack is; every check does once it is spoiled, and each rule tells of it."""
    quiet = json.loads(stack.run("check", "--json"))["checks"]
    assert [check for check in quiet if not check["passed"]] == []
    copy = _stricter_copy(stack, trial, tmp_path / "stricter")
    with receiver() as (url, posted), patch.context() as around, _slow_queries(stack, trial):
        if trial.alerts:
            around.setenv(trial.alerts, url)
        told = stack.run("check", "--watch", "--looks", "1", "--json", expect=1, stack=copy)
    (look,) = (json.loads(line) for line in told.splitlines())
    level = {_name(check): check["level"] for check in look["checks"]}
    assert {name for name in level if level[name] == "ok"} == set()
    assert {_name(check) for check in quiet} <= level.keys()
    assert {event["rule"].rpartition(".")[2] for event in look["events"]} == trial.rules
    assert len(posted) == len(trial.rules)


def take_snapshot(stack: Installation, project: str, branch: str) -> None:
    """What the platform's schedule does in the night."""
    with stack.api() as client:
        found = project_of(client, project)
        assert found is not None
        place = f"/projects/{found['id']}/branches/{branches_of(client, found['id'])[branch]}/snapshot"
        client.post(place, params={"name": "nightly"}).raise_for_status()
        settle(client, found["id"])


def _name(check: dict[str, Any]) -> str:
    return str(check["address"].rpartition("/check.")[2])


def _stricter_copy(stack: Installation, trial: Trial, target: Path) -> Path:
    shutil.copytree(stack.stack, target)
    files = {file: file.read_text(encoding="utf-8") for file in target.rglob("*.yaml")}
    for before, after in trial.stricter:
        assert any(before in text for text in files.values()), f"no longer in the stack: {before}"
        files = {file: text.replace(before, after) for file, text in files.items()}
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    return target


@contextmanager
def _slow_queries(stack: Installation, trial: Trial) -> Iterator[None]:
    """The database is spoiled; one query that was too slow has ended, one is running."""
    with stack.sql() as owner, _asking(owner, 600) as running, _asking(owner, trial.slow + 0.05) as ended:
        for statement in (f"{_JOURNAL} - {_QUARTER}", *trial.spoiled):
            owner.execute(statement.encode())
        while ended.get_result():
            pass
        try:
            yield
        finally:
            running.get_cancel().cancel()
            while running.get_result():
                pass
            for statement in (f"{_JOURNAL} + {_QUARTER}", *trial.mended):
                owner.execute(statement.encode())


@contextmanager
def _asking(owner: psycopg.Connection[Any], seconds: float) -> Iterator[PGconn]:
    """A session of its own, with a query that takes so long."""
    with psycopg.connect(owner.info.dsn, password=owner.info.password, autocommit=True) as session:
        session.execute("set statement_timeout = 0")
        asked = f"select count(*) from generate_series(1, 2) one, pg_sleep({seconds}) two"
        session.pgconn.send_query(asked.encode())
        yield session.pgconn
