"""Scripts: what shares a transaction, and what is set around the statements."""

from __future__ import annotations

import pytest
from ddl_cases import step

from neonctl_py.ddl.offline import script_text
from neonctl_py.ddl.script import scripts
from neonctl_py.ddl.session import Session
from neonctl_py.model.extension import Extension
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import Secret
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.steps import SqlStep, Transaction

OWNED = Session(
    user="neondb_owner",
    is_superuser=False,
    administers=frozenset({"app"}),
    owners={("schema", "app"): "app", ("table", "app", "users"): "app", ("schema", "mine"): "neondb_owner"},
)


def policy(name: str, **more: object) -> SqlStep:
    return step("create", f"table.app.users/policy.{name}", after=Policy(using="true"), **more)


def test_neighbours_share_a_transaction_and_others_stand_alone() -> None:
    shared, own, none = Transaction.SHARED, Transaction.OWN, Transaction.NONE
    order = (shared, shared, own, own, none, shared)
    steps = [policy(f"p{number}", transaction=each) for number, each in enumerate(order)]
    assert [(script.transaction, len(script.parts)) for script in scripts(steps)] == [
        (shared, 2),
        (own, 1),
        (own, 1),
        (none, 1),
        (shared, 1),
    ]


def test_a_file_for_psql_holds_everything_that_is_sent() -> None:
    build = step(
        "build_concurrently",
        "table.public.t/index.i",
        after=Index(keys=(IndexKey("id"),)),
        transaction=Transaction.NONE,
        statement_timeout=60_000,
    )
    steps = [step("create", "role.r1", after=Role()), policy("a"), policy("b", lock_timeout=500), build]
    assert script_text(steps) == (
        "-- Some of it can't run in a transaction block, so psql must not open one (no --single-transaction).\n"
        "SET client_encoding = 'UTF8';\n"
        "SET check_function_bodies = off;\n"
        "SET standard_conforming_strings = on;\n"
        "SET lock_timeout = 3000;\n"
        "SET statement_timeout = 0;\n"
        "BEGIN;\n"
        "CREATE ROLE r1;\n"
        "SET LOCAL search_path = app, public;\n"
        "CREATE POLICY a ON app.users TO PUBLIC USING (true);\n"
        "SET LOCAL lock_timeout = 500;\n"
        "SET LOCAL statement_timeout = 0;\n"
        "CREATE POLICY b ON app.users TO PUBLIC USING (true);\n"
        "COMMIT;\n"
        "SET lock_timeout = 3000;\n"
        "SET statement_timeout = 60000;\n"
        "SET search_path = public;\n"
        "DROP INDEX CONCURRENTLY IF EXISTS public.i;\n"
        "CREATE INDEX CONCURRENTLY i ON public.t (id);\n"
    )


@pytest.mark.parametrize(
    ("before", "options", "written"),
    [
        (None, {"user": "far"}, ["CREATE USER MAPPING FOR app SERVER far OPTIONS (\"user\" 'far');"]),
        (
            None,
            {"password": "geheim"},
            [
                "-- its secret is not written here",
                "CREATE USER MAPPING FOR app SERVER far OPTIONS (password '(sensitive value: password)');",
            ],
        ),
        (
            {"password": "old"},
            {"password": "geheim"},
            [
                "-- left out, because the new secret is not written here:",
                "-- ALTER USER MAPPING FOR app SERVER far OPTIONS (SET password '(sensitive value: password)')",
            ],
        ),
    ],
    ids=["says only as whom", "lets somebody in", "overwrites what is there"],
)
def test_a_file_holds_a_secret_only_where_somebody_asked_for_it(
    before: dict[str, str] | None, options: dict[str, str], written: list[str]
) -> None:
    def mapping(held: dict[str, str]) -> UserMapping:
        return UserMapping(options=tuple((name, Secret(text)) for name, text in held.items()))

    place = "foreign_server.far/user_mapping.app"
    verb = "create" if before is None else "alter"
    change = step(
        verb,
        place,
        before=mapping(before) if before else None,
        after=mapping(options),
        changed=("options",),
    )
    assert script_text([change]).splitlines()[6:-1] == written
    assert "geheim" not in script_text([change])
    if "password" in options:
        assert "geheim" in script_text([change], secrets=True)


def test_a_file_tells_its_hazards_at_its_head_and_beside_their_statements() -> None:
    drop = step("drop", "table.public.t", before=Table(), hazards=(Hazard.DELETES_DATA,))
    lines = script_text([drop]).splitlines()
    assert lines[0] == f"-- deletes-data: {Hazard.DELETES_DATA.sentence}"
    assert lines[-3:] == ["-- deletes-data", "DROP TABLE public.t;", "COMMIT;"]


def test_an_extension_without_a_schema_is_created_in_public_not_where_the_path_was_left() -> None:
    steps = [
        step("create", "schema.sales", after=Schema()),
        step("create", "extension.citext", after=Extension()),
    ]
    assert script_text(steps).splitlines()[6:] == [
        "SET LOCAL search_path = sales, public;",
        "CREATE SCHEMA sales;",
        "SET LOCAL search_path = public;",
        "CREATE EXTENSION citext;",
        "COMMIT;",
    ]


def test_an_owners_role_is_borrowed_once_and_given_back_in_the_same_transaction() -> None:
    lines = [line for script in scripts([policy("a"), policy("b")], OWNED) for line in script.lines()]
    assert lines[2:] == [
        "BEGIN",
        "SET LOCAL search_path = app, public",
        "GRANT app TO CURRENT_USER WITH INHERIT TRUE, SET TRUE",
        "CREATE POLICY a ON app.users TO PUBLIC USING (true)",
        "CREATE POLICY b ON app.users TO PUBLIC USING (true)",
        "REVOKE app FROM CURRENT_USER",
        "COMMIT",
    ]


def borrowed(*steps: SqlStep, session: Session = OWNED) -> list[str]:
    lines = [line for script in scripts(steps, session) for line in script.lines()]
    return [line for line in lines if line.startswith("GRANT") and "CURRENT_USER" in line]


def test_before_16_a_membership_has_no_options() -> None:
    old = Session(
        server_version=150_000,
        user="o",
        is_superuser=False,
        administers=OWNED.administers,
        owners=OWNED.owners,
    )
    assert borrowed(policy("a"), session=old) == ["GRANT app TO CURRENT_USER"]


def test_nothing_is_borrowed_for_what_is_ones_own_or_can_not_be_borrowed() -> None:
    mine = step("create", "table.mine.t", after=Table())
    foreign = step("create", "table.other.t", after=Table(owner="somebody"))
    assert borrowed(mine, foreign) == []
    assert borrowed(policy("a"), session=Session()) == []


def test_a_role_of_the_same_run_may_be_borrowed_by_who_makes_it() -> None:
    role = step("create", "role.new", after=Role())
    schema = step("create", "schema.s", after=Schema(owner="new"))
    inside = step("create", "table.s.t", after=Table(), transaction=Transaction.OWN)
    assert borrowed(role, schema, inside) == ["GRANT new TO CURRENT_USER WITH INHERIT TRUE, SET TRUE"] * 2


def test_owners_follow_renames() -> None:
    renamed = step("rename", "schema.b", was="schema.app")
    moved = step("create", "table.b.users/policy.p", after=Policy(using="true"), transaction=Transaction.OWN)
    assert len(borrowed(renamed, moved)) == 2


def test_a_step_after_the_rename_of_its_object_runs_as_the_owner_too() -> None:
    renamed = step("rename", "table.app.people", was="table.app.users")
    altered = step(
        "alter", "table.app.people", Table(), Table(unlogged=True), was="table.app.users",
        changed=("unlogged",), transaction=Transaction.OWN,
    )  # fmt: skip
    assert len(borrowed(renamed, altered)) == 2
