"""The journal in the changed database: what is in it, who may change it, and what becomes of a run that can't write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from ddl_cases import DATABASE, step
from ddl_shop import OWNER

from neonctl_py.apply.journal import Run
from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.errors import PostgresError
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema

if TYPE_CHECKING:
    from ddl_shop import Shop

RUN = Run(
    who="ana@example.com", command="neonpy apply", stack="shop", commit="abc123", plan_fingerprint="f00d"
)
SCHEMA = step("create", "schema.app", after=Schema())


def test_a_run_leaves_its_start_and_its_end(shop: Shop) -> None:
    report = run_sql_steps(shop.owner, [SCHEMA], database=DATABASE, run=RUN)

    kept = shop.session.execute(
        "select outcome, who, command, stack, commit, plan_fingerprint, statements, finished_at >= started_at"
        " from neonpy.history order by id"
    ).fetchall()
    about = ("ana@example.com", "neonpy apply", "shop", "abc123", "f00d")
    assert kept == [
        ("started", *about, [], None),
        ("applied", *about, ["CREATE SCHEMA app"], True),
    ]
    assert shop.one("select count(distinct (run, started_at)) from neonpy.history") == 1
    assert report.journal == ""


def test_a_failed_run_keeps_what_was_committed(shop: Shop) -> None:
    with pytest.raises(PostgresError):
        run_sql_steps(shop.owner, [SCHEMA, SCHEMA], database=DATABASE, run=RUN)
    assert shop.one("select outcome from neonpy.history order by id desc limit 1") == "failed"
    assert shop.one("select statements from neonpy.history order by id desc limit 1") == []


def test_only_the_owner_may_change_what_is_written(shop: Shop) -> None:
    run_sql_steps(
        shop.owner, [step("create", "role.r_other", after=Role(login=True))], database=DATABASE, run=RUN
    )
    shop.session.execute("grant usage on schema neonpy to r_other; grant all on neonpy.history to r_other")
    for statement in ("update neonpy.history set who = 'x'", "delete from neonpy.history"):
        with psycopg.connect(shop.superuser.reveal()) as other:
            other.execute("set role r_other")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only added to"):
                other.execute(statement)
    shop.session.execute(f"set role {OWNER}; delete from neonpy.history; reset role")
    shop.session.execute("drop owned by r_other")


def test_a_database_that_lets_us_make_no_schema_gets_no_journal_and_says_so(shop: Shop) -> None:
    shop.session.execute(f"create role some_owner; alter database {shop.name} owner to some_owner")
    report = run_sql_steps(shop.owner, [step("create", "role.r1", after=Role())], database=DATABASE, run=RUN)
    assert "permission denied" in report.journal
    assert shop.one("select count(*) from pg_roles where rolname = 'r1'") == 1
    shop.session.execute(f"alter database {shop.name} owner to {OWNER}")


def test_no_secret_is_written(shop: Shop) -> None:
    class Wants:
        def wants(self, role: object) -> bool:
            return True

        def deliver(self, role: object, password: object) -> None:
            """Kept by nobody."""

    run_sql_steps(
        shop.owner,
        [step("create", "role.r1", after=Role(login=True))],
        database=DATABASE,
        run=RUN,
        passwords=Wants(),
    )
    kept = str(shop.one("select statements from neonpy.history order by id desc limit 1"))
    assert kept == "['CREATE ROLE r1 WITH LOGIN', \"ALTER ROLE r1 PASSWORD '(sensitive value)'\"]"
