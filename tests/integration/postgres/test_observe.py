"""What was made by plain SQL is read as the objects that a stack would declare for it: a table of (SQL, objects) per kind."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fresh_database import DATABASE

from neonctl_py.errors import PostgresLockError
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.domain import Domain
from neonctl_py.model.enum import Enum
from neonctl_py.model.extension import Extension
from neonctl_py.model.grant import Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET, QualifiedName
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import observe_database, read_rows

if TYPE_CHECKING:
    from fresh_database import Database

ADMIN = "cloud_admin"


def asked(found: object, expected: object) -> object:
    """Without the name that a NOT NULL has from PostgreSQL 18 on, where nobody asks for it."""
    both = isinstance(found, Column | Domain) and isinstance(expected, Column | Domain)
    if both and expected.not_null_name is UNSET:  # type: ignore[attr-defined]  # both are one of them
        return replace(found, not_null_name=UNSET)  # type: ignore[type-var]  # a dataclass
    return found


def table(**facts: Any) -> Table:
    return Table(**{"owner": ADMIN, "access_method": "heap", **facts})


CASES: tuple[tuple[str, str, dict[str, object]], ...] = (
    (
        "schema",
        "create schema app; comment on schema app is 'The app'; create schema neonpy; create schema neon_auth",
        {
            "schema.app": Schema(owner=ADMIN, comment="The app"),
            "schema.neon_auth": Schema(owner=ADMIN),
            "schema.neonpy": None,
        },
    ),
    (
        "a table of ours is no object, one of Alembic is",
        "create schema neonpy; create table neonpy.history (id int); create table alembic_version (v text)",
        {"table.neonpy.history": None, "table.public.alembic_version": table()},
    ),
    (
        "extension, whose objects are its own business",
        "create schema ext; create extension pg_trgm schema ext; create extension pg_stat_statements version '1.9'",
        {
            "extension.pg_stat_statements": Extension(schema="public", version="1.9", comment=None),
            "extension.plpgsql": None,
            "schema.ext": Schema(owner=ADMIN),
        },
    ),
    (
        "enum in sort order, not in order of creation",
        (
            "create type public.mood as enum ('sad', 'happy'); alter type mood add value 'so so' before 'happy';"
            "comment on type mood is 'm'"
        ),
        {"enum.public.mood": Enum(labels=("sad", "so so", "happy"), owner=ADMIN, comment="m")},
    ),
    (
        "domain",
        """create domain code as varchar(8) collate "C" default 'N1' not null check (value ~ '^N');
           create domain "Odd Name" as numeric(10,2)""",
        {
            "domain.public.code": Domain(
                type="character varying(8)",
                nullable=False,
                default="'N1'::character varying",
                collation='"C"',
                owner=ADMIN,
            ),
            "domain.public.code/constraint.code_check": Check(expression="((VALUE)::text ~ '^N'::text)"),
            'domain.public."Odd Name"': Domain(type="numeric(10,2)", owner=ADMIN),
        },
    ),
    (
        "table",
        """create table plain (id int);
           create unlogged table t (id int not null, constraint t_key unique (id))
             with (fillfactor = 80, autovacuum_enabled = off, toast.autovacuum_enabled = off);
           alter table t add body text; comment on table t is 'T';
           alter table t replica identity using index t_key;
           alter table t enable row level security; alter table t force row level security""",
        {
            "table.public.plain": table(),
            "table.public.t": table(
                unlogged=True,
                storage_parameters=(
                    ("autovacuum_enabled", "off"),
                    ("fillfactor", "80"),
                ),
                replica_identity="index",
                replica_identity_index="t_key",
                row_level_security=True,
                force_row_level_security=True,
                comment="T",
            ),
        },
    ),
    (
        "the TOAST table's parameters are the table's",
        "create table t (body text) with (toast.autovacuum_enabled = off)",
        {"table.public.t": table(storage_parameters=(("toast.autovacuum_enabled", "off"),))},
    ),
    (
        "partitions: what the parent gave them is the parent's",
        """create table logs (id int primary key, at date check (at > '2020-01-01')) partition by range (id);
           create table logs_1 partition of logs for values from (1) to (10);
           create table logs_rest partition of logs default;
           create index on logs (at)""",
        {
            "table.public.logs": table(partition_by="RANGE (id)", access_method=None),
            "table.public.logs_1": table(partition_of="public.logs", bounds="FOR VALUES FROM (1) TO (10)"),
            "table.public.logs_rest": table(partition_of="public.logs", bounds="DEFAULT"),
            "table.public.logs_1/column.id": None,
            "table.public.logs_1/constraint.logs_1_pkey": None,
            "table.public.logs_1/constraint.logs_at_check": None,
            "table.public.logs_1/index.logs_1_at_idx": None,
            "table.public.logs/index.logs_at_idx": Index(keys=(IndexKey("at"),)),
        },
    ),
    (
        "inheritance",
        "create table p (a int check (a > 1)); create table c (b int) inherits (p)",
        {
            "table.public.c": table(inherits=("public.p",)),
            "table.public.c/column.a": None,
            "table.public.c/column.b": Column(type="integer", position=2),
            "table.public.c/constraint.p_a_check": None,
        },
    ),
    (
        "temporary tables and dropped columns are not there",
        "create temporary table x (id int); create table t (a int, b int); alter table t drop a",
        {
            "table.pg_temp.x": None,
            "table.public.t/column.a": None,
            "table.public.t/column.b": Column(type="integer", position=2),
        },
    ),
    (
        "column: what is the type's own is None",
        """create type mood as enum ('sad');
           create table t (a integer not null default 1, b text collate "C", c varchar(3), d mood default 'sad',
             e numeric generated always as (a * 2) stored, f text, g timestamptz default now(), h int[]);
           alter table t alter f set storage external, alter f set compression pglz, alter f set statistics 0;
           comment on column t.f is 'F'""",
        {
            "table.public.t/column.a": Column(type="integer", nullable=False, default="1", position=1),
            "table.public.t/column.b": Column(type="text", collation='"C"', position=2),
            "table.public.t/column.c": Column(type="character varying(3)", position=3),
            "table.public.t/column.d": Column(type="public.mood", default="'sad'::public.mood", position=4),
            "table.public.t/column.e": Column(type="numeric", generated="(a * 2)", position=5),
            "table.public.t/column.f": Column(
                type="text", storage="external", compression="pglz", statistics=0, comment="F", position=6
            ),
            "table.public.t/column.g": Column(type="timestamp with time zone", default="now()", position=7),
            "table.public.t/column.h": Column(type="integer[]", position=8),
        },
    ),
    (
        "identity: a sequence option that is the default is None",
        """create table t (a bigint generated always as identity, b int generated by default as identity
             (start 10 increment 5 minvalue 2 maxvalue 99 cache 3 cycle),
             c smallint generated always as identity (increment -1), d int generated always as identity (minvalue 7))""",
        {
            "table.public.t/column.a": Column(
                type="bigint", nullable=False, identity=Identity(always=True), position=1
            ),
            "table.public.t/column.b": Column(
                type="integer",
                nullable=False,
                identity=Identity(False, start=10, increment=5, minimum=2, maximum=99, cache=3, cycle=True),
                position=2,
            ),
            "table.public.t/column.c": Column(
                type="smallint", nullable=False, identity=Identity(True, increment=-1), position=3
            ),
            "table.public.t/column.d": Column(
                type="integer", nullable=False, identity=Identity(True, minimum=7), position=4
            ),
        },
    ),
    (
        "serial is a default and a sequence",
        "create table t (id serial)",
        {
            "table.public.t/column.id": Column(
                type="integer", nullable=False, default="nextval('public.t_id_seq'::regclass)", position=1
            )
        },
    ),
    (
        "primary key and unique",
        """create table t (a int, b int, c int, primary key (b, a) include (c), unique (c) deferrable initially deferred);
           comment on constraint t_pkey on t is 'PK'""",
        {
            "table.public.t/constraint.t_pkey": PrimaryKey(columns=("b", "a"), include=("c",), comment="PK"),
            "table.public.t/constraint.t_c_key": Unique(
                columns=("c",), deferrable=True, initially_deferred=True
            ),
            "table.public.t/index.t_pkey": None,
            "table.public.t/index.t_c_key": None,
        },
    ),
    (
        "check",
        """create table t (a int check (a > 0), constraint named check (a < 9) no inherit);
           alter table t add constraint later check (a <> 5) not valid""",
        {
            "table.public.t/constraint.t_a_check": Check(expression="(a > 0)"),
            "table.public.t/constraint.named": Check(expression="(a < 9)", no_inherit=True),
            "table.public.t/constraint.later": Check(expression="(a <> 5)", validated=False),
        },
    ),
    (
        "foreign key",
        """create schema app; create table app.p (x int, y int, primary key (x, y));
           create table t (a int, b int, c int references t2 on update set null);""".replace(
            "create table t (", "create table t2 (id int primary key); create table t ("
        )
        + """alter table t add constraint f foreign key (b, a) references app.p (y, x) match full on delete cascade
             on update set default deferrable initially deferred not valid""",
        {
            "table.public.t/constraint.t_c_fkey": ForeignKey(
                columns=("c",),
                references=QualifiedName("public", "t2"),
                referenced_columns=("id",),
                on_update="set null",
            ),
            "table.public.t/constraint.f": ForeignKey(
                columns=("b", "a"),
                references=QualifiedName("app", "p"),
                referenced_columns=("y", "x"),
                on_delete="cascade",
                on_update="set default",
                match="full",
                deferrable=True,
                initially_deferred=True,
                validated=False,
            ),
        },
    ),
    (
        "exclusion",
        "create table t (span int4range, constraint apart exclude using gist (span with &&))",
        {
            "table.public.t/constraint.apart": Exclusion(definition="EXCLUDE USING gist (span WITH &&)"),
            "table.public.t/index.apart": None,
        },
    ),
    (
        "index: operator classes, collations and null orders that are the default are None",
        """create extension citext; create extension pg_trgm;
           create table t (a text, "B c" int, m citext, n text collate "C");
           create index i1 on t (a, "B c" desc, lower(a) desc nulls last) where "B c" > 1;
           create unique index i2 on t using btree (a collate "C" text_pattern_ops) include ("B c") with (fillfactor = 70);
           create index i3 on t using gin (a gin_trgm_ops);
           create index i4 on t (m, m text_ops, n, a nulls first);
           create index i5 on t using gist (a gist_trgm_ops (siglen = 32));
           create extension btree_gin; create index i6 on t using gin (string_to_array(a, ' '));
           comment on index i1 is 'I'""",
        {
            "table.public.t/index.i1": Index(
                keys=(
                    IndexKey("a"),
                    IndexKey('"B c"', descending=True),
                    IndexKey("lower(a)", is_column=False, descending=True, nulls_first=False),
                ),
                where='("B c" > 1)',
                comment="I",
            ),
            "table.public.t/index.i2": Index(
                keys=(IndexKey("a", opclass="text_pattern_ops", collation='"C"'),),
                unique=True,
                include=("B c",),
                storage_parameters=(("fillfactor", "70"),),
            ),
            "table.public.t/index.i3": Index(
                keys=(IndexKey("a", opclass="public.gin_trgm_ops"),), method="gin"
            ),
            "table.public.t/index.i4": Index(
                keys=(
                    IndexKey("m"),
                    IndexKey("m", opclass="text_ops"),
                    IndexKey("n"),
                    IndexKey("a", nulls_first=True),
                )
            ),
            "table.public.t/index.i5": Index(
                keys=(IndexKey("a", opclass="public.gist_trgm_ops", opclass_parameters=(("siglen", "32"),)),),
                method="gist",
            ),
            "table.public.t/index.i6": Index(
                keys=(IndexKey("string_to_array(a, ' '::text)", is_column=False),), method="gin"
            ),
        },
    ),
    (
        "policy",
        """create table t (a text);
           create policy everyone on t using (true);
           create policy certain on t as restrictive for update to pg_monitor, current_user
             using (a = current_setting('x')) with check (a <> '');
           comment on policy certain on t is 'P'""",
        {
            "table.public.t/policy.everyone": Policy(using="true"),
            "table.public.t/policy.certain": Policy(
                permissive=False,
                command="update",
                roles=(ADMIN, "pg_monitor"),
                using="(a = current_setting('x'::text))",
                with_check="(a <> ''::text)",
                comment="P",
            ),
        },
    ),
    (
        "default privileges: of the database what differs, of a schema what is added",
        """create schema app;
           alter default privileges for role pg_monitor in schema app grant select on tables to pg_read_all_data;
           alter default privileges for role pg_monitor revoke execute on functions from public;
           alter default privileges for role pg_monitor grant usage on sequences to public""",
        {
            "schema.app/default_privileges.pg_monitor.tables.pg_read_all_data": DefaultPrivileges(
                (Privilege("select"),)
            ),
            "default_privileges.pg_monitor.functions.public": DefaultPrivileges(()),
            "default_privileges.pg_monitor.sequences.public": DefaultPrivileges((Privilege("usage"),)),
            "default_privileges.pg_monitor.sequences.pg_monitor": None,
        },
    ),
)

NEWER: tuple[tuple[int, str, str, dict[str, object]], ...] = (
    (
        15,
        "nulls not distinct, and the columns of SET NULL",
        """create table p (id int primary key);
           create table t (a int unique nulls not distinct, b int, foreign key (a, b) references q on delete set null (b));
           create unique index i on t (b) nulls not distinct""".replace(
            "create table t", "create table q (x int, y int, primary key (x, y)); create table t"
        ),
        {
            "table.public.t/constraint.t_a_key": Unique(columns=("a",), nulls_not_distinct=True),
            "table.public.t/index.i": Index(keys=(IndexKey("b"),), unique=True, nulls_not_distinct=True),
            "table.public.t/constraint.t_a_b_fkey": ForeignKey(
                columns=("a", "b"),
                references=QualifiedName("public", "q"),
                referenced_columns=("x", "y"),
                on_delete="set null",
                set_columns=("b",),
            ),
        },
    ),
    (
        18,
        "virtual columns, NOT NULL that is not proved",
        """create table t (a int, b int generated always as (a + 1), c int not null);
           alter table t add constraint a_known not null a not valid""",
        {
            "table.public.t/column.a": Column(
                type="integer", nullable=False, not_null_name="a_known", not_null_validated=False, position=1
            ),
            "table.public.t/column.b": Column(type="integer", generated="(a + 1)", stored=False, position=2),
            "table.public.t/column.c": Column(type="integer", nullable=False, position=3),
            "table.public.t/constraint.a_known": None,
        },
    ),
)


@pytest.mark.parametrize(("sql", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_sql_is_read_as(database: Database, sql: str, expected: dict[str, object]) -> None:
    database.run(sql)
    found = database.objects()
    assert {address: asked(found.get(address), expected[address]) for address in expected} == expected


@pytest.mark.parametrize(("since", "sql", "expected"), [pytest.param(c[0], *c[2:], id=c[1]) for c in NEWER])
def test_sql_of_newer_versions_is_read_as(
    database: Database, since: int, sql: str, expected: dict[str, object]
) -> None:
    if database.session.info.server_version // 10_000 < since:
        pytest.skip(f"from PostgreSQL {since} on")
    database.run(sql)
    found = database.objects()
    assert {address: asked(found.get(address), expected[address]) for address in expected} == expected


def test_a_new_database_holds_schema_public_and_nothing_else(database: Database) -> None:
    found = database.objects()
    found.pop("schema.public/grant.public", None)  # before 15, PUBLIC may create there
    assert list(found) == ["schema.public"]


UNSUPPORTED = """
create extension hstore;
revoke execute on function hstore_to_json(hstore) from public;
create table t (id serial, i int generated always as identity);
create view v as select 1 as one;
create materialized view m as select 1 as one;
create type pair as (a int, b int);
create type span as range (subtype = date);
create function f() returns trigger language plpgsql as 'begin return new; end';
create function e() returns event_trigger language plpgsql as 'begin end';
create procedure p() language sql as '';
create aggregate total (int) (sfunc = int4pl, stype = int);
create trigger tr before insert on t execute function f();
create rule r as on delete to t do instead nothing;
create statistics s (dependencies) on id, i from t;
create collation c (locale = 'C');
create conversion conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create event trigger ev on ddl_command_end execute function e();
create table of_pair of pair (primary key (a));
create index half on of_pair ((a / 2));
alter index half alter column 1 set statistics 100;
create table gaps (a int, constraint apart exclude using gist (int4range(a, a + 1) with &&));
alter index apart alter column 1 set statistics 100;
create table whole (a int primary key, b int) partition by range (a);
create table part partition of whole default;
create index on whole (b);
comment on index part_pkey is 'x';
comment on index part_b_idx is 'x';
create trigger tr after insert on whole for each row execute function f();
alter table part disable trigger tr;
create type shell;
alter function f() depends on extension hstore;
create transform for int language sql (from sql with function prsd_lextype(internal), to sql with function int4recv(internal));
"""


def test_what_is_not_managed_yet_is_named(database: Database) -> None:
    database.run(UNSUPPORTED)
    found = {one.kind: one.names for one in database.state().unsupported}
    assert found == {
        "conversion": ("public.conv",),
        "type": ("public.shell",),
        "statistics target in an index": ("public.apart.int4range",),
        "comment on an index that a partition has from its parent": ("public.part_b_idx", "public.part_pkey"),
        "privileges on an object of an extension": ("hstore: function public.hstore_to_json(public.hstore)",),
        "dependence on an extension": ("function public.f() on hstore",),
        "transform": ("for integer language sql",),
    }


def test_a_sequence_that_is_logged_otherwise_than_its_table_is_named(database: Database) -> None:
    if database.session.info.server_version // 10_000 < 15:
        pytest.skip("before PostgreSQL 15 every sequence was logged")
    database.run(
        "create unlogged table t (a int generated always as identity, b int generated always as identity);"
        " alter sequence t_b_seq set logged"
    )
    assert [(one.kind, one.names) for one in database.state().unsupported] == [
        ("sequence of an identity column, logged otherwise than its table", ("public.t_b_seq",))
    ]


def test_sizes_come_from_the_statistics(database: Database) -> None:
    database.run(
        "create table t as select n from generate_series(1, 5000) n; create index i on t (n); analyze t"
    )
    sizes = {address.segment: size for address, size in database.state().sizes.items()}
    assert sizes["table.public.t"][0] == 5000
    assert sizes["table.public.t"][1] > 100_000
    assert sizes["index.i"][1] > 50_000


def test_a_table_that_is_locked_exclusively_is_not_waited_for(database: Database) -> None:
    database.run("create table plain (a int primary key); create index on plain (a)")
    free = database.objects()
    with connect(database.url) as other, other.transaction():
        other.execute("lock table plain in access exclusive mode")
        assert database.objects() == free
    database.run("alter table plain alter a set default 1")
    with_default = database.objects()
    with connect(database.url) as other, other.transaction():
        other.execute("lock table plain in access exclusive mode")
        assert database.objects() == with_default
    database.run("alter table plain add twice int generated always as (a * 2) stored")
    with connect(database.url) as other, other.transaction():
        other.execute("lock table plain in access exclusive mode")
        if (
            database.session.info.server_version >= 160000
        ):  # from here on Postgres opens it to deparse what names its columns
            with pytest.raises(PostgresLockError):
                observe_database(database.session, DATABASE, roles_under=None, lock_timeout="50ms")


def test_tables_that_come_and_go_meanwhile_do_no_harm(database: Database) -> None:
    database.run(
        "create table stays (a int default abs(-1) check (a > 1)); create index stays_i on stays (abs(a))"
    )
    stop = threading.Event()

    def churn() -> None:
        with connect(database.url) as other:
            while not stop.is_set():
                other.execute("create table goes (a int default abs(-1) check (a > 1), unique (a))")
                other.execute("create index goes_i on goes (abs(a)) where a > abs(2)")
                other.execute("drop table goes")

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(30):
            found = database.objects()
            assert found["table.public.stays/index.stays_i"] == Index(
                keys=(IndexKey("abs(a)", is_column=False),)
            )
            if "table.public.goes" in found and "table.public.goes/index.goes_i" in found:
                column = found["table.public.goes/column.a"]
                assert isinstance(column, Column)
                assert column.default == "abs('-1'::integer)"
    finally:
        stop.set()
        thread.join()


def test_what_was_read_first_and_built_later_is_the_same_state(database: Database) -> None:
    database.run(
        "create type mood as enum ('ok'); create table a (id int primary key, m mood, n text default 'x' check (n <> ''));"
        " create table b (a int references a, t text); create index b_t on b (lower(t)) where a > 1;"
        " create view v as select a.id, b.t from a join b on b.a = a.id; grant select (id) on a to public"
    )
    rows = read_rows(database.session, DATABASE)
    at_once = observe_database(database.session, DATABASE, roles_under=DATABASE.parent)
    assert observe_database(database.session, DATABASE, roles_under=DATABASE.parent, rows=rows) == at_once
    assert DATABASE.child("view", "public", "v") in at_once.depends
