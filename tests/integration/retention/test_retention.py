"""Retention rules against a real database: what goes, what is held, what an interrupted run leaves, what is certified."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people_shop import ACCESS, DIES, SHOP, SHRED, SLOWLY, Shop, rule

from neonctl_py.errors import NeonpyError, RefusedError
from neonctl_py.model.database import Database
from neonctl_py.model.retention import RecordKeys, Retention
from neonctl_py.model.state import Desired
from neonctl_py.postgres.connect import connect
from neonctl_py.render.retention_document import certificate_text
from neonctl_py.report.retention_report import is_genuine
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.origin import Origin
from neonctl_py.workflows.run_retention import RetentionDoing, RetentionRequest, count_due, run_retention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def shop(empty_databases: Callable[..., Any]) -> Iterator[Shop]:
    with empty_databases() as make:
        yield Shop(*make())


def test_what_is_over_goes_and_what_is_held_stays(shop: Shop) -> None:
    stack = shop.stack(old=rule())
    (due,) = count_due(stack, ACCESS, RetentionRequest())
    assert (due.due, due.held, due.problem) == (45, 6, "")
    report = shop.run(old=rule())
    assert [(item.rows, item.left, item.problem) for item in report.done] == [(45, 0, "")]
    assert shop.ask("select count(*) from people") == 55
    assert shop.ask("select count(*) from people where on_hold") == 10
    noted = shop.ask("select statements ->> 0 from neonpy.history where outcome = 'applied'")
    assert noted.startswith("/* delete public.people where gone_at")
    assert "45 rows" in noted
    assert shop.run(old=rule()).done[0].certificate is None, "nothing was done, so nothing is certified"


def test_nothing_happens_to_who_says_no(shop: Shop) -> None:
    def refuse(_: object) -> None:
        raise RefusedError("not confirmed")

    doing = RetentionDoing(agree=refuse, tell=print, origin=Origin("me", "x"))
    with pytest.raises(RefusedError):
        run_retention(shop.stack(old=rule()), ACCESS, RetentionRequest(), doing)
    assert shop.ask("select count(*) from people") == 100
    assert shop.ask("select to_regclass('neonpy.retention')") is None


def test_rows_move_into_a_table_with_their_values(shop: Shop) -> None:
    report = shop.run(old=rule(action="archive", into="public.people_archive"))
    assert report.done[0].rows == 45
    assert shop.ask("select count(*) from people_archive where doubled = number * 2 and not on_hold") == 45
    assert shop.ask("select count(*) from people join people_archive using (region, number)") == 0


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_rows_move_into_files_that_can_be_read_back(shop: Shop, tmp_path: Path, kind: str) -> None:
    shop.connection.execute(b"create table before as table people")
    report = shop.run(old=rule(action="archive", to=f"file://{tmp_path}", format=kind))
    certificate = report.done[0].certificate
    assert certificate is not None
    (file,) = certificate["files"]
    assert [path.name for path in tmp_path.rglob("*.gz")] == [file["name"]]
    content = (Path(certificate["folder"]) / file["name"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert file["rows"] == 45
    text = gzip.decompress(content).decode()
    shop.connection.execute(b"create table back (like people)")
    if kind == "jsonl":
        lines = [json.loads(line) for line in text.splitlines()]
        with shop.connection.transaction():
            for line in lines:
                shop.connection.execute(
                    "insert into back select * from json_populate_record(null::back, %s)", [json.dumps(line)]
                )
    else:
        with (
            shop.connection.cursor() as cursor,
            cursor.copy(b"copy back from stdin (format csv, header)") as copy,
        ):
            copy.write(text)
    differing = "select count(*) from (table before except table people except table back) d"
    assert shop.ask(differing) == 0
    assert shop.ask("select count(*) from back") == 45


def test_records_become_unreadable_once(shop: Shop) -> None:
    report = shop.run(old=rule(**SHRED))
    certificate = report.done[0].certificate
    assert certificate is not None
    assert (certificate["destroyed_keys"], certificate["erased_columns"]) == (
        "public.keys.key",
        ["name", "mood"],
    )
    assert shop.ask("select count(*) from keys where key is null and destroyed_at is not null") == 45
    assert shop.ask("select count(*) from people where shredded and name is null and mood is null") == 45
    assert shop.ask("select count(*) from people where shredded and on_hold") == 0
    assert shop.ask("select sum(jsonb_array_length(keys)) from neonpy.retention") == 45
    assert shop.run(old=rule(**SHRED)).done[0].rows == 0


def test_keys_may_be_in_another_database(shop: Shop, empty_databases: Callable[..., Any]) -> None:
    with empty_databases() as make:
        url, other = make()
        other.execute(b"create table keys (person int primary key, key bytea)")
        other.execute(b"insert into keys select n, '\\x01' from generate_series(1, 100) n")
        stack = shop.stack(
            old=rule(
                **SHRED
                | {
                    "database": shop.database.name[0],
                    "keys": RecordKeys(
                        table="public.keys",
                        record="person",
                        key="key",
                        of="number",
                        database=database_name(url),
                    ),
                }
            )
        )
        objects = {**stack.objects, SHOP.child("database", database_name(url)): Database()}
        doing = RetentionDoing(agree=lambda _: None, tell=print, origin=Origin("me", "x"))
        stated = Desired(
            stack="shop",
            objects=objects,
            declarations=stack.declarations,
            connection_urls=stack.connection_urls,
        )
        report = run_retention(stated, ACCESS, RetentionRequest(), doing)
        assert [(item.rows, item.problem) for item in report.done] == [(45, "")]
        row = other.execute(b"select count(*) from keys where key is null").fetchone()
    assert row == (45,)
    assert shop.ask("select count(*) from keys where key is null") == 0


def test_a_run_that_dies_is_finished_by_the_next_and_certified_as_one(shop: Shop, tmp_path: Path) -> None:
    """Killed after the third batch was written to its file and before it was committed: that file is not believed."""
    archive = rule(action="archive", to=str(tmp_path))
    shop.connection.execute(DIES)
    (dead,) = shop.run(old=archive, pace=SLOWLY).done
    assert (dead.rows, dead.certificate) == (14, None)
    assert "terminating connection" in dead.problem
    assert shop.ask("select count(*) from people") == 100 - 14
    assert len(list(tmp_path.rglob("*.gz"))) == 3
    shop.connection.execute(b"drop trigger die on people")
    report = shop.run(old=archive, key="k", pace=SLOWLY)
    certificate = report.done[0].certificate
    assert certificate is not None
    assert (report.done[0].rows, certificate["rows"], certificate["batches"]) == (31, 45, 7)
    files = {path.name for path in tmp_path.rglob("*.gz")}
    assert files == {file["name"] for file in certificate["files"]}
    held = [gzip.decompress(path.read_bytes()).decode().splitlines() for path in tmp_path.rglob("*.gz")]
    numbers = [json.loads(line)["number"] for lines in held for line in lines]
    assert len(numbers) == len(set(numbers)) == 45
    assert is_genuine(certificate, "k")
    assert not is_genuine(certificate, "another")
    assert not is_genuine({**certificate, "rows": 44}, "k")
    assert is_genuine(json.loads(json.dumps(certificate)), "k")
    assert "45 rows of public.people were moved out of the table." in certificate_text(certificate)
    kept = shop.ask("select content from neonpy.certificates")
    assert kept == certificate


def test_what_others_hold_is_left_for_the_next_time(shop: Shop) -> None:
    with connect(shop.url) as other, other.transaction():
        other.execute(b"select from people where number = 77 for update")
        report = shop.run(old=rule())
    assert [(item.rows, item.left) for item in report.done] == [(44, 1)]
    assert shop.run(old=rule()).done[0].rows == 1


FAILURES: dict[str, tuple[bytes, Retention, str]] = {
    "a key that others need": (
        (
            b"create table pets (region text default 'us', number int default 99,"
            b" foreign key (region, number) references people); insert into pets default values"
        ),
        rule(),
        "foreign key",
    ),
    "no primary key": (b"alter table people drop constraint people_pkey", rule(), "told from another"),
    "a trigger that keeps rows": (
        (
            b"create function keep() returns trigger language plpgsql as 'begin return null; end';"
            b"create trigger keep before delete on people for each row execute function keep()"
        ),
        rule(),
        "trigger",
    ),
    "a condition that Postgres refuses": (b"select 1", rule(where="gone < now()"), "gone"),
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_rule_that_fails_leaves_its_rows_and_lets_others_run(shop: Shop, what: str) -> None:
    script, broken, words = FAILURES[what]
    shop.connection.execute(script)
    fine = Retention(table="public.keys", where="person > 90")
    report = shop.run(broken=broken, fine=fine)
    problems = [item.problem for item in (*report.due, *report.done) if item.problem]
    assert [words in problem for problem in problems] == [True], problems
    assert shop.ask("select count(*) from people") == 100
    assert shop.ask("select count(*) from keys") == 90
    assert report.failures == 1


def test_an_unknown_rule_is_no_rule(shop: Shop) -> None:
    with pytest.raises(NeonpyError, match="no such retention rule"):
        count_due(shop.stack(old=rule()), ACCESS, RetentionRequest(only=("odl",)))
