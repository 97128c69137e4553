"""Sequences, composite and range types, collations, extended statistics, and tables that join or leave parents."""

from __future__ import annotations

from ddl_cases import Case, S, alter, step

from neonctl_py.model.collation import Collation
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.composite import Attribute, Composite
from neonctl_py.model.helper_names import replacement
from neonctl_py.model.range import Range
from neonctl_py.model.sequence import Sequence
from neonctl_py.model.statistics import Statistics
from neonctl_py.model.table import Table

SEQUENCE = "sequence.app.s"
OWNED = Sequence(owned_by="app.t.id")
SPOT = Composite(attributes=(Attribute("x", "integer"), Attribute("End", "text", '"C"')))
PARENT = S + "create table app.parent (id integer) partition by range (id);"
PART = Table(partition_of="app.parent", bounds="FOR VALUES FROM (1) TO (5)")
STATISTICS = Statistics(table="app.t", on="a, lower(b)", kinds=("mcv",))
T = S + "create table app.t (a integer, b text);"
ASIDE = replacement("s")

TYPE_CASES = [
    Case(
        "a sequence with everything",
        step(
            "create",
            SEQUENCE,
            after=Sequence(
                type="integer", start=5, increment=-2, minimum=-9, maximum=9, cache=3, cycle=True, comment="c"
            ),
        ),
        (
            "CREATE SEQUENCE app.s AS integer START WITH 5 INCREMENT BY -2 MINVALUE -9 MAXVALUE 9 CACHE 3 CYCLE",
            "COMMENT ON SEQUENCE app.s IS 'c'",
        ),
        S,
    ),
    Case(
        "a sequence that is given to a column goes on after its largest value",
        step("own", SEQUENCE, after=OWNED, form="goes on"),
        (
            "ALTER SEQUENCE app.s OWNED BY app.t.id",
            "SELECT setval('app.s', max(id)) FROM app.t HAVING max(id) IS NOT NULL",
        ),
        S + "create sequence app.s; create table app.t (id bigint);",
    ),
    Case(
        "a sequence that is taken from its column",
        step("disown", SEQUENCE, before=OWNED),
        ("ALTER SEQUENCE app.s OWNED BY NONE",),
        S + "create table app.t (id bigint); create sequence app.s owned by app.t.id;",
    ),
    Case(
        "narrower bounds take the position along",
        alter(
            SEQUENCE, Sequence(), Sequence(type="smallint", maximum=50, start=7), "type", "maximum", "start"
        ),
        (
            (
                "SELECT setval(s, greatest(least(coalesce(pg_catalog.pg_sequence_last_value(s), 1), 50), 1), "
                "pg_catalog.pg_sequence_last_value(s) IS NOT NULL) FROM (SELECT 'app.s'::regclass AS s) AS sequence "
                "WHERE coalesce(pg_catalog.pg_sequence_last_value(s), 1) NOT BETWEEN 1 AND 50"
            ),
            "ALTER SEQUENCE app.s AS smallint MAXVALUE 50 START WITH 7",
        ),
        S + "create sequence app.s;",
    ),
    Case(
        "bounds without a common number begin anew",
        alter(SEQUENCE, Sequence(maximum=9), Sequence(minimum=20, maximum=29), "minimum", "maximum"),
        ("ALTER SEQUENCE app.s MINVALUE 20 MAXVALUE 29 START WITH 20 RESTART WITH 20",),
        S + "create sequence app.s maxvalue 9;",
    ),
    Case(
        "a sequence becomes unlogged",
        alter(SEQUENCE, Sequence(), Sequence(unlogged=True), "unlogged"),
        ("ALTER SEQUENCE app.s SET UNLOGGED",),
        S + "create sequence app.s;",
        since=15,
    ),
    Case(
        "a sequence makes room for an identity's",
        step("set_aside", SEQUENCE, before=OWNED),
        (f"ALTER SEQUENCE app.s RENAME TO {ASIDE}",),
        S + "create sequence app.s;",
    ),
    Case(
        "a sequence goes",
        step("drop", SEQUENCE, before=Sequence()),
        ("DROP SEQUENCE app.s",),
        S + "create sequence app.s;",
    ),
    Case(
        "an identity's bounds and start in one statement",
        alter(
            "table.app.t/column.id",
            Column(type="integer", identity=Identity(always=True, increment=10, minimum=-200, maximum=200)),
            Column(type="integer", identity=Identity(always=True, increment=5, minimum=-100, maximum=300)),
            "identity",
        ),
        (
            (
                "SELECT setval(s, greatest(least(coalesce(pg_catalog.pg_sequence_last_value(s), -200), 200), -100), "
                "pg_catalog.pg_sequence_last_value(s) IS NOT NULL) "
                "FROM (SELECT pg_get_serial_sequence('app.t', 'id')::regclass AS s) AS sequence "
                "WHERE coalesce(pg_catalog.pg_sequence_last_value(s), -200) NOT BETWEEN -100 AND 200"
            ),
            "ALTER TABLE app.t ALTER COLUMN id SET INCREMENT BY 5 SET MINVALUE -100 SET MAXVALUE 300 SET START WITH -100",
        ),
        S
        + "create table app.t (id int generated always as identity (increment 10 minvalue -200 maxvalue 200));",
    ),
    Case(
        "a composite type",
        step("create", "composite.app.spot", after=SPOT),
        ('CREATE TYPE app.spot AS (x integer, "End" text COLLATE "C")',),
        S,
    ),
    Case(
        "attributes come, go and change",
        alter(
            "composite.app.spot",
            SPOT,
            Composite(attributes=(Attribute("x", "bigint"), Attribute("z", "text"))),
            "attributes",
        ),
        ('ALTER TYPE app.spot DROP ATTRIBUTE "End", ALTER ATTRIBUTE x TYPE bigint, ADD ATTRIBUTE z text',),
        S + 'create type app.spot as (x integer, "End" text collate "C");',
    ),
    Case(
        "a composite type goes",
        step("drop", "composite.app.spot", before=SPOT),
        ("DROP TYPE app.spot",),
        S + 'create type app.spot as (x integer, "End" text collate "C");',
    ),
    Case(
        "a range type",
        step(
            "create",
            "range.app.span",
            after=Range(subtype="double precision", difference="float8mi", multirange="spans", comment="c"),
        ),
        (
            (
                "CREATE TYPE app.span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi, "
                "MULTIRANGE_TYPE_NAME = app.spans)"
            ),
            "COMMENT ON TYPE app.span IS 'c'",
        ),
        S,
    ),
    Case(
        "a range type goes",
        step("drop", "range.app.span", before=Range(subtype="date", multirange="span_multirange")),
        ("DROP TYPE app.span",),
        S + "create type app.span as range (subtype = date);",
    ),
    Case(
        "a collation of libc",
        step("create", "collation.app.c", after=Collation(locale="C")),
        ("CREATE COLLATION app.c (PROVIDER = libc, LOCALE = 'C')",),
        S,
    ),
    Case(
        "a collation goes",
        step("drop", "collation.app.c", before=Collation(lc_collate="C", lc_ctype="POSIX")),
        ("DROP COLLATION app.c",),
        S + "create collation app.c (lc_collate = 'C', lc_ctype = 'POSIX');",
    ),
    Case(
        "extended statistics",
        step("create", "statistics.app.st", after=STATISTICS),
        ("CREATE STATISTICS app.st (mcv) ON a, lower(b) FROM app.t",),
        T,
    ),
    Case(
        "a statistics target",
        alter("statistics.app.st", STATISTICS, Statistics(target=50), "target"),
        ("ALTER STATISTICS app.st SET STATISTICS 50",),
        T + "create statistics app.st (mcv) on a, lower(b) from app.t;",
    ),
    Case(
        "statistics go",
        step("drop", "statistics.app.st", before=STATISTICS),
        ("DROP STATISTICS IF EXISTS app.st",),
        T + "create statistics app.st (mcv) on a, lower(b) from app.t;",
    ),
    Case(
        "a table becomes a partition",
        step("join", "table.app.t", Table(), PART),
        ("ALTER TABLE app.parent ATTACH PARTITION app.t FOR VALUES FROM (1) TO (5)",),
        PARENT + "create table app.t (id integer);",
    ),
    Case(
        "a partition becomes a table",
        step("leave", "table.app.t", PART, Table()),
        ("ALTER TABLE app.parent DETACH PARTITION app.t",),
        PARENT + "create table app.t partition of app.parent for values from (1) to (5);",
    ),
    Case(
        "a table takes one parent for another",
        step("join", "table.app.t", Table(inherits=("app.a",)), Table(inherits=("app.a", "app.b"))),
        ("ALTER TABLE app.t INHERIT app.b",),
        S + "create table app.a (id integer); create table app.b (id integer);"
        "create table app.t (id integer) inherits (app.a);",
    ),
    Case(
        "a parent's column is left to its children",
        step("drop_alone", "table.app.parent/column.id", before=Column(type="integer")),
        ("ALTER TABLE ONLY app.parent DROP COLUMN id",),
        S + "create table app.parent (id integer, k integer); create table app.t () inherits (app.parent);",
    ),
]
