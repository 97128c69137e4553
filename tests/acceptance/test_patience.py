"""How long an apply waits for others, and in which form it changes a table, is whoever runs it to say: through the installed command."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest
from warm_command import run_neonpy

from neonctl_py.emulator.throwaway import Throwaway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STACK = """\
version: 1
stack: patient
projects:
  patient:
    provider: postgres
    url: ${env:PATIENT_URL}
    lifecycle: {online: always}
    databases:
      DATABASE:
        schemas:
          public:
            tables:
              orders:
                columns: {id: bigint primary key, total: integer not nullCOLUMNS}
                CHECKSindexes: {INDEXES}
"""
STEP_KEYS = {
    "via",
    "address",
    "action",
    "hazards",
    "reason",
    "operation",
    "database",
    "transaction",
    "lock",
    "estimated_rows",
    "estimated_bytes",
    "lock_timeout_ms",
    "statement_timeout_ms",
    "form",
}
"""What `neonpy explain plan-json` promises."""


@pytest.fixture(scope="module")
def server() -> Iterator[Throwaway]:
    running = Throwaway(17)
    try:
        yield running
    finally:
        running.close()


def test_the_flags_decide_how_long_and_in_which_form(server: Throwaway, tmp_path: Path) -> None:
    url = server.empty_database()
    name = urlsplit(url).path.lstrip("/")

    def declare(columns: str = "", checks: str = "", indexes: str = "") -> None:
        text = STACK.replace("DATABASE", name).replace("COLUMNS", columns).replace("INDEXES", indexes)
        text = text.replace("CHECKS", f"checks: {{{checks}}}\n                " if checks else "")
        (tmp_path / "stack.yaml").write_text(text, encoding="utf-8")

    def run(*words: str, expect: int = 0) -> str:
        done = run_neonpy(*words, cwd=tmp_path, env={**os.environ, "PATIENT_URL": url})
        assert done.returncode == expect, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stderr if expect else done.stdout

    declare()
    run("apply", "--yes")
    declare(indexes="by_total: [total]")
    (online,) = json.loads(run("plan", "--json"))["steps"]
    (plain,) = json.loads(run("plan", "--json", "--assume-small"))["steps"]
    assert set(online) == set(plain) == STEP_KEYS
    assert (online["form"], online["lock"]) == ("concurrently", "SHARE UPDATE EXCLUSIVE")
    assert (plain["form"], plain["lock"]) == ("", "SHARE")

    declare(columns=", note: text")
    with psycopg.connect(url) as holder:
        holder.execute("select from orders")
        said = run("apply", "--yes", "--lock-timeout", "0.1", "--lock-retries", "1", expect=1)
        assert "canceling statement due to lock timeout" in said
        assert f"In the way: pid {holder.info.backend_pid} " in said
        assert "idle after: select from orders" in said
    with psycopg.connect(url) as session:
        session.execute("insert into orders values (1, 1)")

    declare(columns=", note: text", checks="slow: pg_sleep(2 * total) is not null")
    said = run("apply", "--yes", "--assume-small", "--statement-timeout", "0.3", expect=1)
    assert "canceling statement due to statement timeout" in said
    declare(columns=", note: text")
    assert "No changes" in run("apply", "--yes")
