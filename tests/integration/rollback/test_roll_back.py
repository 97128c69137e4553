"""What an apply changed is taken back, one apply after the other, and never over what somebody changed since."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.cli.run import run
from neonctl_py.postgres.connect import connect
from neonctl_py.workflows.connecting import database_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from private_server import PrivateServer

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

STACK = """\
version: 1
stack: shop
projects:
  shop:
    provider: postgres
    url: ${{env:SHOP_URL}}
    databases:
      {name}:
        schemas:
          public:
            tables:
              notes: {{columns: {{id: bigint primary key{more}}}}}
"""


class Shop:
    """A stack in a file, and a database of its own."""

    def __init__(
        self, path: Path, name: str, session: Connection, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.path = path / "stack.yaml"
        self.name = name
        self.session = session
        self.capsys = capsys

    def write(self, more: str) -> None:
        self.path.write_text(STACK.format(name=self.name, more=more))

    def apply(self, more: str, *options: str) -> None:
        self.write(more)
        assert run(["apply", str(self.path), "--yes", *options]) == 0
        self.capsys.readouterr()

    def rollback(self, *options: str, expect: int = 0) -> str:
        code = run(["rollback", str(self.path), "--yes", *options])
        out, err = self.capsys.readouterr()
        assert code == expect, out + err
        return out if expect == 0 else err

    def columns(self) -> list[tuple[Any, ...]]:
        query = "select column_name, data_type from information_schema.columns where table_name = 'notes' order by 1"
        return self.session.execute(query.encode()).fetchall()


@pytest.fixture
def shop(
    tmp_path: Path,
    empty_database: Callable[..., tuple[Secret, Connection]],
    case_server: PrivateServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Shop]:
    url, _ = empty_database("app_owner")
    name = database_name(url)
    superuser = case_server.url(name)
    monkeypatch.setenv("SHOP_URL", superuser.reveal())
    with closing(connect(superuser)) as session:
        yield Shop(tmp_path, name, session, capsys)


def test_two_rollbacks_go_back_two_applies(shop: Shop) -> None:
    """The last that was not taken back yet; a rollback itself is not taken back by another one."""
    shop.apply("")
    shop.apply(", body: text default 'x'")
    shop.apply(", body: varchar(20) default 'y'", "--allow", "loses-precision", "--allow", "rewrites-table")
    shop.rollback()
    assert shop.columns() == [("body", "text"), ("id", "bigint")]
    shop.rollback("--allow", "deletes-data")
    assert shop.columns() == [("id", "bigint")]
    shop.rollback("--allow", "deletes-data")
    assert shop.columns() == []
    assert "nothing to take back" in shop.rollback(expect=1)


def test_what_changed_since_is_named_and_nothing_is_done(shop: Shop) -> None:
    shop.apply("")
    shop.apply(", body: text default 'x', tier: text")
    shop.session.execute("alter table notes alter body set default 'z'")
    told = shop.rollback("--allow", "deletes-data", expect=1)
    assert "something has changed since the last apply" in told
    assert "table.public.notes/column.body" in told
    assert "column.tier" not in told
    assert len(shop.columns()) == 3


def test_what_is_half_back_already_is_brought_back_whole(shop: Shop) -> None:
    """As an interrupted rollback, or somebody by hand, has left it."""
    shop.apply("")
    shop.apply(", body: text, tier: text")
    shop.session.execute("alter table notes drop tier")
    shop.rollback("--allow", "deletes-data")
    assert shop.columns() == [("id", "bigint")]


def test_a_dry_run_only_shows_it(shop: Shop) -> None:
    shop.apply("")
    shop.apply(", body: text")
    told = shop.rollback("--dry-run")
    assert told.startswith("Takes back what was done at ")
    assert "- column.body" in told
    assert len(shop.columns()) == 2


def test_programs_are_told_whose_apply_it_was(shop: Shop) -> None:
    shop.apply("", "--allow", "deletes-data")
    lines = [json.loads(line) for line in shop.rollback("--json", "--allow", "deletes-data").splitlines()]
    assert lines[0]["type"] == "rollback"
    assert lines[0]["command"].startswith("neonpy apply ")
    assert lines[-1]["outcome"] == "applied"


def test_it_needs_the_same_consent_as_any_plan(shop: Shop) -> None:
    shop.apply("")
    shop.apply(", body: text")
    assert "--allow deletes-data" in shop.rollback(expect=1)
    assert len(shop.columns()) == 2


def test_without_anything_kept_there_is_nothing_to_restore(shop: Shop) -> None:
    shop.apply("")
    assert "nothing was kept" in shop.rollback("--restore", expect=1)


def test_a_journal_of_an_earlier_version_gets_what_it_lacks(shop: Shop) -> None:
    shop.apply("")
    shop.session.execute("drop table neonpy.changes")
    shop.apply(", body: text")
    shop.rollback("--allow", "deletes-data")
    assert shop.columns() == [("id", "bigint")]
