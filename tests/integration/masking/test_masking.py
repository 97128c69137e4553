"""Masked values tell nothing any more, wherever Postgres keeps them, and the rows still belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.apply import masking
from neonctl_py.apply.masking import mask_database
from neonctl_py.errors import PostgresError, RefusedError
from neonctl_py.model.masking import Mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.postgres.connect import Connection

PEOPLE = """
create table people (
    id bigint primary key, email varchar(60) not null unique, name text not null, phone text unique, born date,
    salary numeric(10,2), note text, ref uuid unique, code varchar(40) generated always as ('c' || id) stored
);
create table visits (id bigint primary key, who varchar(60), at timestamptz);
alter table visits add foreign key (who) references people (email) on update cascade not valid;
create table events (id bigint, who text, at date not null) partition by range (at);
create table events_old partition of events for values from ('2000-01-01') to ('2020-01-01');
create table events_new partition of events for values from ('2020-01-01') to ('2030-01-01');
create function refuse() returns trigger language plpgsql as 'begin raise ''nobody changes this''; end';
create trigger refused before update on people for each row execute function refuse();
create trigger asleep before update on people for each row execute function refuse();
alter table people disable trigger asleep;
create materialized view emails as select email from people;
create materialized view domains as select distinct split_part(email, '@', 2) as domain from emails;
insert into people select n, 'ann' || n || '@real.example', 'Real ' || n, '+4930' || n, date '1980-01-01' + n, 100 + n,
    case when n % 2 = 0 then 'told in confidence' end, gen_random_uuid() from generate_series(1, 3000) n;
insert into visits select n, 'ann' || (1 + n % 3000) || '@real.example', timestamptz '2026-01-01 12:00+00' from generate_series(1, 4000) n;
insert into events select n, 'ann' || n, date '2019-12-01' + n from generate_series(1, 60) n;
refresh materialized view emails; refresh materialized view domains; analyze;
"""
MASKS = {
    ("public", "people", "email"): Mask("fake_email"),
    ("public", "people", "name"): Mask("fake_name"),
    ("public", "people", "phone"): Mask("fake_phone"),
    ("public", "people", "born"): Mask("generalize", "year"),
    ("public", "people", "salary"): Mask("noise", "10%"),
    ("public", "people", "note"): Mask("value", "100% hidden"),
    ("public", "people", "ref"): Mask("hash"),
    ("public", "visits", "at"): Mask("noise", "86400s"),
    ("public", "events", "who"): Mask("hash"),
    ("public", "not_there", "x"): Mask("hash"),
}


@pytest.fixture(scope="module")
def masked(empty_databases: Any) -> Iterator[tuple[Connection, Any, Any]]:
    """The session afterwards, what was told, and the people as they were. Batches of a few blocks, or there would be only one."""
    with empty_databases() as database, pytest.MonkeyPatch.context() as patch:
        patch.setattr(masking, "BLOCKS", 7)
        _, session = database("app_owner")
        session.execute(PEOPLE.encode())
        before = session.execute("select id, email, salary, born, ref from people order by id").fetchall()
        told = mask_database(session, MASKS, lambda _: None)
        yield session, told, before


def _rows(session: Connection, query: str) -> list[tuple[Any, ...]]:
    return session.execute(query.encode()).fetchall()


def test_every_row_is_masked_once_and_what_is_told_is_what_was_there(masked: Any) -> None:
    session, (tables, there), before = masked
    assert {(table.name, table.rows) for table in tables} == {
        ("people", 3000),
        ("visits", 4000),
        ("events", 60),
    }
    assert there == set(MASKS) - {("public", "not_there", "x")}
    after = _rows(session, "select id, email, salary, born, ref from people order by id")
    for (old_id, old_email, old_salary, old_born, old_ref), (new_id, email, salary, born, ref) in zip(
        before, after, strict=True
    ):
        assert (new_id, born) == (old_id, old_born.replace(month=1, day=1))
        assert email != old_email
        assert email.endswith("@example.com")
        assert abs(float(salary) / float(old_salary) - 1) <= 0.11
        assert ref != old_ref


def test_rows_still_find_each_other_and_unique_stays_unique(masked: Any) -> None:
    """The reference was followed: nobody wrote a mask for ``visits.who``. It is NOT VALID again, as it was."""
    session, _, _ = masked
    assert _rows(session, "select count(*) from visits v join people p on p.email = v.who") == [(4000,)]
    pairs = "select count(*) from visits v join people p on p.email = v.who where v.id % 3000 + 1 = p.id"
    assert _rows(session, pairs) == [(4000,)]
    unique = "select count(distinct email), count(distinct phone), count(distinct ref) from people"
    assert _rows(session, unique) == [(3000, 3000, 3000)]
    assert _rows(session, "select convalidated from pg_constraint where contype = 'f'") == [(False,)]


def test_null_stays_null_and_triggers_slept(masked: Any) -> None:
    session, _, _ = masked
    assert _rows(session, "select note, count(*) from people group by 1 order by 1") == [
        ("100% hidden", 1500),
        (None, 1500),
    ]
    triggers = "select tgname::text, tgenabled::text from pg_trigger where not tgisinternal order by 1"
    assert _rows(session, triggers) == [("asleep", "D"), ("refused", "O")]


def test_nothing_else_remembers_a_value(masked: Any) -> None:
    """Materialized views (in their order), statistics, partitions."""
    session, _, _ = masked
    assert _rows(session, "select * from domains") == [("example.com",)]
    told = "select count(*) from pg_stats where schemaname = 'public' and (most_common_vals::text || histogram_bounds::text) ~ 'ann|Real|conf'"
    assert _rows(session, told) == [(0,)]
    assert _rows(session, "select count(*) from events where who like 'ann%'") == [(0,)]


REFUSED = {
    "null in NOT NULL": ({"email": Mask("null")}, "people.email (null): it is NOT NULL"),
    "equal values in a key": ({"phone": Mask("value", "x")}, "it is unique"),
    "a date as an e-mail": ({"born": Mask("fake_email")}, "makes no values of type date"),
    "a computed column": ({"code": Mask("hash")}, "mask what they are computed from"),
    "too little room": ({"code2": Mask("fake_email")}, "too short"),
    "noise of a text": ({"name": Mask("noise", "10%")}, "makes no values of type text"),
}


@pytest.mark.parametrize(("asked", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_before_anything_changes(
    masked: Any, asked: dict[str, Mask], why: str
) -> None:
    session, _, _ = masked
    session.execute(b"alter table people add column if not exists code2 varchar(10) unique")
    before = _rows(session, "select md5(string_agg(p::text, '' order by id)) from people p")
    with pytest.raises(RefusedError) as caught:
        mask_database(
            session, {("public", "people", column): mask for column, mask in asked.items()}, lambda _: None
        )
    assert why in caught.value.detail
    assert _rows(session, "select md5(string_agg(p::text, '' order by id)) from people p") == before


def test_one_side_of_a_reference_alone_is_refused(masked: Any) -> None:
    session, _, _ = masked
    with pytest.raises(RefusedError) as caught:
        mask_database(session, {("public", "visits", "who"): Mask("hash")}, lambda _: None)
    assert "refers to public.people.email (no mask)" in caught.value.detail


def test_a_check_that_forbids_the_new_value_is_told_without_values(masked: Any) -> None:
    session, _, _ = masked
    session.execute(b"create table codes (id int, code text check (code like 'C%'))")
    session.execute(b"insert into codes values (1, 'C-secret')")
    with pytest.raises(PostgresError) as caught:
        mask_database(session, {("public", "codes", "code"): Mask("hash")}, lambda _: None)
    assert "codes_code_check" in str(caught.value)
    assert "secret" not in str(caught.value)
