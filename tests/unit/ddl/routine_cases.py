"""Functions, aggregates, triggers and event triggers: what is there before, the step, and the exact SQL."""

from __future__ import annotations

from ddl_cases import Case, S, U, alter, step

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.function import Argument, Function
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import QualifiedName

ADD = 'function.app."add(integer, integer)"'
INTEGERS = (Argument("integer", "a"), Argument("integer", "b"))
PLAIN = Function(arguments=INTEGERS, returns="integer", body="select a + b")
ADDED = S + "create function app.add(a int, b int) returns int language sql as 'select a + b';"
TOUCH = S + "create function app.touch() returns trigger language plpgsql as 'begin return new; end';"
TOUCHED = TOUCH + "create table app.users (id bigint not null, email text);"
CALLS = QualifiedName("app", "touch")
BEFORE = Trigger(timing="before", events=("update",), level="row", function=CALLS)
TRIGGER = f"{U}/trigger.touch"
TRIGGERED = (
    TOUCHED + "create trigger touch before update on app.users for each row execute function app.touch();"
)
KEEP = S + "create function app.keep(int[], int) returns int[] language sql immutable as 'select $1 || $2';"
KEPT = Aggregate(
    arguments="integer", options=(("initcond", "{}"), ("sfunc", "app.keep"), ("stype", "integer[]"))
)
AGGREGATE = 'aggregate.app."kept(integer)"'
LOGS = S + "create function app.logs() returns event_trigger language plpgsql as 'begin end';"
EVENT = EventTrigger(event="ddl_command_end", tags=("CREATE TABLE",), function=QualifiedName("app", "logs"))
ODD_BODY = "\nbegin -- 100% ':x' \\: := ::text $1 $$ $body$ \t\n end\n"

FUNCTION_CASES = [
    Case(
        "a function with every attribute",
        step(
            "create",
            'function.app."Add(integer, text[])"',
            after=Function(
                arguments=(
                    Argument("integer", "order", default="1 + 1"),
                    Argument("text[]", "rest", "variadic", "'{}'::text[]"),
                ),
                returns="SETOF integer",
                body="select 1",
                volatility="stable",
                strict=True,
                security_definer=True,
                leakproof=True,
                parallel="restricted",
                cost=7.5,
                rows=10,
                settings=(("search_path", "pg_catalog, pg_temp"), ("work_mem", "8MB")),
                owner="r1",
                comment="it's",
            ),
        ),
        (
            (
                'CREATE FUNCTION app."Add"("order" integer DEFAULT 1 + 1, VARIADIC rest text[] DEFAULT \'{}\'::text[]) '
                "RETURNS SETOF integer LANGUAGE sql STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL RESTRICTED "
                "COST 7.5 ROWS 10 SET search_path TO 'pg_catalog', 'pg_temp' SET work_mem TO '8MB'\nAS $$select 1$$"
            ),
            "COMMENT ON ROUTINE app.\"Add\"(integer, text[]) IS 'it''s'",
            'ALTER ROUTINE app."Add"(integer, text[]) OWNER TO r1',
        ),
        S + "create role r1; grant create on schema app to r1;",
    ),
    Case(
        "a body that holds everything that could be misread",
        step(
            "create",
            'function.app."f()"',
            after=Function(returns="void", language="plpgsql", body=ODD_BODY),
        ),
        (f"CREATE FUNCTION app.f() RETURNS void LANGUAGE plpgsql\nAS $body2${ODD_BODY}$body2$",),
        S,
    ),
    Case(
        "a body that ends in a dollar sign",
        step("create", 'function.app."f()"', after=Function(returns="text", body="select '' -- $")),
        ("CREATE FUNCTION app.f() RETURNS text LANGUAGE sql\nAS $body$select '' -- $$body$",),
        S,
    ),
    Case(
        "an SQL-standard body",
        step(
            "create",
            'function.app."twice(integer)"',
            after=Function(
                arguments=(Argument("integer", "n"),), returns="integer", sql_body="RETURN (n * 2)"
            ),
        ),
        ("CREATE FUNCTION app.twice(n integer) RETURNS integer LANGUAGE sql\nRETURN (n * 2)",),
        S,
    ),
    Case(
        "a procedure",
        step(
            "create",
            'function.app."run(date, integer)"',
            after=Function(
                procedure=True,
                arguments=(
                    Argument("date", "day"),
                    Argument("integer", "n", "inout"),
                    Argument("text", "t", "out"),
                ),
                language="plpgsql",
                body="begin end",
            ),
        ),
        (
            "CREATE PROCEDURE app.run(day date, INOUT n integer, OUT t text) LANGUAGE plpgsql\nAS $$begin end$$",
        ),
        S,
    ),
    Case(
        "a function changed in place",
        alter(
            ADD,
            PLAIN,
            Function(
                arguments=INTEGERS,
                returns="integer",
                body="select b + a",
                volatility="immutable",
                comment="c",
            ),
            "body",
            "volatility",
            "comment",
        ),
        (
            (
                "CREATE OR REPLACE FUNCTION app.add(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE\n"
                "AS $$select b + a$$"
            ),
            "COMMENT ON ROUTINE app.add(integer, integer) IS 'c'",
        ),
        ADDED,
    ),
    Case(
        "a function's owner",
        alter(ADD, Function(owner="r2"), Function(owner="r1"), "owner"),
        ("ALTER ROUTINE app.add(integer, integer) OWNER TO r1",),
        (
            ADDED + "create role r1; create role r2; grant create on schema app to r1, r2;"
            "alter function app.add owner to r2;"
        ),
    ),
    Case(
        "a function dropped",
        step("drop", ADD, PLAIN),
        ("DROP FUNCTION app.add(integer, integer)",),
        ADDED,
    ),
    Case(
        "a function in another schema under another name",
        step("rename", 'function.public."plus(integer, integer)"', PLAIN, PLAIN, was=ADD),
        (
            "ALTER ROUTINE app.add(integer, integer) SET SCHEMA public",
            "ALTER ROUTINE public.add(integer, integer) RENAME TO plus",
        ),
        ADDED,
    ),
    Case(
        "a function that not everybody may call",
        step("change", f"{ADD}/grant.public", None, Grant(())),
        ("REVOKE EXECUTE ON ROUTINE app.add(integer, integer) FROM PUBLIC",),
        ADDED,
    ),
    Case(
        "a function that a role may call",
        step("change", f"{ADD}/grant.r1", None, Grant((Privilege("execute"),))),
        ("GRANT EXECUTE ON ROUTINE app.add(integer, integer) TO r1",),
        ADDED + "create role r1;",
    ),
]

AGGREGATE_CASES = [
    Case(
        "an aggregate",
        step("create", AGGREGATE, after=Aggregate(arguments="integer", options=KEPT.options, comment="c")),
        (
            "CREATE AGGREGATE app.kept(integer) (INITCOND = '{}', SFUNC = app.keep, STYPE = integer[])",
            "COMMENT ON ROUTINE app.kept(integer) IS 'c'",
        ),
        KEEP,
    ),
    Case(
        "an ordered-set aggregate with flags",
        step(
            "create",
            'aggregate.app."third(double precision, anyelement)"',
            after=Aggregate(
                arguments="double precision ORDER BY anyelement",
                options=(
                    ("finalfunc", "percentile_disc_final"),
                    ("finalfunc_extra", "true"),
                    ("sfunc", "ordered_set_transition"),
                    ("stype", "internal"),
                ),
                owner="r1",
            ),
        ),
        (
            (
                "CREATE AGGREGATE app.third(double precision ORDER BY anyelement) (FINALFUNC = percentile_disc_final, "
                "FINALFUNC_EXTRA, SFUNC = ordered_set_transition, STYPE = internal)"
            ),
            "ALTER ROUTINE app.third(double precision, anyelement) OWNER TO r1",
        ),
        S + "create role r1; grant create on schema app to r1;",
    ),
    Case(
        "an aggregate changed in place",
        alter(
            AGGREGATE,
            KEPT,
            Aggregate(arguments="integer", options=KEPT.options[1:]),
            "options",
        ),
        ("CREATE OR REPLACE AGGREGATE app.kept(integer) (SFUNC = app.keep, STYPE = integer[])",),
        KEEP + "create aggregate app.kept(int) (sfunc = app.keep, stype = int[], initcond = '{}');",
    ),
    Case(
        "an aggregate dropped",
        step("drop", AGGREGATE, KEPT),
        ("DROP AGGREGATE app.kept(integer)",),
        KEEP + "create aggregate app.kept(int) (sfunc = app.keep, stype = int[], initcond = '{}');",
    ),
    Case(
        "an aggregate renamed",
        step("rename", 'aggregate.app."all_of(integer)"', KEPT, KEPT, was=AGGREGATE),
        ("ALTER ROUTINE app.kept(integer) RENAME TO all_of",),
        KEEP + "create aggregate app.kept(int) (sfunc = app.keep, stype = int[], initcond = '{}');",
    ),
]

TRIGGER_CASES = [
    Case(
        "a trigger",
        step(
            "create",
            TRIGGER,
            after=Trigger(
                timing="before",
                events=("insert", "update"),
                columns=("email", "id"),
                level="row",
                when="new.email <> '%:'",
                function=CALLS,
                arguments=("it's", "a\\b"),
                enabled="always",
                comment="c",
            ),
        ),
        (
            (
                "CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF email, id ON app.users FOR EACH ROW "
                "WHEN (new.email <> '%:') EXECUTE FUNCTION app.touch('it''s', 'a\\b')"
            ),
            "ALTER TABLE app.users ENABLE ALWAYS TRIGGER touch",
            "COMMENT ON TRIGGER touch ON app.users IS 'c'",
        ),
        TOUCHED,
    ),
    Case(
        "a trigger with transition tables",
        step(
            "create",
            TRIGGER,
            after=Trigger(events=("update",), function=CALLS, old_table="Old", new_table="new"),
        ),
        (
            (
                'CREATE TRIGGER touch AFTER UPDATE ON app.users REFERENCING OLD TABLE AS "Old" NEW TABLE AS new '
                "FOR EACH STATEMENT EXECUTE FUNCTION app.touch()"
            ),
        ),
        TOUCHED,
    ),
    Case(
        "a constraint trigger",
        step(
            "create",
            TRIGGER,
            after=Trigger(
                events=("insert",),
                level="row",
                function=CALLS,
                constraint=True,
                references=QualifiedName("app", "others"),
                deferrable=True,
                initially_deferred=True,
            ),
        ),
        (
            (
                "CREATE CONSTRAINT TRIGGER touch AFTER INSERT ON app.users FROM app.others DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION app.touch()"
            ),
        ),
        TOUCHED + "create table app.others (id int);",
    ),
    Case(
        "a trigger changed in place, which enables it again",
        alter(
            TRIGGER,
            Trigger(timing="before", events=("update",), level="row", function=CALLS, enabled="disabled"),
            Trigger(timing="after", events=("update",), level="row", function=CALLS, enabled="disabled"),
            "timing",
        ),
        (
            "CREATE OR REPLACE TRIGGER touch AFTER UPDATE ON app.users FOR EACH ROW EXECUTE FUNCTION app.touch()",
            "ALTER TABLE app.users DISABLE TRIGGER touch",
        ),
        TRIGGERED + "alter table app.users disable trigger touch;",
    ),
    Case(
        "a trigger for replicas",
        alter(
            TRIGGER,
            BEFORE,
            Trigger(timing="before", events=("update",), level="row", function=CALLS, enabled="replica"),
            "enabled",
        ),
        ("ALTER TABLE app.users ENABLE REPLICA TRIGGER touch",),
        TRIGGERED,
    ),
    Case("a trigger dropped", step("drop", TRIGGER, BEFORE), ("DROP TRIGGER touch ON app.users",), TRIGGERED),
    Case(
        "a trigger renamed",
        step("rename", f"{U}/trigger.again", BEFORE, BEFORE, was=TRIGGER),
        ("ALTER TRIGGER touch ON app.users RENAME TO again",),
        TRIGGERED,
    ),
]

EVENT_TRIGGER_CASES = [
    Case(
        "an event trigger",
        step(
            "create",
            "event_trigger.logs",
            after=EventTrigger(
                event="ddl_command_end",
                tags=("ALTER TABLE", "CREATE TABLE"),
                function=QualifiedName("app", "logs"),
                enabled="disabled",
                comment="c",
            ),
        ),
        (
            (
                "CREATE EVENT TRIGGER logs ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE') "
                "EXECUTE FUNCTION app.logs()"
            ),
            "ALTER EVENT TRIGGER logs DISABLE",
            "COMMENT ON EVENT TRIGGER logs IS 'c'",
        ),
        LOGS,
    ),
    Case(
        "an event trigger's state",
        alter(
            "event_trigger.logs",
            EVENT,
            EventTrigger(event=EVENT.event, tags=EVENT.tags, function=EVENT.function, enabled="always"),
            "enabled",
        ),
        ("ALTER EVENT TRIGGER logs ENABLE ALWAYS",),
        LOGS
        + "create event trigger logs on ddl_command_end when tag in ('CREATE TABLE') execute function app.logs();",
    ),
    Case(
        "an event trigger dropped",
        step("drop", "event_trigger.logs", EVENT),
        ("DROP EVENT TRIGGER logs",),
        LOGS
        + "create event trigger logs on ddl_command_end when tag in ('CREATE TABLE') execute function app.logs();",
    ),
    Case(
        "an event trigger renamed",
        step("rename", "event_trigger.tells", EVENT, EVENT, was="event_trigger.logs"),
        ("ALTER EVENT TRIGGER logs RENAME TO tells",),
        LOGS
        + "create event trigger logs on ddl_command_end when tag in ('CREATE TABLE') execute function app.logs();",
    ),
]

ROUTINE_CASES = [*FUNCTION_CASES, *AGGREGATE_CASES, *TRIGGER_CASES, *EVENT_TRIGGER_CASES]
