"""``stacks/vorklee2``: five projects at once, kept apart by organisation and role, and analytics that learns no names."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
import pytest
from document_sql import run_document
from document_sql_vorklee2 import STATEMENTS
from edits_vorklee2 import EDITS
from installed_command import as_role, branches_of, project_of
from stack_life import Life, born, comes_up, failing, goes, is_changed, is_settled
from vorklee2_document import (
    a_required_column_comes_in_steps,
    an_export_is_encrypted,
    checks_see_what_is_wrong,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

DATABASES = ("core", "notes", "attendance", "hr", "analytics")
PUBLISHERS = ("core", "notes", "attendance", "hr")
KINDS = {"project": 5, "branch": 10, "replica": 3, "role": 25, "database": 5, "publication": 4}
ORG, WRITER, VIEWER = (f"{n}0000000-0000-4000-8000-00000000000{n}" for n in range(1, 4))


class Platform(Life):
    """All five projects."""

    @contextmanager
    def session(self, name: str, role: str = "", password: str = "") -> Iterator[psycopg.Connection[Any]]:
        """In the database ``name``: as its owner, or as the role with that password."""
        with psycopg.connect(as_role(self.place(name), role, password), autocommit=True) as connection:
            yield connection

    def place(self, name: str, role: str = "neondb_owner") -> str:
        return _place(self, name, role)

    def asked(self, name: str, role: str) -> str:
        """What ``neonpy env`` says."""
        place = ("--project", f"vorklee-{name}-prod", "--database", name, "--role", role)
        return str(json.loads(self.run("env", *place, "--json", "--reveal"))["DATABASE_URL_UNPOOLED"])


@cache
def _place(platform: Platform, name: str, role: str) -> str:
    """Asked for once: computes stay where they are."""
    return platform.asked(name, role)


@pytest.mark.system(weight=9)
def test_five_projects_at_once(
    systems_neon: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come up together; the stack's own tests prove every policy role by role; what analytics gets has no names in it."""
    platform = born(systems_neon, "vorklee2", Platform)
    passwords = comes_up(platform, tmp_path, KINDS)
    assert len(passwords) == 3 * len(DATABASES)
    _keeps_the_conventions(platform)
    _keeps_roles_in_their_place(platform, passwords)
    run_document(STATEMENTS, platform.session)
    an_export_is_encrypted(platform, tmp_path / "export")
    a_required_column_comes_in_steps(platform, tmp_path / "required")
    monkeypatch.setenv("VORKLEE_COLD_STORAGE", str(tmp_path / "cold"))
    _forgets_whom_it_must(platform, tmp_path / "cold")
    for name in PUBLISHERS:
        monkeypatch.setenv(f"VORKLEE_{name.upper()}_PUBLISHER", platform.place(name, "replicator"))
    _feeds_analytics_without_names(platform)
    is_settled(platform)
    checks_see_what_is_wrong(platform)
    edited = is_changed(platform, EDITS, tmp_path)
    assert failing(edited, "sharding_*") == {"sharding_by_rows"}
    goes(edited, "--within", "1h", "--identical")


def _all(connection: psycopg.Connection[Any], text: LiteralString, *values: object) -> list[Any]:
    return [row[0] if len(row) == 1 else row for row in connection.execute(text, values).fetchall()]


def _keeps_the_conventions(platform: Platform) -> None:
    """Of every service: keys, audit fields, names, policies, who owns what."""
    with platform.api() as client:
        for name in DATABASES:
            found = project_of(client, f"vorklee-{name}-prod")
            assert found is not None
            assert set(branches_of(client, found["id"])) == {"main", "staging"}
    for name in ("core", "notes", "attendance", "hr"):
        with platform.session(name) as owner:
            assert _all(owner, OWNED_BY_OTHERS) == [], name
            assert _all(owner, WITHOUT_ISOLATION) == [], name
            assert _all(owner, ODD_NAMES) == [], name
            assert _all(owner, OTHER_KEYS) == [], name
            assert _all(owner, UNINDEXED) == [], name


_OURS = "n.nspname in ('public', 'core') and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
OWNED_BY_OTHERS: LiteralString = (
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    f"where c.relkind in ('r', 'p', 'v') and {_OURS} and c.relowner <> 'migration_user'::regrole"
)
WITHOUT_ISOLATION: LiteralString = (
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' "
    f"where c.relkind in ('r', 'p') and not c.relispartition and {_OURS} and not (c.relrowsecurity and c.relforcerowsecurity "
    "and exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive))"
)
ODD_NAMES: LiteralString = (
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    f"where {_OURS} and case when c.relkind in ('v', 'm') then c.relname !~ '^([A-Z][a-z0-9]*)+$' "
    "when c.relkind in ('r', 'p') then c.relname !~ '^[a-z][a-z0-9_]*$' end"
)
OTHER_KEYS: LiteralString = (
    "select c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "join pg_index i on i.indrelid = c.oid and i.indisprimary join pg_attribute a on a.attrelid = c.oid "
    f"and a.attnum = any (i.indkey) where {_OURS} and a.atttypid <> 'uuid'::regtype"
)
UNINDEXED: LiteralString = (
    "select conname from pg_constraint k where contype = 'f' and conparentid = 0 and not exists (select from pg_index i "
    "where i.indrelid = k.conrelid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)"
)


def _keeps_roles_in_their_place(platform: Platform, passwords: dict[str, str]) -> None:
    with platform.session("notes") as owner:
        limits = _all(
            owner, "select rolname, rolconnlimit from pg_roles where rolname ~ '_(rw|user|only)' order by 1"
        )
    assert limits == [("migration_user", 2), ("readonly_user", 5), ("service_rw", 35)]
    reader = passwords["VORKLEE_NOTES_PROD_MAIN_READONLY_USER_PASSWORD"]
    with platform.session("notes", "readonly_user", reader) as read:
        _enter(read, ORG, VIEWER)
        assert _all(read, "select id from notes") == []
        _refused(read, "select body from notes", "delete from notes", "create table x ()")
    migrator = passwords["VORKLEE_NOTES_PROD_MAIN_MIGRATION_USER_PASSWORD"]
    with (
        platform.session("notes", "migration_user", migrator) as migrate,
        migrate.transaction(force_rollback=True),
    ):
        migrate.execute("alter table notes add column draft boolean")
    service = passwords["VORKLEE_NOTES_PROD_MAIN_SERVICE_RW_PASSWORD"]
    with platform.session("notes", "service_rw", service) as write:
        _enter(write, ORG, WRITER)
        write.execute("insert into notes (org_id, user_id, title) values (%s, %s, 'a title')", (ORG, WRITER))
    service = passwords["VORKLEE_CORE_PROD_MAIN_SERVICE_RW_PASSWORD"]
    with platform.session("core", "service_rw", service) as write:
        _enter(write, ORG, WRITER)
        write.execute(
            "insert into core.audit_logs (org_id, service, action, entity) values (%s, 'notes', 'x', 'y')",
            (ORG,),
        )
        _refused(
            write,
            "update core.audit_logs set action = 'z'",
            "delete from core.audit_logs",
            "truncate core.audit_logs",
            "alter table core.users add column x int",
        )
    with platform.session("core") as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("update core.audit_logs set action = 'z'")


def _refused(connection: psycopg.Connection[Any], *statements: LiteralString) -> None:
    for statement in statements:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
            connection.execute(statement)


def _enter(connection: psycopg.Connection[Any], org: str, user: str) -> None:
    connection.execute(
        "select set_config('app.current_org_id', %s, false), set_config('app.current_user_id', %s, false)",
        (org, user),
    )


LEFT, GONE, HERE = (f"{n}0000000-0000-4000-8000-00000000000{n}" for n in range(5, 8))
"""An organisation, and two of its people."""


def _forgets_whom_it_must(platform: Platform, cold: Path) -> None:
    """A user who left is shredded with the key; a year of the audit trail goes to cold storage, health data stays."""
    with platform.session("core") as owner:
        owner.execute("insert into core.organizations (id, name) values (%s, 'left')", (LEFT,))
        owner.execute(
            "insert into core.users (id, org_id, email, name, deleted_at) values"
            " (%s, %s, 'gone@example.com', 'Gone', now() - interval '91 days'),"
            " (%s, %s, 'here@example.com', 'Here', now() - interval '89 days')",
            (GONE, LEFT, HERE, LEFT),
        )
        owner.execute(
            "insert into core.record_keys (org_id, record_id, service, key)"
            " select org_id, id, 'core', 'k' from core.users where org_id = %s",
            (LEFT,),
        )
        owner.execute(
            "insert into core.audit_logs (org_id, service, action, entity, at, is_phi)"
            " select %s, 'hr', 'a', 'e', now() - interval '2 years', phi from unnest('{t,f}'::boolean[]) phi",
            (LEFT,),
        )
        report = json.loads(platform.run("retention", "run", "--yes", "--json"))
        done = {rule["rule"].rpartition(".")[2]: rule["rows"] for rule in report["rules"] if rule["rows"]}
        assert done == {"users": 1, "audit_logs": 1}
        assert not [rule["problem"] for rule in report["rules"] if rule["problem"]]
        assert _all(owner, "select name, crypto_shredded from core.users where id = %s", GONE) == [
            (None, True)
        ]
        assert _all(owner, "select name, crypto_shredded from core.users where id = %s", HERE) == [
            ("Here", False)
        ]
        assert _all(owner, "select record_id::text from core.record_keys where key is null") == [GONE]
        assert _all(
            owner, "select is_phi from core.audit_logs where org_id = %s and service = 'hr'", LEFT
        ) == [True]
        assert len(list(cold.rglob("*.jsonl.gz"))) == 1
        owner.execute("delete from core.users where org_id = %s", (LEFT,))


def _feeds_analytics_without_names(platform: Platform) -> None:
    """Logical replication between real servers: rows arrive, what names a person doesn't."""
    platform.run("apply", "--yes", stack=platform.stack / "feeds.yaml")
    assert "No changes." in platform.run("plan", "--detailed-exitcode", stack=platform.stack / "feeds.yaml")
    with platform.session("core") as owner:
        owner.execute("insert into core.organizations (id, name) values (%s, 'Org')", (ORG,))
        owner.execute(
            "insert into core.users (id, org_id, email, name, country, city) "
            "select gen_random_uuid(), %s, i || '@example.com', 'Person', 'Norway', 'Oslo' from generate_series(1, 5) i",
            (ORG,),
        )
        owner.execute("update core.users set note_count = 7")
    with platform.session("hr") as owner:
        owner.execute(
            "insert into employees (org_id, legal_name, position, hired_on) values (%s, 'Person', 'cook', '2024-05-06')",
            (ORG,),
        )
    with platform.session("analytics") as owner:
        _arrives(owner, "select count(*) from core.users where note_count = 7", 5)
        _arrives(owner, "select count(*) from public.notes", 1)
        _arrives(owner, "select count(*) from public.employees where hired_on = '2024-05-06'", 1)
        columns = _all(
            owner,
            "select distinct column_name::text from information_schema.columns where table_name in ('users', 'notes', 'employees')",
        )
        assert not {"email", "name", "phone", "city", "title", "body", "legal_name", "position"} & set(
            columns
        )
        seen = "select country_code, signup_month = date_trunc('month', now()) from reporting.\"UsersAnonymous\" limit 1"
        assert _all(owner, seen) == [("No", True)]
        owner.execute('refresh materialized view concurrently reporting."ActivityByOrg"')
        assert _all(owner, 'select people from reporting."ActivityByOrg"') == [5]


def _arrives(connection: psycopg.Connection[Any], text: LiteralString, count: int) -> None:
    deadline = time.monotonic() + 60
    while (found := _all(connection, text)) != [count]:
        assert time.monotonic() < deadline, f"{text}: {found} and not {count}"
        time.sleep(0.1)
