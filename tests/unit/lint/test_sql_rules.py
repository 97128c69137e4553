"""Each rule for hand-written SQL finds what its page calls bad, leaves what it calls good, and is silent where somebody
said why.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_pages import Page, of_language

from neonctl_py.diagnostics import Severity
from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.sql.lint import lint_sql
from neonctl_py.lint.sql.surroundings import Options
from neonctl_py.lint.verdict import Choice, Verdict

EVERYTHING = Choice(on=frozenset(SQL_RULES))
CALM = Choice(on=frozenset({"adds-column", "restricts-writes"}))
ABOUT_COMMENTS = {"suppression-without-reason", "unknown-suppression", "unused-suppression", "syntax-error"}
SQL_PAGES = [page for page in of_language("sql") if page.name in SQL_RULES]


def linted(sql: str, **options: object) -> Verdict:
    return lint_sql(sql, file="m.sql", options=Options(**options), choice=EVERYTHING)


def found(sql: str, **options: object) -> list[str]:
    """The names of the rules that find something."""
    return [finding.rule for finding in linted(sql, **options).findings]


def test_every_rule_has_a_page_with_its_code_and_severity() -> None:
    pages = {page.name: page.text for page in of_language("sql")}
    assert set(SQL_RULES) <= set(pages)
    for rule in SQL_RULES.values():
        assert f"\n\n{rule.code}, {rule.severity.value}" in pages[rule.name]
        assert ("only told with" in pages[rule.name]) == rule.is_opt_in


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in SQL_RULES.values()]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("page", SQL_PAGES, ids=lambda page: page.name)
def test_what_the_page_calls_bad_is_found_and_what_it_calls_good_is_not(page: Page) -> None:
    assert page.name in found(page.bad)
    assert page.name not in found(page.good)


@pytest.mark.parametrize(
    "page", [page for page in SQL_PAGES if page.name not in ABOUT_COMMENTS], ids=lambda page: page.name
)
def test_a_suppression_with_a_reason_silences_it(page: Page) -> None:
    verdict = linted(f"-- neonpy: ignore-file {page.name} we know\n{page.bad}")
    assert page.name not in [finding.rule for finding in verdict.findings]
    assert (page.name, "we know") in [(finding.rule, reason) for finding, reason in verdict.excused]


@pytest.mark.parametrize("page", SQL_PAGES, ids=lambda page: page.name)
def test_a_rule_that_is_off_says_nothing(page: Page) -> None:
    verdict = lint_sql(page.bad, file="m.sql", choice=Choice(off=frozenset({page.name}), on=EVERYTHING.on))
    assert page.name not in [finding.rule for finding in verdict.findings]


def test_opt_in_rules_wait_until_they_are_asked_for() -> None:
    opt_in = {rule.name for rule in SQL_RULES.values() if rule.is_opt_in}
    told = {finding.rule for page in SQL_PAGES for finding in lint_sql(page.bad, file="m.sql").findings}
    assert told & opt_in == set()
    assert told == set(SQL_RULES) - opt_in


CONTEXT = {
    "a new table is nobody's": (
        ("create table if not exists t (id bigint);\n"
        "create index t_id_idx on t (id);\n"
        "alter table t add constraint c check (id > 0), add column if not exists u uuid default gen_random_uuid();\n"
        "alter table t alter column id set not null;\n"),
        {"not-repeatable"},
    ),
    "a table made by a query is new, too": ("create table t as select 1 as a;\ncreate index on t (a);\n", set()),
    "renamed it is new still": (
        "begin;\ncreate table t (a bigint);\nalter table t rename to u;\ncreate index on u (a);\ncommit;",
        set(),
    ),
    "dropped and made again is new": (
        "begin;\ncreate table t (a bigint);\ndrop table t;\ncreate table t (b bigint);\ncommit;",
        set(),
    ),
    "public is where names without a schema are": (
        "create table if not exists public.t (a bigint);\ncreate index if not exists i on t (a);",
        set(),
    ),
    "another schema's table of that name is another one": (
        "create table if not exists a.t (a bigint);\ncreate index if not exists i on b.t (a);",
        {"index-not-concurrent"},
    ),
    "set_config counts as a limit": (
        "select set_config('lock_timeout', '2s', true);\ntruncate t;",
        {"truncates-table", "statement-timeout-missing"},
    ),
    "a limit of the transaction ends with it": (
        "begin;\nset local lock_timeout = '2s';\nset local statement_timeout = '9s';\ncommit;\ntruncate t;",
        {"truncates-table", "lock-timeout-missing", "statement-timeout-missing"},
    ),
    "a limit that is reset is none": (
        "set lock_timeout = '2s';\nreset lock_timeout;\nset statement_timeout = '2s';\ntruncate t;",
        {"truncates-table", "lock-timeout-missing"},
    ),
    "psql's lines and rows of COPY are passed over": (
        "\\connect shop\ncopy t (a) from stdin;\n1;drop table x;\n\\.\nselect 1;",
        set(),
    ),
    "semicolons in bodies end nothing": (
        ("create function f() returns int begin atomic select 1; select case when true then 1 end; end;\n"
        "create function g() returns int language sql as $$ select 1; drop table x; $$;\n"
        "do $a$ begin perform 'drop table $$ x $$;'; end $a$;\nselect E'\\';', \"a;b\" from t;"),
        set(),
    ),
    "semicolons between the commands of a rule end nothing": (
        "create rule r as on insert to t do also (insert into a values (1); insert into b values (2));\nselect 1;",
        set(),
    ),
    "one mistake hides no other statement": (
        "selec 1;\ntruncate t;",
        {"syntax-error", "truncates-table"},
    ),
    "a quote that is never closed is one mistake": ("select 'a;\nselect 1;", {"syntax-error"}),
    "a comment that is never closed is one mistake": ("select 1; /* a;\nselect 1;", {"syntax-error"}),
    "virtual columns rewrite nothing": (
        "alter table t add column if not exists a bigint generated always as (b + 1) virtual;",
        {"adds-column"},
    ),
    "a constraint that isn't enforced reads nothing": (
        "alter table t drop constraint if exists c;\nalter table t add constraint c check (a > 0) not enforced;",
        {"drops-constraint", "restricts-writes"},
    ),
    "a default is one value for all rows": (
        ("alter table t add column if not exists a timestamptz default now() - interval '1 day';\n"
        "alter table t add column if not exists b jsonb default jsonb_build_object('a', 1);\n"
        "alter table t add column if not exists c text[] default array['a']::text[];"),
        {"adds-column"},
    ),
}  # fmt: skip
LIMITS = {"lock-timeout-missing", "statement-timeout-missing"}


@pytest.mark.parametrize(("sql", "expected"), CONTEXT.values(), ids=CONTEXT)
def test_what_the_file_did_before_counts(sql: str, expected: set[str]) -> None:
    verdict = lint_sql(sql, file="m.sql", options=Options(pg_version=18), choice=CALM)
    told = {finding.rule for finding in verdict.findings}
    assert told - (LIMITS - expected) == expected


def test_the_tool_that_wraps_the_file_counts_as_a_transaction() -> None:
    sql = "create index concurrently if not exists i on t (a);\nselect 1;\ncommit;"
    wrapped = found(sql, assume_in_transaction=True)
    assert {"concurrently-in-transaction", "transaction-in-transaction"} <= set(wrapped)
    assert "concurrently-in-transaction" not in found(sql)
    alone = found("create index concurrently if not exists i on t (a);", assume_in_transaction=True)
    assert "concurrently-in-transaction" not in alone


TWICE = {
    "a view's results": ("create view v as select a, b as a from t;", True),
    "a view's names": ("create view v (a, a) as select 1, 2;", True),
    "a view of everything": ("create view v as select t.*, u.* from t, u;", False),
    "the second half of an insert": (
        "insert into t values (1) on conflict (id) do update set a = 1, a = 2;",
        True,
    ),
    "a merge": ("merge into t using s on t.id = s.id when matched then update set a = 1, a = 2;", True),
    "branches of a merge": (
        (
            "merge into t using s on t.id = s.id when matched then update set a = 1 "
            "when not matched then insert (a) values (1);"
        ),
        False,
    ),
    "parts of a column": ("update t set a[1] = 1, a[2] = 2 where id = 1;", False),
    "a column and a part of it": ("update t set a = row(1, 2), a.x = 1 where id = 1;", True),
    "a foreign table": ("create foreign table t (a int8, a text) server s;", True),
}


@pytest.mark.parametrize(("sql", "is_found"), TWICE.values(), ids=TWICE)
def test_what_is_named_twice(sql: str, *, is_found: bool) -> None:
    assert ("duplicate-column" in found(sql)) is is_found


def test_a_key_of_a_new_table_locks_the_old_one() -> None:
    new = "create table if not exists t (id bigint);\nalter table t add constraint c foreign key (id) references "
    assert "lock-timeout-missing" in found(f"{new}u (id);")
    assert "lock-timeout-missing" not in found(f"{new}t (id);")


VERSIONS = {
    "a default": ("alter table t add column a int default 1;", "column-default-rewrites", 10, 11),
    "a proof": (
        "alter table t validate constraint c;\nalter table t alter column a set not null;",
        "not-null-scan",
        11,
        12,
    ),
    "a virtual column": (
        "alter table t add column a int generated always as (b + 1);",
        "column-default-rewrites",
        17,
        18,
    ),
}


@pytest.mark.parametrize(("sql", "rule", "before", "since"), VERSIONS.values(), ids=VERSIONS)
def test_newer_servers_need_less(sql: str, rule: str, before: int, since: int) -> None:
    assert rule in found(sql, pg_version=before)
    assert rule not in found(sql, pg_version=since)


def test_places_are_those_of_the_command_in_the_file() -> None:
    sql = (
        "-- Größe\n"
        'alter table "Übersicht" -- a, comment\n'
        "  add column größe numeric(10, 2) default random(),\n"
        '  drop column "a,b", drop column c;\n'
    )
    places = [
        (finding.rule, finding.span.line, finding.span.column)
        for finding in linted(sql).findings
        if finding.span is not None and finding.rule in {"column-default-rewrites", "drops-column"}
    ]
    assert places == [("column-default-rewrites", 3, 35), ("drops-column", 4, 3), ("drops-column", 4, 22)]


SUPPRESSED = {
    "above": "-- neonpy: ignore drops-column old\nalter table t drop column a;",
    "above another comment": "-- neonpy: ignore drops-column old\n-- really\nalter table t drop column a;",
    "inside": "alter table t\n  -- neonpy: ignore drops-column old\n  drop column a;",
    "behind": "select 1;\nalter table t drop column a; -- neonpy: ignore drops-column old\nselect 2;",
    "as a block": "/* neonpy: ignore drops-column old */ alter table t drop column a;",
    "one of several": "-- neonpy: ignore drops-table, drops-column: old\nalter table t drop column a;",
    "for the file": "alter table t drop column a;\n-- neonpy: ignore-file drops-column old",
}


@pytest.mark.parametrize("sql", SUPPRESSED.values(), ids=SUPPRESSED)
def test_where_a_suppression_may_stand(sql: str) -> None:
    verdict = linted(sql)
    assert "drops-column" not in [finding.rule for finding in verdict.findings]
    assert [(finding.rule, reason) for finding, reason in verdict.excused] == [("drops-column", "old")]


def test_a_suppression_holds_for_its_statement_only() -> None:
    sql = "-- neonpy: ignore drops-column old\nalter table t drop column a;\nalter table t drop column b;"
    lines = [
        finding.span.line
        for finding in linted(sql).findings
        if finding.rule == "drops-column" and finding.span is not None
    ]
    assert lines == [3]


def test_whatever_the_cases_of_the_engine_say_can_be_linted() -> None:
    """All kinds of statements: none breaks a rule, and Postgres' grammar takes them all."""
    files = sorted((Path(__file__).parents[2] / "cases").rglob("*.sql"))
    assert len(files) > 1000
    broken = {
        file.parent.name: finding.detail
        for file in files[::2]
        for finding in linted(file.read_text()).findings
        if finding.rule == "syntax-error"
    }
    assert broken == {}


def test_severities_can_be_chosen() -> None:
    choice = Choice(severities={"drops-column": Severity.ERROR})
    verdict = lint_sql("alter table t drop column if exists a;", file="m.sql", choice=choice)
    assert Severity.ERROR in [
        finding.severity for finding in verdict.findings if finding.rule == "drops-column"
    ]
