"""``neonpy lint`` as it is installed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from warm_command import run_neonpy

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: object, stdin: str = "", expect: int = 0) -> str:
    ran = run_neonpy("lint", *arguments, stdin=stdin, env=os.environ)
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


CONVENTIONS = """
lint:
  rules:
    naming: {tables: "[a-z][a-z0-9_]*", views: "[A-Z][A-Za-z0-9]*"}
    required-columns: {columns: {created_at: timestamptz, created_by: uuid}}
    key-type: {type: uuid, default: gen_random_uuid\\(\\)}
    row-security-required: {column: org_id}
    cross-project-reference: error
  ignore:
    - {rule: varchar-with-limit, on: project.notes/database.notes/table.public.notes, reason: a third party's limit}
"""
NOTES = """
version: 1
projects:
  core:
    databases: {core: {schemas: {core: {tables: {users: {columns: {
      id: uuid primary key default gen_random_uuid(), created_at: timestamptz, created_by: uuid}}}}}}}
  notes:
    databases:
      notes:
        schemas:
          public:
            tables:
              notes:
                columns:
                  id: uuid primary key default gen_random_uuid()
                  org_id: uuid
                  title: varchar(80)
                  created_at: timestamptz
                  created_by: uuid
"""
POLICIES = """
                row_level_security: forced
                policies:
                  own: {for: select, using: exists (select from core.users)}
"""


def test_a_stack_is_held_to_its_own_conventions(tmp_path: Path) -> None:
    stack = tmp_path / "stack.yaml"
    stack.write_text(NOTES + CONVENTIONS)
    told = run(tmp_path, expect=1)
    assert "error[NPL304 row-security-required]: A table of tenants without row-level security" in told
    assert "at  project.notes/branch.main/database.notes/table.public.notes" in told
    assert "1 error, 1 suppressed in" in told
    stack.write_text(NOTES + POLICIES + CONVENTIONS)
    document = json.loads(run(tmp_path, "--json", expect=1))
    assert [finding["rule"] for finding in document["findings"]] == ["cross-project-reference"]
    assert [entry["reason"] for entry in document["suppressed"]] == ["a third party's limit"]
    corrected = POLICIES.replace(
        "exists (select from core.users)", "org_id = current_setting('app.org')::uuid"
    )
    stack.write_text(NOTES + corrected + CONVENTIONS)
    assert "policy-called-per-row" in run(stack)
    assert "Nothing found" in run(stack, "--off", "policy-called-per-row")
