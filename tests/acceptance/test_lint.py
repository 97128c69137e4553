"""``neonpy lint`` as it is installed."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from installed_command import COMMAND

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: object, stdin: str = "", expect: int = 0) -> str:
    ran = subprocess.run(
        [COMMAND, "lint", *map(str, arguments)], input=stdin, capture_output=True, text=True, check=False
    )
    assert ran.returncode == expect, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def test_a_migration_is_corrected_finding_by_finding(tmp_path: Path) -> None:
    first = tmp_path / "1.sql"
    first.write_text(
        "create index orders_buyer_idx on orders (buyer);\nalter table orders drop column note;\n"
    )
    told = run(tmp_path, expect=1)
    assert "warning[NPL110 index-not-concurrent]: An index is built while writers wait" in told
    assert f"  --> {first}:1:1" in told
    assert "hint: CREATE INDEX CONCURRENTLY, outside a transaction." in told
    first.write_text(
        "set lock_timeout = '2s';\nset statement_timeout = '30s';\n"
        "create index concurrently if not exists orders_buyer_idx on orders (buyer);\n"
        "-- neonpy: ignore drops-column nobody has read it since May\n"
        "alter table orders drop column if exists note;\n"
    )
    assert "Nothing found, 1 suppressed in" in run(tmp_path)
    assert "drops-column is suppressed: nobody has read it since May" in run(tmp_path, "-v")
    assert "concurrently-in-transaction" in run(tmp_path, "--assume-in-transaction", expect=1)


def test_programs_read_standard_input_and_json() -> None:
    document = json.loads(run("-", "--json", stdin="drop table carts;", expect=1))
    assert {finding["rule"] for finding in document["findings"]} >= {"drops-table", "lock-timeout-missing"}
    assert {finding["span"]["file"] for finding in document["findings"]} == {"-"}
    quiet = run("-", "--json", "--fail-on", "error", stdin="drop table carts;")
    assert json.loads(quiet)["summary"]["error"] == 0
    assert '"version": "2.1.0"' in run("-", "--format", "sarif", stdin="select 1;")


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    assert "nothing to lint" in run(expect=1)
    assert "There is no .sql file in the folder." in run(tmp_path, expect=1)
    assert "A file can't be read" in run(tmp_path / "no.sql", expect=1)
    assert "Did you mean drops-column" in run("-", "--off", "drop-column", expect=1)
    assert "NPL110 index-not-concurrent" in run("--rules")
