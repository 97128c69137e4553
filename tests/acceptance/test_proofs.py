"""``neonpy test``: who sees, may do and is refused what, tried on a copy of the branch of which nothing stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from installed_command import STACKS, Installation, branches_of, project_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

NAME = "proved"
STACK = """\
version: 1
projects:
  proved:
    branches: {main: {default: true}}
    roles:
      neondb_owner: {managed_by: neon}
      app: {login: true, member_of: []}
      report: {login: true, member_of: [], settings: {default_transaction_read_only: "on"}}
    databases:
      neondb:
        owner: neondb_owner
        schemas:
          public:
            grants: {app: [usage], report: [usage]}
            tables:
              orders:
                columns: {id: bigint primary key, tenant: text not null, placed: timestamptz not null default now()}
                row_level_security: forced
                policies:
                  tenant: {to: [app], using: "tenant = current_setting('app.tenant', true)"}
                  reports: {for: select, to: [report], using: "true"}
                grants: {app: [select, insert, update], report: [select]}
        tests:
          actors:
            ours: {role: app, set: {app.tenant: acme}}
            theirs: {role: app, set: {app.tenant: other}}
          seed:
            orders: [{id: 1, tenant: acme, placed: "2026-01-31T12:00:00Z"}, {id: 2, tenant: other}]
          proofs:
            tenants are apart:
              try:
                seen: select id from orders
                changed: update orders set placed = now()
                moved: update orders set tenant = 'third'
              who:
                ours: {seen: [%(seen)s], changed: 1, moved: {refused: row-level security}}
                theirs: {seen: [2], changed: 1, moved: refused}
            reports read everything and write nothing:
              as: report
              expect:
                select id, placed from orders order by id: {at_least: [[1, "2026-01-31T13:00:00+01"]]}
                select count(*) from orders: {value: 2}
                insert into orders (id, tenant) values (3, 'acme'): refused
            an order keeps its number:
              as: ours
              expect:
                - {sql: "insert into orders values (3, 'acme')", keep: true}
                - {sql: "insert into orders values (3, 'acme')", expect: {refused: 23505}}
                - {sql: "select id from orders", expect: {rows: [1, 3]}}
          privileges: {app: {"*": [select, insert, update]}%(report)s}
"""


@pytest.fixture
def shop(local_neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    """The stack, applied; afterwards no project of it."""
    installation = Installation(local_neon, tmp_path / "stack.yaml")
    written(installation)
    installation.run("apply", "--yes")
    yield installation
    installation.run("destroy", "--yes", "--allow=deletes-data")


def written(shop: Installation, *, seen: str = "1", report: str = ', report: {"*": [select]}') -> None:
    shop.stack.write_text(STACK % {"seen": seen, "report": report}, encoding="utf-8")


def test_roles_are_proved_and_what_no_proof_notices_is_listed(shop: Installation) -> None:
    """On a copy: all pass and notice everything; in place: a failure says what differs, and no row stays anywhere."""
    report = json.loads(shop.run("test", "--mutate", "--json"))
    (database,) = report["databases"]
    assert (report["passed"], database["on"], len(database["tests"])) == (True, "a copy of main", 6)
    weakened = {(item["address"].rpartition("/")[2], item["change"]) for item in database["weakened"]}
    assert weakened >= {
        ("policy.tenant", "using true"),
        ("policy.tenant", "with check true"),
        ("table.public.orders", "row-level security off"),
        ("grant.app", "-update"),
        ("grant.app", "+truncate"),
        ("grant.report", "-select"),
    }
    with shop.api() as client:
        project = project_of(client, NAME)
        assert project is not None
        assert set(branches_of(client, project["id"])) == {"main"}
    written(shop, seen="1, 2", report="")
    told = shop.run("test", "--in-place", "-k", "apart", expect=1)
    assert "FAILED  tenants are apart: ours\n" in told
    assert "as ours, who is app with app.tenant = acme\n" in told
    assert "expected 2 rows, got 1 row: 1\n              - 2\n" in told
    assert told.endswith("1 of 2 tests failed in " + told.rpartition(" in ")[2])
    matrix = shop.run("test", "--matrix")
    assert "public.orders  app           rows    rows    rows    -       -" in matrix
    with shop.sql() as owner:
        assert owner.execute("select count(*) from orders").fetchone() == (0,)


@pytest.mark.slow
def test_what_the_stack_says_is_proved_without_an_account(local_neon: LocalServer, tmp_path: Path) -> None:
    """Offline nobody is asked; a weakening that no test notices fails the run until there is a reason."""
    shop = Installation(local_neon, tmp_path / "stack.yaml")
    written(shop, report="")
    told = shop.run("test", "--offline", "--mutate", expect=1)
    assert "SURVIVED  table.public.orders/grant.report: +truncate\n" in told
    assert "1 survived." in told
    reasons = (
        "\n          survivors: [{on: table.*/grant.report, change: +*, reason: Its sessions only read.}]\n"
    )
    with shop.stack.open("a", encoding="utf-8") as file:
        file.write(reasons)
    assert "0 survived." in shop.run("test", "--offline", "--mutate")
    assert 'failures="0"' in shop.run("test", "--offline", "--format", "junit")


@pytest.mark.slow
@pytest.mark.parametrize(
    "stack", [*(path.parent for path in sorted(STACKS.glob("*/stack.yaml")))], ids=lambda path: path.name
)
def test_the_tests_of_our_stacks_notice_every_weakening(local_neon: LocalServer, stack: Path) -> None:
    """And every stack with roles of its own has tests."""
    report = json.loads(Installation(local_neon, stack).run("test", "--offline", "--mutate", "--json"))
    assert report["databases"]
    assert all(item["weakened"] for item in report["databases"])
