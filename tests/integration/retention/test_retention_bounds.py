"""What a retention rule must never touch: other databases' archives, keys that are needed, rows that nobody named, what is uncertified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from people_shop import ACCESS, DIES, SHOP, SHRED, SLOWLY, Shop, rule

from neonctl_py.model.database import Database
from neonctl_py.model.retention import RecordKeys, Retention
from neonctl_py.model.state import Desired
from neonctl_py.render.retention_document import certificate_text
from neonctl_py.render.terminal.retention import due_lines
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.origin import Origin
from neonctl_py.workflows.run_retention import RetentionDoing, RetentionRequest, count_due, run_retention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from neonctl_py.report.retention_report import DueRows


@pytest.fixture
def shop(empty_databases: Callable[..., Any]) -> Iterator[Shop]:
    with empty_databases() as make:
        yield Shop(*make())


def test_a_database_never_removes_the_archive_of_another(
    shop: Shop, empty_databases: Callable[..., Any], tmp_path: Path
) -> None:
    """Both run the same rule into the same folder; the second knows nothing of what the first has moved there."""
    archive = rule(action="archive", to=str(tmp_path))
    assert shop.run(old=archive).done[0].rows == 45
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*.gz")}
    with empty_databases() as make:
        assert Shop(*make()).run(old=archive).done[0].rows == 45
    assert len(kept) == 1
    assert {path: path.read_bytes() for path in kept} == kept
    assert len({path.parent for path in tmp_path.rglob("*.gz")}) == 2, "each has a folder of its own"


def test_files_of_runs_that_the_database_did_not_begin_stay(shop: Shop, tmp_path: Path) -> None:
    """As after a point-in-time restore: the files are there, and the log has forgotten them."""
    archive = rule(action="archive", to=str(tmp_path))
    shop.run(old=archive)
    (file,) = tmp_path.rglob("*.gz")
    shop.connection.execute(b"truncate neonpy.retention, neonpy.retention_runs")
    shop.connection.execute(b"update people set on_hold = false")
    report = shop.run(old=archive)
    assert (report.done[0].rows, report.done[0].problem) == (6, "")
    assert file.exists()
    assert len(list(file.parent.glob("*.gz"))) == 2


BY_NAME = SHRED | {
    "keys": RecordKeys(table="public.keys", record="person", key="key", of="number"),
    "table": "public.notes",
    "where": "over",
    "hold": "held",
    "erase": ("body",),
}
NOTES = b"""
create table notes (
  id int primary key, number int, body text, over boolean, held boolean, shredded boolean not null default false);
insert into notes values
  (1, 1, 'a', true, false), (2, 1, 'b', false, false), (3, 2, 'c', true, false), (4, 2, 'd', true, true),
  (5, 3, 'e', true, false), (6, 3, 'f', true, false), (7, null, 'g', true, false)
"""


def test_a_key_that_another_row_needs_is_not_destroyed(shop: Shop) -> None:
    """Of 1 a row isn't over, of 2 one is held; 3 is over as a whole, in two batches; 7 is nobody's."""
    shop.connection.execute(NOTES)
    (due,) = count_due(shop.stack(old=rule(**BY_NAME)), ACCESS, RetentionRequest())
    assert (due.due, due.held) == (3, 3)
    one = SLOWLY.__class__(first=1, smallest=1, largest=1, rest=0)
    report = shop.run(pace=one, old=rule(**BY_NAME))
    assert [(item.rows, item.left, item.problem) for item in report.done] == [(3, 0, "")]
    assert shop.ask("select array_agg(person order by person) from keys where key is null") == [3]
    assert shop.ask("select array_agg(id order by id) from notes where shredded") == [5, 6, 7]
    shop.connection.execute(b"update notes set over = true, held = false")
    assert shop.run(old=rule(**BY_NAME)).done[0].rows == 4
    assert shop.ask("select array_agg(person order by person) from keys where key is null") == [1, 2, 3]


def test_a_moment_says_when_and_not_whether(shop: Shop) -> None:
    """Another one each time, it would have every row done again at every run, and certified again."""
    shop.connection.execute(NOTES)
    shop.connection.execute(b"alter table notes add shredded_at timestamptz")
    stamped = BY_NAME | {"mark": (*BY_NAME["mark"], ("shredded_at", "now()"))}
    assert [item.rows for item in shop.run(old=rule(**stamped)).done] == [3]
    first = shop.ask("select array_agg(shredded_at order by id) from notes where shredded")
    assert len(first) == 3
    assert [item.rows for item in shop.run(old=rule(**stamped)).done] == [0]
    assert shop.ask("select array_agg(shredded_at order by id) from notes where shredded") == first
    assert shop.ask("select count(*) from neonpy.certificates") == 1


CHILDREN: dict[str, tuple[bytes, list[str]]] = {
    "cascade, over two steps": (
        (
            b"create table pets (id int primary key, region text, number int,"
            b" foreign key (region, number) references people on delete cascade);"
            b"create table toys (pet int references pets on delete set null)"
        ),
        ["pets (deleted)", "toys (set to null)"],
    ),
    "a partitioned child": (
        (
            b"create table pets (id int, region text, number int,"
            b" foreign key (region, number) references people on delete cascade) partition by range (id);"
            b"create table pets_1 partition of pets for values from (0) to (9)"
        ),
        ["pets (deleted)"],
    ),
    "itself": (
        (
            b"alter table people add parent_region text, add parent_number int,"
            b" add foreign key (parent_region, parent_number) references people on delete set default"
        ),
        ["people (set to their default)"],
    ),
}


@pytest.mark.parametrize("what", CHILDREN)
def test_rows_that_would_go_along_are_asked_for(shop: Shop, tmp_path: Path, what: str) -> None:
    script, children = CHILDREN[what]
    shop.connection.execute(script)
    refused = shop.run(old=rule(), moved=rule(action="archive", to=str(tmp_path)))
    assert [all(child in item.problem for child in children) for item in refused.due] == [True, True]
    assert shop.ask("select count(*) from people") == 100
    report = shop.run(old=rule(cascades=True))
    (due,), certificate = report.due, report.done[0].certificate
    assert (list(due.children), report.done[0].rows) == (children, 45)
    assert certificate is not None
    assert children[0] in certificate_text(certificate)
    assert children[0] in "\n".join(line.plain for line in due_lines([due], width=200))


def _two_databases(shop: Shop, keys_database: str) -> Desired:
    keys = RecordKeys(table="public.keys", record="person", key="key", of="number", database=keys_database)
    stack = shop.stack(old=rule(**SHRED | {"database": shop.database.name[0], "keys": keys}))
    return Desired(
        stack="shop",
        objects={**stack.objects, SHOP.child("database", keys_database): Database()},
        declarations=stack.declarations,
        connection_urls=stack.connection_urls,
    )


UNCHANGED: dict[str, bytes] = {
    "at once": (
        b"create function no() returns trigger language plpgsql as $$ begin raise 'not this row'; end $$;"
        b"create trigger no before update on people for each row execute function no()"
    ),
    "at the commit": (
        b"create function no() returns trigger language plpgsql as $$ begin raise 'not this row'; end $$;"
        b"create constraint trigger no after update on people deferrable initially deferred"
        b" for each row execute function no()"
    ),
    "silently": (
        b"create function no() returns trigger language plpgsql as 'begin return null; end';"
        b"create trigger no before update on people for each row execute function no()"
    ),
}


@pytest.mark.parametrize("how", UNCHANGED)
def test_keys_elsewhere_outlive_rows_that_cannot_be_changed(
    shop: Shop, empty_databases: Callable[..., Any], how: str
) -> None:
    shop.connection.execute(UNCHANGED[how])
    with empty_databases() as make:
        url, other = make()
        other.execute(b"create table keys (person int primary key, key bytea)")
        other.execute(b"insert into keys select n, '\\x01' from generate_series(1, 100) n")
        doing = RetentionDoing(agree=lambda _: None, tell=print, origin=Origin("me", "x"))
        report = run_retention(_two_databases(shop, database_name(url)), ACCESS, RetentionRequest(), doing)
        assert [(item.rows, bool(item.problem)) for item in report.done] == [(0, True)]
        assert other.execute(b"select count(*) from keys where key is null").fetchone() == (0,)
    assert shop.ask("select jsonb_array_length(intent) from neonpy.retention_runs") == 45, "noted before"


def test_a_key_that_stays_is_no_destroyed_key(shop: Shop) -> None:
    shop.connection.execute(
        b"create function keep() returns trigger language plpgsql as 'begin new.key := old.key; return new; end';"
        b"create trigger keep before update on keys for each row execute function keep()"
    )
    (done,) = shop.run(old=rule(**SHRED)).done
    assert (done.rows, done.certificate) == (0, None)
    assert "still have a key" in done.problem
    assert shop.ask("select count(*) from people where shredded") == 0


def test_each_text_of_a_rule_is_certified_as_it_was(shop: Shop) -> None:
    """The first run dies with its connection after two batches; then the rule is written anew."""
    shop.connection.execute(DIES)
    assert shop.run(old=rule(), pace=SLOWLY).done[0].rows == 14
    shop.connection.execute(b"drop trigger die on people")
    later = "gone_at < now() - interval '60 days'"
    (done,) = shop.run(old=rule(where=later)).done
    assert [item["where"] == later for item in done.certificates] == [False, True]
    assert [item["rows"] for item in done.certificates] == [14, done.rows]
    assert shop.ask("select count(*) from neonpy.retention where certificate is null") == 0


def test_a_journal_that_fails_loses_no_certificate(shop: Shop) -> None:
    shop.run(first=Retention(table="public.keys", where="person = 1"))
    shop.connection.execute(
        b"create function no() returns trigger language plpgsql as $$ begin raise 'the journal is full'; end $$;"
        b"create trigger no before insert on neonpy.history for each row when (new.outcome = 'applied') execute function no()"
    )
    (done,) = shop.run(old=rule()).done
    assert (done.rows, done.certificate is not None) == (45, True)
    assert "not in the journal" in done.problem


def test_what_comes_due_after_the_count_waits_to_be_asked_about(shop: Shop) -> None:
    none = rule(where="number = 0")

    def meanwhile(_: tuple[DueRows, ...]) -> None:
        shop.connection.execute(b"update people set number = 0 where number = 7")

    stack = shop.stack(old=none, others=Retention(table="public.keys", where="person = 1"))
    doing = RetentionDoing(agree=meanwhile, tell=print, origin=Origin("me", "x"))
    report = run_retention(stack, ACCESS, RetentionRequest(), doing)
    assert {item.rule.name[0]: item.rows for item in report.done} == {"old": 0, "others": 1}
    assert shop.ask("select count(*) from people") == 100
