"""What ``neonpy inspect`` asks a real server: every question has an answer, and what hurts is found and told."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.cache.sizes import SizeMemory
from neonctl_py.postgres.connect import connect
from neonctl_py.render.inspection_document import inspection_document
from neonctl_py.report.inspections import INSPECTIONS, Finding
from neonctl_py.workflows.database_places import place_of_url
from neonctl_py.workflows.inspect_databases import Look, inspect_databases

if TYPE_CHECKING:
    from fresh_database import Database


def found(database: Database, *names: str, **look: Any) -> dict[str, Finding]:
    reports = inspect_databases([place_of_url(database.url)], Look(names=names, **look), SizeMemory(None))
    return {finding.inspection.name: finding for finding in reports[0].findings}


def rows(finding: Finding) -> list[dict[str, Any]]:
    return [dict(zip(finding.columns, row, strict=True)) for row in finding.rows]


def test_every_question_has_an_answer_or_says_what_it_needs(database: Database) -> None:
    database.session.execute("create table t (id int primary key generated always as identity, x text)")
    every = found(database, *INSPECTIONS)
    assert set(every) == set(INSPECTIONS)
    assert {
        name: one.problem for name, one in every.items() if one.problem and not one.inspection.needs
    } == {}
    reports = inspect_databases([place_of_url(database.url)], Look(), SizeMemory(None))
    assert json.dumps(inspection_document(reports))
    assert reports[0].server["size_bytes"] > 1_000_000


@pytest.mark.parametrize(
    ("sql", "name", "key", "hurting"),
    [
        (
            "create table t (a int, b int); create index i on t (a); create index j on t (a, b)",
            "duplicate-indexes",
            "superfluous",
            ["public.i"],
        ),
        (
            "create table t (a int primary key); create index i on t (a)",
            "duplicate-indexes",
            "superfluous",
            ["public.i"],
        ),
        (
            "create table t (a int, b int); create index i on t (a) where b > 0; create index j on t (a desc, b)",
            "duplicate-indexes",
            "superfluous",
            [],
        ),
        ("create table t (a int); create policy p on t using (true)", "rls", "table", ["public.t"]),
        ("create table t (a int); alter table t enable row level security", "rls", "table", ["public.t"]),
        ("create table t (a int); grant select on t to public", "grants", "name", ["public.t"]),
        (
            "create table t (a int, b int); grant select (a) on t to public",
            "grants",
            "privileges",
            ["select (a)"],
        ),
        (
            "create table t (id smallint generated always as identity); select setval('t_id_seq', 20000)",
            "sequences",
            "sequence",
            ["public.t_id_seq"],
        ),
        ("create sequence s; select setval('s', 20000)", "sequences", "sequence", []),
        (
            (
                "create table t (id int primary key); create table u (t int references t, x text);"
                " insert into t values (1); insert into u select 1, repeat('x', 200) from generate_series(1, 9000)"
            ),
            "missing-indexes",
            "foreign_key",
            ["u_t_fkey"],
        ),
        (
            (
                "create table t (id int primary key); create table u (t int references t, x text); create index on u (t, x);"
                " insert into t values (1); insert into u select 1, repeat('x', 200) from generate_series(1, 9000)"
            ),
            "missing-indexes",
            "foreign_key",
            [],
        ),
        (
            (
                "create table t (a int, x text); create index i on t (x); insert into t"
                " select n, n || repeat('x', 200) from generate_series(1, 9000) n"
            ),
            "unused-indexes",
            "index",
            ["public.i"],
        ),
    ],
)
def test_what_needs_somebody_is_found(
    database: Database, sql: str, name: str, key: str, hurting: list[str]
) -> None:
    for statement in sql.split("; "):
        database.session.execute(statement.encode())
    finding = found(database, name)[name]
    told = zip(rows(finding), finding.hurting, strict=True)
    # before PostgreSQL 15 everybody may create in the schema public: that is told, too
    assert [row[key] for row, hurts in told if hurts and row.get("kind") != "schema"] == hurting


def test_space_that_a_deletion_left_is_estimated(database: Database) -> None:
    database.session.execute("create table t (a int, x text) with (autovacuum_enabled = off)")
    database.session.execute("insert into t select n, repeat('x', 100) from generate_series(1, 20000) n")
    database.session.execute("analyze t")
    full = {row["name"]: row["wasted_percent"] for row in rows(found(database, "bloat")["bloat"])}
    database.session.execute("delete from t where a % 2 = 0")
    database.session.execute("vacuum t")
    database.session.execute("analyze t")
    half = {row["name"]: row["wasted_percent"] for row in rows(found(database, "bloat")["bloat"])}
    assert full.get("public.t", 0) < 10
    assert 40 < half["public.t"] < 60


def test_who_waits_for_whom_is_a_tree_and_its_statements_hide_their_literals(database: Database) -> None:
    database.session.execute("create table t (a int)")
    first, second, third = (
        connect(database.url, application_name=name) for name in ("first", "second", "third")
    )
    try:
        first.execute("begin")
        first.execute("lock table t in access exclusive mode")
        for session in (second, third):
            session.execute("begin")
        second.pgconn.send_query(b"select a, 'secret' from t")
        _wait_for(database, 1)
        third.pgconn.send_query(b"lock table t in access exclusive mode")
        _wait_for(database, 2)
        finding = found(database, "blocked")["blocked"]
        told = [(row["depth"], row["application"], row["waits_for"]) for row in rows(finding)]
        assert told[:2] == [(0, "first", ""), (1, "second", "AccessShare on t")]
        assert {row[1] for row in told} == {"first", "second", "third"}
        assert [row["query"] for row in rows(finding)][1] == "select a, '…' from t"
        revealed = found(database, "blocked", reveal=True)["blocked"]
        assert [row["query"] for row in rows(revealed)][1] == "select a, 'secret' from t"
        locked = found(database, "table-sizes", "transactions")
        assert "inspect blocked" in locked["table-sizes"].problem
        assert rows(locked["transactions"])[0]["application"] == "first"
    finally:
        for session in (first, second, third):
            session.close()


def _wait_for(database: Database, waiting: int) -> None:
    ask = "select count(*) from pg_locks where not granted and relation = 't'::regclass"
    deadline = time.monotonic() + 60
    while database.session.execute(ask).fetchone() != (waiting,):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_neon_own_numbers_are_read_from_its_functions(database: Database) -> None:
    """The extension exists on Neon only: functions of the same form stand for it."""
    from neonctl_py.postgres.inspecting import ask  # beside the workflow, which looks for the extension

    session = database.session
    session.execute(
        "create function neon_get_lfc_stats(out lfc_key text, out lfc_value bigint) returns setof record language sql"
        " as $$ values ('file_cache_hits', 30000::bigint), ('file_cache_misses', 20000), ('file_cache_writes', 1) $$"
    )
    session.execute(
        "create function approximate_working_set_size_seconds(int) returns int language sql as 'select $1 * 100'"
    )
    session.execute("set neon.file_cache_size_limit = '100MB'")
    rate, working = ask(session, "lfc-hit-rate", "public"), ask(session, "working-set", "public")
    assert (rate.rows, rate.hurting) == (((30000, 20000, 60.0, 1),), (True,))
    assert working.hurting == (False, True, True, True)
