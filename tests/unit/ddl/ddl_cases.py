"""Every operation of every kind: what is there before, the step, and the exact SQL. Read by the unit and the integration tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.database import Database
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.domain import Domain
from neonctl_py.model.enum import Enum
from neonctl_py.model.extension import Extension
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.helper_names import replaced, replacement
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.membership import Membership
from neonctl_py.model.policy import Policy
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import SqlStep, Transaction

if TYPE_CHECKING:
    from neonctl_py.model.state import Object

BRANCH = Address.parse("project.shop/branch.main")
DATABASE = BRANCH.child("database", "shop")


def at(text: str) -> Address:
    """``role.x`` is the branch's, everything else the database's."""
    if text == "database":
        return DATABASE
    root = BRANCH if text.startswith("role") else DATABASE
    return Address.parse(f"{root}/{text}")


def step(operation: str, where: str, before: Any = None, after: Any = None, **more: Any) -> SqlStep:
    """``before`` and ``after`` are the kind's values; ``was``: the old address of a rename."""
    for key in ("parts", "context"):
        pairs = more.get(key, ())
        more[key] = tuple((at(text), held) for text, held in pairs)
    was = more.pop("was", None)
    return SqlStep(
        action=Action.UPDATE,
        operation=operation,
        address=at(where),
        database=DATABASE,
        before=before,
        after=after,
        moved_from=at(was) if was else None,
        **more,
    )


@dataclass(frozen=True)
class Case:
    name: str
    step: SqlStep
    sql: tuple[str, ...]
    given: str = ""
    since: int = 14
    runs: bool = True

    @property
    def runs_in_a_transaction(self) -> bool:
        return self.runs and self.step.transaction is not Transaction.NONE


def alter(where: str, before: Object, after: Object, *changed: str, **more: Any) -> SqlStep:
    return step("alter", where, before, after, changed=changed, **more)


NEW_C, CHECKED = replacement("c"), Check(expression="id > 0")
NEW_MOOD, NEW_I, OLD_I = replacement("mood"), replacement("i"), replaced("i")
NONE = {"transaction": Transaction.NONE}
S = "create schema app;"
T = S + "create table app.users (id bigint not null, email text);"
E = S + "create type app.mood as enum ('sad', 'ok');"
U = "table.app.users"
ROLES = "create role r1; create role r2;"
TEXT = Column(type="text")
GRANTEE = f"{U}/grant.r1"
READ = Privilege("select")
WRITE = Privilege("update")

ROLE_CASES = [
    Case("a role without anything", step("create", "role.r1", after=Role()), ("CREATE ROLE r1",)),
    Case(
        "a role with attributes, settings and a comment",
        step(
            "create",
            "role.App",
            after=Role(
                login=True,
                inherit=False,
                connection_limit=5,
                valid_until="2030-01-01T00:00:00Z",
                settings=(("app.tenant", "a'b"), ("search_path", 'app, "Own, Schema", Public')),
                comment="50% of: it",
            ),
        ),
        (
            "CREATE ROLE \"App\" WITH NOINHERIT LOGIN CONNECTION LIMIT 5 VALID UNTIL '2030-01-01T00:00:00Z'",
            "ALTER ROLE \"App\" SET app.tenant TO 'a''b'",
            "ALTER ROLE \"App\" SET search_path TO 'app', 'Own, Schema', 'public'",
            "COMMENT ON ROLE \"App\" IS '50% of: it'",
        ),
    ),
    Case(
        "a role's attributes and settings",
        alter(
            "role.r1",
            Role(login=True, valid_until="2030-01-01T00:00:00Z", settings=(("a.b", "1"), ("a.c", "2"))),
            Role(createdb=True, settings=(("a.b", "3"),), comment="hi"),
            "login",
            "createdb",
            "valid_until",
            "settings",
            "comment",
        ),
        (
            "ALTER ROLE r1 WITH CREATEDB NOLOGIN VALID UNTIL 'infinity'",
            "ALTER ROLE r1 RESET a.c",
            "ALTER ROLE r1 SET a.b TO '3'",
            "COMMENT ON ROLE r1 IS 'hi'",
        ),
        ROLES,
    ),
    Case("a role dropped", step("drop", "role.r1", Role()), ("DROP ROLE r1",), ROLES),
    Case("a role renamed", step("rename", "role.r3", was="role.r1"), ("ALTER ROLE r1 RENAME TO r3",), ROLES),
    Case(
        "a membership",
        step("grant", "role.r1/membership.r2", after=Membership(admin=True, inherit=False)),
        ("GRANT r2 TO r1 WITH ADMIN TRUE, INHERIT FALSE, SET TRUE",),
        ROLES,
        since=16,
    ),
    Case(
        "a membership's options",
        alter("role.r1/membership.r2", Membership(admin=True), Membership(set=False), "admin", "set"),
        ("GRANT r2 TO r1 WITH ADMIN FALSE, INHERIT TRUE, SET FALSE",),
        ROLES + "grant r2 to r1 with admin option;",
        since=16,
    ),
    Case(
        "a membership revoked",
        step("revoke", "role.r1/membership.r2", Membership()),
        ("REVOKE r2 FROM r1",),
        ROLES + "grant r2 to r1;",
    ),
]

DATABASE_CASES = [
    Case(
        "a database's settings, limit and comment",
        alter(
            "database",
            Database(settings=(("work_mem", "4MB"),)),
            Database(settings=(("search_path", "app"),), connection_limit=9, comment="c"),
            "settings",
            "connection_limit",
            "comment",
        ),
        (
            "ALTER DATABASE shop RESET work_mem",
            "ALTER DATABASE shop SET search_path TO 'app'",
            "ALTER DATABASE shop CONNECTION LIMIT 9",
            "COMMENT ON DATABASE shop IS 'c'",
        ),
    ),
    Case(
        "a database on a plain server",
        step("create", "database", after=Database(owner="r1", connection_limit=3), **NONE),
        ("CREATE DATABASE shop OWNER r1 CONNECTION LIMIT 3",),
    ),
    Case("a database dropped", step("drop", "database", Database(), **NONE), ("DROP DATABASE shop",)),
    Case(
        "an extension",
        step("create", "extension.hstore", after=Extension(schema="app")),
        ("CREATE EXTENSION hstore SCHEMA app",),
        S,
    ),
    Case(
        "an extension moved and updated",
        alter(
            "extension.hstore",
            Extension(schema="public", version="1.4"),
            Extension(schema="app", version="1.8"),
            "schema",
            "version",
        ),
        ("ALTER EXTENSION hstore UPDATE TO '1.8'", "ALTER EXTENSION hstore SET SCHEMA app"),
        S + "create extension hstore schema public version '1.4';",
    ),
    Case(
        "an extension dropped",
        step("drop", "extension.hstore", Extension()),
        ("DROP EXTENSION hstore",),
        "create extension hstore;",
    ),
    Case(
        "a schema with owner and comment",
        step("create", "schema.order", after=Schema(owner="r1", comment="x")),
        ('CREATE SCHEMA "order"', "COMMENT ON SCHEMA \"order\" IS 'x'", 'ALTER SCHEMA "order" OWNER TO r1'),
        ROLES,
    ),
    Case(
        "a schema's owner and comment",
        alter("schema.app", Schema(owner="r2", comment="x"), Schema(owner="r1"), "owner", "comment"),
        ("ALTER SCHEMA app OWNER TO r1", "COMMENT ON SCHEMA app IS NULL"),
        ROLES + S,
    ),
    Case("a schema dropped", step("drop", "schema.app", Schema()), ("DROP SCHEMA app",), S),
    Case(
        "a schema renamed", step("rename", "schema.b", was="schema.app"), ("ALTER SCHEMA app RENAME TO b",), S
    ),
]

TYPE_CASES = [
    Case(
        "an enum",
        step("create", "enum.app.mood", after=Enum(labels=("sad", "it's ok"), owner="r1", comment="m")),
        (
            "CREATE TYPE app.mood AS ENUM ('sad', 'it''s ok')",
            "COMMENT ON TYPE app.mood IS 'm'",
            "ALTER TYPE app.mood OWNER TO r1",
        ),
        S + ROLES,
    ),
    Case(
        "enum values at the start, between, two in a row, and at the end",
        step(
            "add_values",
            "enum.app.mood",
            Enum(labels=("sad", "ok")),
            Enum(labels=("mad", "sad", "x", "y", "ok", "glad")),
        ),
        (
            "ALTER TYPE app.mood ADD VALUE 'mad' BEFORE 'sad'",
            "ALTER TYPE app.mood ADD VALUE 'x' AFTER 'sad'",
            "ALTER TYPE app.mood ADD VALUE 'y' AFTER 'x'",
            "ALTER TYPE app.mood ADD VALUE 'glad'",
        ),
        E,
    ),
    Case(
        "an enum rebuilt around its columns, with comment, grants and owner",
        step(
            "rebuild",
            "enum.app.mood",
            Enum(labels=("sad", "ok"), owner="r1", comment="m"),
            Enum(labels=("ok",), comment="m"),
            context=(
                ("table.app.t/column.a", Column(type="app.mood", default="'ok'::app.mood")),
                ("table.app.t/column.b", Column(type="app.mood[]")),
                ("enum.app.mood/grant.r2", Grant((Privilege("usage"),))),
                ("enum.app.mood/grant.public", Grant()),
            ),
        ),
        (
            f"CREATE TYPE app.{NEW_MOOD} AS ENUM ('ok')",
            "ALTER TABLE app.t ALTER COLUMN a DROP DEFAULT",
            "ALTER TABLE app.t ALTER COLUMN b DROP DEFAULT",
            f"ALTER TABLE app.t ALTER COLUMN a TYPE app.{NEW_MOOD} USING a::text::app.{NEW_MOOD}",
            f"ALTER TABLE app.t ALTER COLUMN b TYPE app.{NEW_MOOD}[] USING b::text[]::app.{NEW_MOOD}[]",
            "DROP TYPE app.mood",
            f"ALTER TYPE app.{NEW_MOOD} RENAME TO mood",
            "ALTER TABLE app.t ALTER COLUMN a SET DEFAULT 'ok'::app.mood",
            "COMMENT ON TYPE app.mood IS 'm'",
            "GRANT USAGE ON TYPE app.mood TO r2",
            "REVOKE USAGE ON TYPE app.mood FROM PUBLIC",
            "ALTER TYPE app.mood OWNER TO r1",
        ),
        E
        + ROLES
        + "create table app.t (a app.mood default 'ok', b app.mood[]); insert into app.t values ('ok', '{ok}');",
    ),
    Case(
        "an enum dropped",
        step("drop", "enum.app.mood", Enum(labels=("sad", "ok"))),
        ("DROP TYPE app.mood",),
        E,
    ),
    Case(
        "an enum moved to another schema under another name",
        step("rename", "enum.public.m", was="enum.app.mood"),
        ("ALTER TYPE app.mood SET SCHEMA public", "ALTER TYPE public.mood RENAME TO m"),
        E,
    ),
    Case(
        "a domain with its checks",
        step(
            "create",
            "domain.app.email",
            after=Domain(
                type="text", nullable=False, default="'a@b'", collation='pg_catalog."C"', comment="d"
            ),
            parts=(
                ("domain.app.email/constraint.at", Check(expression="VALUE like '%@%'", comment="k")),
                ("domain.app.email/constraint.long", Check(expression="length(VALUE) > 2")),
            ),
        ),
        (
            "CREATE DOMAIN app.email AS text COLLATE pg_catalog.\"C\" DEFAULT 'a@b' NOT NULL CONSTRAINT at CHECK (VALUE like '%@%') CONSTRAINT long CHECK (length(VALUE) > 2)",
            "COMMENT ON CONSTRAINT at ON DOMAIN app.email IS 'k'",
            "COMMENT ON DOMAIN app.email IS 'd'",
        ),
        S,
    ),
    Case(
        "a domain's attributes",
        alter(
            "domain.app.d",
            Domain(type="text", default="'x'"),
            Domain(type="text", nullable=False),
            "default",
            "nullable",
        ),
        ("ALTER DOMAIN app.d DROP DEFAULT", "ALTER DOMAIN app.d SET NOT NULL"),
        S + "create domain app.d text default 'x';",
    ),
    Case(
        "a domain's check, not valid",
        step("add_not_valid", "domain.app.d/constraint.c", after=Check(expression="VALUE <> ''")),
        ("ALTER DOMAIN app.d ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID",),
        S + "create domain app.d text;",
    ),
    Case(
        "a domain's check validated",
        step("validate", "domain.app.d/constraint.c", after=Check(expression="VALUE <> ''")),
        ("ALTER DOMAIN app.d VALIDATE CONSTRAINT c",),
        S + "create domain app.d text; alter domain app.d add constraint c check (value <> '') not valid;",
    ),
    Case(
        "a domain dropped",
        step("drop", "domain.app.d", Domain(type="text")),
        ("DROP DOMAIN app.d",),
        S + "create domain app.d text;",
    ),
    Case(
        "a domain's check dropped",
        step("drop", "domain.app.d/constraint.c", Check(expression="VALUE <> ''")),
        ("ALTER DOMAIN app.d DROP CONSTRAINT c",),
        S + "create domain app.d text constraint c check (value <> '');",
    ),
]

TABLE_CASES = [
    Case(
        "a table with everything",
        step(
            "create",
            "table.app.Order",
            after=Table(
                owner="r1",
                unlogged=True,
                row_level_security=True,
                force_row_level_security=True,
                storage_parameters=(("fillfactor", "70"),),
                replica_identity="index",
                replica_identity_index="order_pkey",
                comment="t",
            ),
            parts=(
                (
                    "table.app.Order/column.id",
                    Column(type="bigint", nullable=False, identity=Identity(always=True, start=5, cache=3)),
                ),
                (
                    "table.app.Order/column.user",
                    Column(
                        type="character varying(64)",
                        nullable=False,
                        default="'a:b%c'::text",
                        collation='pg_catalog."C"',
                        comment="100% :ok\t!",
                    ),
                ),
                (
                    "table.app.Order/column.at",
                    Column(type="timestamp with time zone", default="now() at time zone 'utc'"),
                ),
                (
                    "table.app.Order/column.low",
                    Column(
                        type="text",
                        generated='lower("user")',
                        storage="external",
                        compression="pglz",
                        statistics=50,
                    ),
                ),
                ("table.app.Order/constraint.order_pkey", PrimaryKey(columns=("id",), include=("at",))),
                (
                    "table.app.Order/constraint.u",
                    Unique(columns=("user", "low"), deferrable=True, initially_deferred=True),
                ),
                (
                    "table.app.Order/constraint.c",
                    Check(expression="\"user\" like '%:x' or id::text <> '12:30'", comment="k"),
                ),
                ("table.app.Order/constraint.n", Check(expression="id > 0", no_inherit=True)),
                ("table.app.Order/constraint.x", Exclusion(definition="EXCLUDE USING btree (id WITH =)")),
            ),
        ),
        (
            """CREATE UNLOGGED TABLE app."Order" (
	id bigint GENERATED ALWAYS AS IDENTITY (START WITH 5 CACHE 3),
	"user" character varying(64) COLLATE pg_catalog."C" DEFAULT 'a:b%c'::text NOT NULL,
	at timestamp with time zone DEFAULT (now() at time zone 'utc'),
	low text GENERATED ALWAYS AS (lower("user")) STORED,
	CONSTRAINT order_pkey PRIMARY KEY (id) INCLUDE (at),
	CONSTRAINT u UNIQUE ("user", low) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT c CHECK ("user" like '%:x' or id::text <> '12:30')
)
 WITH (fillfactor = 70)""".replace(",\n", ", \n"),
            'COMMENT ON COLUMN app."Order"."user" IS \'100% :ok\t!\'',
            'ALTER TABLE app."Order" ALTER COLUMN low SET STORAGE EXTERNAL',
            'ALTER TABLE app."Order" ALTER COLUMN low SET COMPRESSION pglz',
            'ALTER TABLE ONLY app."Order" ALTER COLUMN low SET STATISTICS 50',
            "COMMENT ON CONSTRAINT c ON app.\"Order\" IS 'k'",
            'ALTER TABLE app."Order" ADD CONSTRAINT n CHECK (id > 0) NO INHERIT',
            'ALTER TABLE app."Order" ADD CONSTRAINT x EXCLUDE USING btree (id WITH =)',
            'ALTER TABLE app."Order" ENABLE ROW LEVEL SECURITY',
            'ALTER TABLE app."Order" FORCE ROW LEVEL SECURITY',
            'ALTER TABLE app."Order" REPLICA IDENTITY USING INDEX order_pkey',
            "COMMENT ON TABLE app.\"Order\" IS 't'",
            'ALTER TABLE app."Order" OWNER TO r1',
        ),
        S + ROLES,
    ),
    Case(
        "a partitioned table",
        step(
            "create",
            "table.app.p",
            after=Table(partition_by="RANGE (at)"),
            parts=(("table.app.p/column.at", Column(type="date")),),
        ),
        ("CREATE TABLE app.p (\n\tat date\n)\n PARTITION BY RANGE (at)",),
        S,
    ),
    Case(
        "a partition",
        step(
            "create",
            "table.app.p1",
            after=Table(partition_of="app.p", bounds="FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"),
        ),
        ("CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",),
        S + "create table app.p (at date) partition by range (at);",
    ),
    Case(
        "a table's attributes",
        alter(
            U,
            Table(storage_parameters=(("fillfactor", "70"), ("autovacuum_enabled", "off"))),
            Table(
                unlogged=True,
                storage_parameters=(("fillfactor", "80"),),
                replica_identity="full",
                row_level_security=True,
                force_row_level_security=True,
                comment="c",
                owner="r1",
            ),
            "unlogged",
            "storage_parameters",
            "replica_identity",
            "row_level_security",
            "force_row_level_security",
            "comment",
            "owner",
        ),
        (
            "ALTER TABLE app.users SET UNLOGGED",
            "ALTER TABLE app.users SET (fillfactor = 80)",
            "ALTER TABLE app.users RESET (autovacuum_enabled)",
            "ALTER TABLE app.users REPLICA IDENTITY FULL",
            "ALTER TABLE app.users ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE app.users FORCE ROW LEVEL SECURITY",
            "ALTER TABLE app.users OWNER TO r1",
            "COMMENT ON TABLE app.users IS 'c'",
        ),
        T + ROLES + "alter table app.users set (fillfactor = 70, autovacuum_enabled = off);",
    ),
    Case("a table dropped", step("drop", U, Table()), ("DROP TABLE app.users",), T),
    Case(
        "a table moved to another schema under another name",
        step("rename", "table.public.people", was=U),
        ("ALTER TABLE app.users SET SCHEMA public", "ALTER TABLE public.users RENAME TO people"),
        T,
    ),
]

COLUMN_CASES = [
    Case(
        "a column",
        step(
            "add", f"{U}/column.age", after=Column(type="integer", nullable=False, default="0", comment="c")
        ),
        (
            "ALTER TABLE app.users ADD COLUMN age integer DEFAULT 0 NOT NULL",
            "COMMENT ON COLUMN app.users.age IS 'c'",
        ),
        T,
    ),
    Case(
        "a generated column that is not stored",
        step("add", f"{U}/column.low", after=Column(type="text", generated="lower(email)", stored=False)),
        ("ALTER TABLE app.users ADD COLUMN low text GENERATED ALWAYS AS (lower(email)) VIRTUAL",),
        T,
        since=18,
    ),
    Case(
        "a column that is filled",
        step("add", f"{U}/column.slug", after=Column(type="text", nullable=False, backfill="lower(email)")),
        (
            "ALTER TABLE app.users ADD COLUMN slug text",
            "UPDATE app.users SET slug = lower(email) WHERE slug IS NULL",
            "ALTER TABLE app.users ALTER COLUMN slug SET NOT NULL",
        ),
        T,
    ),
    Case(
        "a column dropped",
        step("drop", f"{U}/column.email", TEXT),
        ("ALTER TABLE app.users DROP COLUMN email",),
        T,
    ),
    Case(
        "a column renamed",
        step("rename", f"{U}/column.mail", was=f"{U}/column.email"),
        ("ALTER TABLE app.users RENAME COLUMN email TO mail",),
        T,
    ),
    Case(
        "a type that is assigned, with its default and collation",
        alter(
            f"{U}/column.email",
            Column(type="text", default="'x'::text"),
            Column(type="character varying(9)", default="'x'::character varying", collation='pg_catalog."C"'),
            "type",
            "default",
            "collation",
        ),
        (
            "ALTER TABLE app.users ALTER COLUMN email DROP DEFAULT",
            'ALTER TABLE app.users ALTER COLUMN email TYPE character varying(9) COLLATE pg_catalog."C"',
            "ALTER TABLE app.users ALTER COLUMN email SET DEFAULT 'x'::character varying",
        ),
        T + "alter table app.users alter email set default 'x';",
    ),
    Case(
        "text to a number needs USING, and its default another type",
        alter(
            f"{U}/column.email",
            Column(type="text", default="'1'::text"),
            Column(type="integer", default="1"),
            "type",
            "default",
        ),
        (
            "ALTER TABLE app.users ALTER COLUMN email DROP DEFAULT",
            "ALTER TABLE app.users ALTER COLUMN email TYPE integer USING email::integer",
            "ALTER TABLE app.users ALTER COLUMN email SET DEFAULT 1",
        ),
        T + "alter table app.users alter email set default '1';",
    ),
    Case(
        "text to an enum needs USING",
        alter(f"{U}/column.email", TEXT, Column(type="app.mood"), "type"),
        ("ALTER TABLE app.users ALTER COLUMN email TYPE app.mood USING email::app.mood",),
        T + "create type app.mood as enum ('sad');",
    ),
    Case(
        "an enum to another goes through text",
        alter("table.app.t/column.a", Column(type="app.mood"), Column(type="app.mood2"), "type"),
        ("ALTER TABLE app.t ALTER COLUMN a TYPE app.mood2 USING a::text::app.mood2",),
        E + "create type app.mood2 as enum ('sad', 'ok'); create table app.t (a app.mood);",
    ),
    Case(
        "an array of numbers widened",
        alter("table.app.t/column.a", Column(type="integer[]"), Column(type="bigint[]"), "type"),
        ("ALTER TABLE app.t ALTER COLUMN a TYPE bigint[]",),
        S + "create table app.t (a int[]);",
    ),
    Case(
        "nullable and default",
        alter(
            f"{U}/column.id",
            Column(type="bigint", nullable=False),
            Column(type="bigint", default="random()::int"),
            "nullable",
            "default",
        ),
        (
            "ALTER TABLE app.users ALTER COLUMN id SET DEFAULT (random()::int)",
            "ALTER TABLE app.users ALTER COLUMN id DROP NOT NULL",
        ),
        T,
    ),
    Case(
        "an identity comes after NOT NULL and the old default, and continues after the rows",
        alter(
            "table.app.t/column.id",
            Column(type="bigint", default="7"),
            Column(type="bigint", nullable=False, identity=Identity(always=False, increment=2)),
            "default",
            "nullable",
            "identity",
        ),
        (
            "ALTER TABLE app.t ALTER COLUMN id DROP DEFAULT",
            "ALTER TABLE app.t ALTER COLUMN id SET NOT NULL",
            "ALTER TABLE app.t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY 2)",
            "SELECT setval(pg_get_serial_sequence('app.t', 'id'), max(id)) FROM app.t HAVING max(id) IS NOT NULL",
        ),
        S + "create table app.t (id bigint default 7); insert into app.t values (41);",
    ),
    Case(
        "an identity's kind and options",
        alter(
            "table.app.t/column.id",
            Column(identity=Identity(always=True, start=5, maximum=9, cycle=True)),
            Column(identity=Identity(always=False, increment=3, cache=2)),
            "identity",
        ),
        (
            "ALTER TABLE app.t ALTER COLUMN id SET GENERATED BY DEFAULT SET INCREMENT BY 3 SET NO MAXVALUE SET START WITH 1 SET CACHE 2 SET NO CYCLE",
        ),
        S + "create table app.t (id bigint generated always as identity (start 5 maxvalue 9 cycle));",
    ),
    Case(
        "an identity that goes, then NOT NULL",
        alter(
            "table.app.t/column.id",
            Column(nullable=False, identity=Identity(always=True)),
            Column(),
            "identity",
            "nullable",
        ),
        (
            "ALTER TABLE app.t ALTER COLUMN id DROP IDENTITY",
            "ALTER TABLE app.t ALTER COLUMN id DROP NOT NULL",
        ),
        S + "create table app.t (id bigint generated always as identity);",
    ),
    Case(
        "a generated column that becomes plain",
        alter("table.app.t/column.b", Column(type="int", generated="a + 1"), Column(type="int"), "generated"),
        ("ALTER TABLE app.t ALTER COLUMN b DROP EXPRESSION",),
        S + "create table app.t (a int, b int generated always as (a + 1) stored);",
    ),
    Case(
        "another expression",
        alter(
            "table.app.t/column.b",
            Column(type="int", generated="a + 1"),
            Column(type="int", generated="a + 2"),
            "generated",
        ),
        ("ALTER TABLE app.t ALTER COLUMN b SET EXPRESSION AS (a + 2)",),
        S + "create table app.t (a int, b int generated always as (a + 1) stored);",
        since=17,
    ),
    Case(
        "storage, compression, statistics, comment",
        alter(
            f"{U}/column.email",
            Column(type="text", storage="external", statistics=9),
            Column(type="text", compression="pglz", comment="c"),
            "storage",
            "compression",
            "statistics",
            "comment",
        ),
        (
            "ALTER TABLE app.users ALTER COLUMN email SET STORAGE DEFAULT",
            "ALTER TABLE app.users ALTER COLUMN email SET COMPRESSION pglz",
            "ALTER TABLE ONLY app.users ALTER COLUMN email SET STATISTICS -1",
            "COMMENT ON COLUMN app.users.email IS 'c'",
        ),
        T,
        since=16,
    ),
    Case(
        "the check that NOT NULL leans on",
        step("add_not_null_check", f"{U}/column.email"),
        ("ALTER TABLE app.users ADD CONSTRAINT neonpy_email_not_null CHECK (email IS NOT NULL) NOT VALID",),
        T,
    ),
    Case(
        "the same, validated",
        step("validate_not_null_check", f"{U}/column.email"),
        ("ALTER TABLE app.users VALIDATE CONSTRAINT neonpy_email_not_null",),
        T + "alter table app.users add constraint neonpy_email_not_null check (email is not null) not valid;",
    ),
    Case(
        "NOT NULL, and the check gone",
        step("set_not_null", f"{U}/column.email"),
        (
            "ALTER TABLE app.users ALTER COLUMN email SET NOT NULL",
            "ALTER TABLE app.users DROP CONSTRAINT IF EXISTS neonpy_email_not_null",
        ),
        T + "alter table app.users add constraint neonpy_email_not_null check (email is not null);",
    ),
]

KEYED = T + "alter table app.users add primary key (id);"
FK = ForeignKey(
    columns=("id",),
    references=QualifiedName("app", "users"),
    referenced_columns=("id",),
    on_delete="set null",
    on_update="cascade",
    set_columns=("id",),
    match="simple",
    deferrable=True,
)
CONSTRAINT_CASES = [
    Case(
        "a primary key",
        step("add", f"{U}/constraint.pk", after=PrimaryKey(columns=("id",))),
        ("ALTER TABLE app.users ADD CONSTRAINT pk PRIMARY KEY (id)",),
        T,
    ),
    Case(
        "a unique constraint",
        step(
            "add",
            f"{U}/constraint.u",
            after=Unique(columns=("id", "email"), nulls_not_distinct=True, comment="c"),
        ),
        (
            "ALTER TABLE app.users ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (id, email)",
            "COMMENT ON CONSTRAINT u ON app.users IS 'c'",
        ),
        T,
        since=15,
    ),
    Case(
        "a check",
        step("add", f"{U}/constraint.c", after=Check(expression="email ~ ':%'")),
        ("ALTER TABLE app.users ADD CONSTRAINT c CHECK (email ~ ':%')",),
        T,
    ),
    Case(
        "a check, not valid",
        step("add_not_valid", f"{U}/constraint.c", after=Check(expression="id > 0")),
        ("ALTER TABLE app.users ADD CONSTRAINT c CHECK (id > 0) NOT VALID",),
        T,
    ),
    Case(
        "a foreign key",
        step("add_not_valid", f"{U}/constraint.f", after=FK),
        (
            "ALTER TABLE app.users ADD CONSTRAINT f FOREIGN KEY(id) REFERENCES app.users (id) ON DELETE SET NULL (id) ON UPDATE CASCADE DEFERRABLE NOT VALID",
        ),
        KEYED,
        since=15,
    ),
    Case(
        "a foreign key with full match, deferred",
        step(
            "add",
            f"{U}/constraint.f",
            after=ForeignKey(
                columns=("id",),
                references=QualifiedName("app", "users"),
                referenced_columns=("id",),
                match="full",
                on_delete="restrict",
                deferrable=True,
                initially_deferred=True,
            ),
        ),
        (
            "ALTER TABLE app.users ADD CONSTRAINT f FOREIGN KEY(id) REFERENCES app.users (id) MATCH FULL ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED",
        ),
        KEYED,
    ),
    Case(
        "a constraint validated",
        step("validate", f"{U}/constraint.c"),
        ("ALTER TABLE app.users VALIDATE CONSTRAINT c",),
        T + "alter table app.users add constraint c check (id > 0) not valid;",
    ),
    Case(
        "the index of a constraint",
        step(
            "build_index_concurrently",
            f"{U}/constraint.u",
            after=Unique(columns=("email",), include=("id",)),
            **NONE,
        ),
        ("CREATE UNIQUE INDEX CONCURRENTLY u ON app.users (email) INCLUDE (id)",),
        T,
    ),
    Case(
        "a constraint from its index",
        step("add_using_index", f"{U}/constraint.pk", after=PrimaryKey(columns=("id",), deferrable=True)),
        ("ALTER TABLE app.users ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk DEFERRABLE",),
        T + "create unique index pk on app.users (id);",
    ),
    Case(
        "a constraint beside the one whose place it takes",
        step("add_replacement_not_valid", f"{U}/constraint.c", CHECKED, Check(expression="id > 1")),
        (f"ALTER TABLE app.users ADD CONSTRAINT {NEW_C} CHECK (id > 1) NOT VALID",),
        T + "alter table app.users add constraint c check (id > 0);",
    ),
    Case(
        "it is validated",
        step("validate_replacement", f"{U}/constraint.c", CHECKED, Check(expression="id > 1")),
        (f"ALTER TABLE app.users VALIDATE CONSTRAINT {NEW_C}",),
        T + f"alter table app.users add constraint {NEW_C} check (id > 1) not valid;",
    ),
    Case(
        "it takes the place",
        step("swap_replacement", f"{U}/constraint.c", CHECKED, Check(expression="id > 1", comment="more")),
        (
            "ALTER TABLE app.users DROP CONSTRAINT c",
            f"ALTER TABLE app.users RENAME CONSTRAINT {NEW_C} TO c",
            "COMMENT ON CONSTRAINT c ON app.users IS 'more'",
        ),
        T + f"alter table app.users add constraint c check (id > 0), add constraint {NEW_C} check (id > 1);",
    ),
    Case(
        "the index of a key beside the one whose place it takes",
        step(
            "build_replacement_index_concurrently",
            f"{U}/constraint.c",
            CHECKED,
            Unique(columns=("email",)),
            **NONE,
        ),
        (f"CREATE UNIQUE INDEX CONCURRENTLY {NEW_C} ON app.users (email)",),
        T,
    ),
    Case(
        "the key takes the place",
        step("swap_over_index", f"{U}/constraint.c", CHECKED, Unique(columns=("email",))),
        (
            "ALTER TABLE app.users DROP CONSTRAINT c",
            f"ALTER TABLE app.users ADD CONSTRAINT c UNIQUE USING INDEX {NEW_C}",
        ),
        T
        + f"alter table app.users add constraint c check (id > 0); create unique index {NEW_C} on app.users (email);",
    ),
    Case(
        "an exclusion in one step",
        step(
            "replace",
            f"{U}/constraint.c",
            CHECKED,
            Exclusion(definition="EXCLUDE USING btree (email WITH =)"),
        ),
        (
            "ALTER TABLE app.users DROP CONSTRAINT c",
            "ALTER TABLE app.users ADD CONSTRAINT c EXCLUDE USING btree (email WITH =)",
        ),
        T + "alter table app.users add constraint c check (id > 0);",
    ),
    Case(
        "when a foreign key is checked",
        alter(
            f"{U}/constraint.f",
            ForeignKey(),
            ForeignKey(deferrable=True, initially_deferred=True),
            "deferrable",
            "initially_deferred",
        ),
        ("ALTER TABLE app.users ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED",),
        KEYED + "alter table app.users add constraint f foreign key (id) references app.users;",
    ),
    Case(
        "a constraint dropped",
        step("drop", f"{U}/constraint.c", Check(expression="id > 0")),
        ("ALTER TABLE app.users DROP CONSTRAINT c",),
        T + "alter table app.users add constraint c check (id > 0);",
    ),
    Case(
        "a constraint renamed",
        step("rename", f"{U}/constraint.d", was=f"{U}/constraint.c"),
        ("ALTER TABLE app.users RENAME CONSTRAINT c TO d",),
        T + "alter table app.users add constraint c check (id > 0);",
    ),
]

INDEXED = T + "create index i on app.users (email);"
INDEX_CASES = [
    Case(
        "an index with everything",
        step(
            "create",
            f"{U}/index.i",
            after=Index(
                keys=(
                    IndexKey("email", descending=True, opclass="text_pattern_ops", nulls_first=False),
                    IndexKey("lower(email)", is_column=False, collation='pg_catalog."C"'),
                ),
                include=("id",),
                unique=True,
                where="email <> '50%:x'",
                storage_parameters=(("fillfactor", "70"),),
                comment="c",
            ),
        ),
        (
            "CREATE UNIQUE INDEX i ON app.users (email text_pattern_ops DESC NULLS LAST, (lower(email)) COLLATE pg_catalog.\"C\") INCLUDE (id) WITH (fillfactor = 70) WHERE email <> '50%:x'",
            "COMMENT ON INDEX app.i IS 'c'",
        ),
        T,
    ),
    Case(
        "another method, with parameters of its class",
        step(
            "create",
            "table.app.t/index.i",
            after=Index(
                keys=(IndexKey("v", opclass="tsvector_ops", opclass_parameters=(("siglen", "64"),)),),
                method="gist",
            ),
        ),
        ("CREATE INDEX i ON app.t USING gist (v tsvector_ops (siglen=64))",),
        S + "create table app.t (v tsvector);",
    ),
    Case(
        "an index without blocking, after an invalid one of the name",
        step(
            "build_concurrently", f"{U}/index.i", Index(valid=False), Index(keys=(IndexKey("email"),)), **NONE
        ),
        ("DROP INDEX CONCURRENTLY IF EXISTS app.i", "CREATE INDEX CONCURRENTLY i ON app.users (email)"),
        T,
    ),
    Case(
        "a replacement",
        step(
            "build_replacement_concurrently",
            f"{U}/index.i",
            Index(),
            Index(keys=(IndexKey("id"),), comment="c"),
            **NONE,
        ),
        (
            f"CREATE INDEX CONCURRENTLY {NEW_I} ON app.users (id)",
            f"COMMENT ON INDEX app.{NEW_I} IS 'c'",
        ),
        INDEXED,
    ),
    Case(
        "the replacement takes its place",
        step("swap_replacement", f"{U}/index.i"),
        (f"ALTER INDEX app.i RENAME TO {OLD_I}", f"ALTER INDEX app.{NEW_I} RENAME TO i"),
        INDEXED + f"create index {NEW_I} on app.users (id);",
    ),
    Case(
        "what was replaced goes",
        step("drop_replaced_concurrently", f"{U}/index.i", **NONE),
        (f"DROP INDEX CONCURRENTLY app.{OLD_I}",),
        T + f"create index {OLD_I} on app.users (id);",
    ),
    Case(
        "an index dropped",
        step("drop", f"{U}/index.i", Index(keys=(IndexKey("email"),))),
        ("DROP INDEX app.i",),
        INDEXED,
    ),
    Case(
        "an index dropped without blocking",
        step("drop_concurrently", f"{U}/index.i", **NONE),
        ("DROP INDEX CONCURRENTLY app.i",),
        INDEXED,
    ),
    Case(
        "an index's parameters and comment",
        alter(
            f"{U}/index.i",
            Index(),
            Index(storage_parameters=(("fillfactor", "50"),), comment="c"),
            "storage_parameters",
            "comment",
        ),
        ("ALTER INDEX app.i SET (fillfactor = 50)", "COMMENT ON INDEX app.i IS 'c'"),
        INDEXED,
    ),
    Case(
        "an index renamed",
        step("rename", f"{U}/index.j", was=f"{U}/index.i"),
        ("ALTER INDEX app.i RENAME TO j",),
        INDEXED,
    ),
]

P = f"{U}/policy.own"
POLICED = T + ROLES + "create policy own on app.users using (true) with check (true);"
POLICY_CASES = [
    Case(
        "a policy",
        step(
            "create",
            P,
            after=Policy(
                permissive=False,
                command="update",
                roles=("r1", "r2"),
                using="email = current_setting('a.b')::text",
                with_check="email <> '%:'",
                comment="c",
            ),
        ),
        (
            "CREATE POLICY own ON app.users AS RESTRICTIVE FOR UPDATE TO r1, r2 USING (email = current_setting('a.b')::text) WITH CHECK (email <> '%:')",
            "COMMENT ON POLICY own ON app.users IS 'c'",
        ),
        T + ROLES,
    ),
    Case(
        "a policy for all",
        step("create", P, after=Policy(using="true")),
        ("CREATE POLICY own ON app.users TO PUBLIC USING (true)",),
        T,
    ),
    Case(
        "a policy changed in place",
        alter(
            P,
            Policy(using="true", with_check="true"),
            Policy(roles=("r1",), using="false", with_check="true", comment="c"),
            "roles",
            "using",
            "comment",
        ),
        ("ALTER POLICY own ON app.users TO r1 USING (false)", "COMMENT ON POLICY own ON app.users IS 'c'"),
        POLICED,
    ),
    Case(
        "an expression that goes needs a new policy, in the same transaction",
        alter(P, Policy(using="true", with_check="true", comment="c"), Policy(using="true"), "with_check"),
        (
            "DROP POLICY own ON app.users",
            "CREATE POLICY own ON app.users TO PUBLIC USING (true)",
            "COMMENT ON POLICY own ON app.users IS 'c'",
        ),
        POLICED,
    ),
    Case(
        "a policy dropped",
        step("drop", P, Policy(using="true", with_check="true")),
        ("DROP POLICY own ON app.users",),
        POLICED,
    ),
    Case(
        "a policy renamed",
        step("rename", f"{U}/policy.mine", was=P),
        ("ALTER POLICY own ON app.users RENAME TO mine",),
        POLICED,
    ),
]

GRANT_CASES = [
    Case(
        "privileges of the table, of columns, with grant option",
        step(
            "change",
            GRANTEE,
            after=Grant(
                (
                    Privilege("delete", grantable=True),
                    READ,
                    Privilege("update", "email"),
                    Privilege("update", "id"),
                )
            ),
        ),
        (
            "GRANT SELECT, UPDATE (email, id) ON TABLE app.users TO r1",
            "GRANT DELETE ON TABLE app.users TO r1 WITH GRANT OPTION",
        ),
        T + ROLES,
    ),
    Case(
        "only the difference",
        step("change", GRANTEE, Grant((READ, WRITE)), Grant((Privilege("insert"), READ))),
        ("REVOKE UPDATE ON TABLE app.users FROM r1", "GRANT INSERT ON TABLE app.users TO r1"),
        T + ROLES + "grant select, update on app.users to r1;",
    ),
    Case(
        "columns' privileges survive the table's revoke",
        step(
            "change", GRANTEE, Grant((READ, Privilege("select", "id"))), Grant((Privilege("select", "id"),))
        ),
        ("REVOKE SELECT ON TABLE app.users FROM r1", "GRANT SELECT (id) ON TABLE app.users TO r1"),
        T + ROLES + "grant select, select (id) on app.users to r1;",
    ),
    Case(
        "the grant option goes, the privilege stays",
        step("change", GRANTEE, Grant((Privilege("select", grantable=True),)), Grant((READ,))),
        ("REVOKE GRANT OPTION FOR SELECT ON TABLE app.users FROM r1",),
        T + ROLES + "grant select on app.users to r1 with grant option;",
    ),
    Case(
        "everything goes",
        step("change", GRANTEE, Grant((READ, Privilege("update", grantable=True)))),
        ("REVOKE SELECT ON TABLE app.users FROM r1", "REVOKE UPDATE ON TABLE app.users FROM r1"),
        T + ROLES + "grant select on app.users to r1; grant update on app.users to r1 with grant option;",
    ),
    Case(
        "what PUBLIC has by itself is revoked",
        step("change", "enum.app.mood/grant.public", None, Grant()),
        ("REVOKE USAGE ON TYPE app.mood FROM PUBLIC",),
        E,
    ),
    Case(
        "what PUBLIC has by itself comes back",
        step("change", "database/grant.public".replace("database/", ""), Grant(), None),
        ("GRANT CONNECT, TEMPORARY ON DATABASE shop TO PUBLIC",),
        "revoke connect, temporary on database shop from public;",
    ),
    Case(
        "the owner keeps less than everything",
        step("change", GRANTEE, None, Grant((READ,)), context=((U, Table(owner="r1")),)),
        (
            "REVOKE DELETE, INSERT, MAINTAIN, REFERENCES, TRIGGER, TRUNCATE, UPDATE ON TABLE app.users FROM r1",
        ),
        T + ROLES + "alter table app.users owner to r1;",
        since=17,
    ),
    Case(
        "default privileges of a schema",
        step(
            "change",
            "schema.app/default_privileges.r1.tables.r2",
            None,
            DefaultPrivileges((Privilege("insert"), READ)),
        ),
        ("ALTER DEFAULT PRIVILEGES FOR ROLE r1 IN SCHEMA app GRANT INSERT, SELECT ON TABLES TO r2",),
        S + ROLES,
    ),
    Case(
        "default privileges of a database, PUBLIC's revoked",
        step("change", "default_privileges.r1.functions.public", None, DefaultPrivileges()),
        ("ALTER DEFAULT PRIVILEGES FOR ROLE r1 REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",),
        ROLES,
    ),
    Case(
        "default privileges that change",
        step(
            "change",
            "schema.app/default_privileges.r1.tables.r2",
            DefaultPrivileges((READ,)),
            DefaultPrivileges((Privilege("insert", grantable=True),)),
        ),
        (
            "ALTER DEFAULT PRIVILEGES FOR ROLE r1 IN SCHEMA app REVOKE SELECT ON TABLES FROM r2",
            "ALTER DEFAULT PRIVILEGES FOR ROLE r1 IN SCHEMA app GRANT INSERT ON TABLES TO r2 WITH GRANT OPTION",
        ),
        S + ROLES + "alter default privileges for role r1 in schema app grant select on tables to r2;",
    ),
]

CASES = [
    *ROLE_CASES,
    *DATABASE_CASES,
    *TYPE_CASES,
    *TABLE_CASES,
    *COLUMN_CASES,
    *CONSTRAINT_CASES,
    *INDEX_CASES,
    *POLICY_CASES,
    *GRANT_CASES,
]
