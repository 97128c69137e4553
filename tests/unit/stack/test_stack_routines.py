"""Functions, procedures, aggregates and triggers as the stack writes them, and as Postgres will print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.function import Argument, Function
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import QualifiedName

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.state import Desired, Object
    from neonctl_py.stack.load import LoadedStack

HEAD = """
version: 1
mixins:
  touched: {triggers: {touch: {before: update, for_each: row, execute: touch()}}}
projects:
  p:
    provider: postgres
    url: postgresql://h/d
    roles: {app: {login: true}, boss: {login: false}}
    databases:
      d:
        owner: boss
"""
SCHEMA = """
        schemas:
          public:
            types: {mood: {enum: [a]}}
            tables: {users: {columns: {id: bigint primary key, mood: mood}TRIGGERS}}
            functions:
              touch: {returns: trigger, language: plpgsql, body: begin end}
"""


def _objects(desired: Desired) -> dict[str, Object]:
    prefix = "project.p/database.d/"
    return {str(address).removeprefix(prefix): value for address, value in desired.objects.items()}


def _arguments(*types: str) -> tuple[Argument, ...]:
    return tuple(map(Argument, types))


HEADERS = {
    "f": ("f()", ()),
    "f()": ("f()", ()),
    "f(int)": ("f(integer)", _arguments("integer")),
    "f(a int, text)": ("f(integer, text)", (Argument("integer", "a"), Argument("text"))),
    "f(double precision, character varying(10))": (
        "f(double precision, character varying)",
        _arguments("double precision", "character varying"),
    ),
    "f(numeric(10, 2), timestamp(3) with time zone, char)": (
        "f(numeric, timestamp with time zone, character)",
        _arguments("numeric", "timestamp with time zone", "character"),
    ),
    "f(inout a int, out b text, c users)": (
        "f(integer, public.users)",
        (Argument("integer", "a", "inout"), Argument("text", "b", "out"), Argument("public.users", "c")),
    ),
    "f(variadic m mood[] default '{}')": (
        "f(public.mood[])",
        (Argument("public.mood[]", "m", "variadic", "'{}'"),),
    ),
    "f(\"Odd Name\" int = 1 + 1, b text default 'a, b')": (
        "f(integer, text)",
        (Argument("integer", "Odd Name", default="1 + 1"), Argument("text", "b", default="'a, b'")),
    ),
    'f(anyelement, "any", in out x internal)': (
        'f(anyelement, "any", internal)',
        (Argument("anyelement"), Argument('"any"'), Argument("internal", "x", "inout")),
    ),
    'Touch("A" "char")': ('Touch("char")', (Argument('"char"', "A"),)),
    '"a(b"(int)': ("a(b(integer)", _arguments("integer")),
}


@pytest.mark.parametrize("written", HEADERS)
def test_a_header_is_read_as_postgres_prints_it(load: Callable[..., LoadedStack], written: str) -> None:
    quoted = "'" + written.replace("'", "''") + "'"
    line = f"              {quoted}: {{returns: void, language: plpgsql, body: x}}\n"
    objects = load(HEAD + SCHEMA.replace("TRIGGERS", "") + line).desired
    signed, arguments = HEADERS[written]
    name = next(address.name for address in objects.objects if address.name[-1] == signed)
    found = next(value for address, value in objects.objects.items() if address.name == name)
    assert isinstance(found, Function)
    assert arguments == found.arguments


RESULTS = {
    "int": "integer",
    "void": "void",
    "setof users": "SETOF public.users",
    "setof record": "SETOF record",
    "mood[]": "public.mood[]",
    "varchar(10)": "character varying",
    'table(id bigint, "Mood" mood)': 'TABLE(id bigint, "Mood" public.mood)',
    "Table ( a int )": "TABLE(a integer)",
}


@pytest.mark.parametrize("written", RESULTS)
def test_a_result_is_read_as_postgres_prints_it(load: Callable[..., LoadedStack], written: str) -> None:
    line = f"              f: {{returns: '{written}', language: sql, body: x}}\n"
    found = _objects(load(HEAD + SCHEMA.replace("TRIGGERS", "") + line).desired)['function.public."f()"']
    assert isinstance(found, Function)
    assert RESULTS[written] == found.returns


def test_out_arguments_say_the_result(load: Callable[..., LoadedStack]) -> None:
    text = (
        HEAD
        + SCHEMA.replace("TRIGGERS", "")
        + (
            "              f(out a int): {language: sql, body: x}\n"
            "              g(out a int, inout b text): {language: sql, body: x}\n"
        )
    )
    objects = _objects(load(text).desired)
    assert [getattr(objects[f'function.public."{name}"'], "returns", "") for name in ("f()", "g(text)")] == [
        "integer",
        "record",
    ]


def test_every_attribute_of_a_function(load: Callable[..., LoadedStack]) -> None:
    text = (
        HEAD
        + SCHEMA.replace("TRIGGERS", "")
        + """
              f(a int):
                returns: setof int
                language: SQL
                body: "  select 1 -- ${var:x}$1 $$ "
                volatility: stable
                strict: true
                security: definer
                leakproof: true
                parallel: restricted
                cost: 7.5
                rows: 10
                support: public.helper
                settings: {search_path: "", work_mem: 8MB, Temp_Tablespaces: "a, \\"B c\\""}
                transforms: [mood]
                owner: app
                comment: does it
                grants: {app: [execute], public: []}
    """
    )
    objects = _objects(load(text, variables={"x": "100%"}).desired)
    expected = Function(
        arguments=(Argument("integer", "a"),),
        returns="SETOF integer",
        language="sql",
        body="  select 1 -- 100%$1 $$ ",
        volatility="stable",
        strict=True,
        security_definer=True,
        leakproof=True,
        parallel="restricted",
        cost=7.5,
        rows=10,
        support="public.helper",
        settings=(("search_path", '""'), ("work_mem", "8MB"), ("temp_tablespaces", 'a, "B c"')),
        transforms=("public.mood",),
        owner="app",
        comment="does it",
    )
    place = 'function.public."f(integer)"'
    assert expected == objects[place]
    assert Grant(()) == objects[f"{place}/grant.public"]
    assert f"{place}/grant.app" not in objects, "the owner holds it anyway"


def test_a_procedure_a_standard_body_and_the_schemas_owner(load: Callable[..., LoadedStack]) -> None:
    text = (
        HEAD
        + SCHEMA.replace("TRIGGERS", "")
        + """
              twice(n int): {returns: int, body: return n * 2}
              rows(): {returns: setof int, body: "begin atomic select 1; end;"}
            procedures:
              archive(before date): {language: plpgsql, body: begin end, grants: {app: [execute]}}
    """
    )
    objects = _objects(load(text).desired)
    assert (
        Function(
            arguments=(Argument("integer", "n"),),
            returns="integer",
            sql_body="return n * 2",
            owner="boss",
            comment=None,
        )
        == objects['function.public."twice(integer)"']
    )
    assert getattr(objects['function.public."rows()"'], "sql_body", "") == "begin atomic select 1; end"
    assert (
        Function(
            procedure=True,
            arguments=(Argument("date", "before"),),
            language="plpgsql",
            body="begin end",
            owner="boss",
        )
        == objects['function.public."archive(date)"']
    )
    assert Grant((Privilege("execute"),)) == objects['function.public."archive(date)"/grant.app']


def test_a_body_in_a_file_is_taken_byte_for_byte(load: Callable[..., LoadedStack]) -> None:
    """No variable is filled in, no line end is changed, and the file counts as one of the stack's."""
    body = "\nbegin -- ${not:ours} 100% :x $1 $$ \\:\r\n  return new;\nend\n\n"
    text = (
        HEAD
        + SCHEMA.replace("TRIGGERS", "")
        + ("              f: {returns: trigger, language: plpgsql, body: {file: sql/f.sql}}\n")
    )
    loaded = load(text, files={"sql/f.sql": body})
    found = _objects(loaded.desired)['function.public."f()"']
    assert isinstance(found, Function)
    assert body == found.body
    assert [file.name for file in loaded.files] == ["stack.yaml", "f.sql"]


def test_an_aggregate(load: Callable[..., LoadedStack]) -> None:
    text = (
        HEAD
        + SCHEMA.replace("TRIGGERS", "")
        + """
              keep(s mood[], v mood): {returns: "mood[]", language: sql, body: x}
            aggregates:
              kept(mood):
                {sfunc: keep, stype: "mood[]", initcond: "", finalfunc_extra: true, parallel: safe, sspace: 8, comment: c}
              first_of(float8 order by variadic "any"): {sfunc: x.y, stype: internal, hypothetical: true}
              every(*): {sfunc: int8inc, stype: bigint, parallel: unsafe}
    """
    )
    objects = _objects(load(text).desired)
    assert (
        Aggregate(
            arguments="public.mood",
            options=(
                ("finalfunc_extra", "true"),
                ("initcond", ""),
                ("parallel", "safe"),
                ("sfunc", "public.keep"),
                ("sspace", "8"),
                ("stype", "public.mood[]"),
            ),
            owner="boss",
            comment="c",
        )
        == objects['aggregate.public."kept(public.mood)"']
    )
    ordered = objects['aggregate.public."first_of(double precision, ""any"")"']
    assert getattr(ordered, "arguments", "") == 'double precision ORDER BY VARIADIC "any"'
    assert (
        Aggregate(arguments="*", options=(("sfunc", "int8inc"), ("stype", "bigint")), owner="boss")
        == objects['aggregate.public."every()"']
    )


TRIGGERS = {
    "{before: update, execute: touch()}": Trigger(
        timing="before", events=("update",), function=QualifiedName("public", "touch")
    ),
    "{after: [truncate, update, insert], for_each: statement, execute: 'app.audit(''it''''s'', 3, word, E''a\\\\b'')'}": (
        Trigger(
            events=("insert", "update", "truncate"),
            function=QualifiedName("app", "audit"),
            arguments=("it's", "3", "word", "a\\b"),
        )
    ),
    "{after: update, update_of: [mood, id], for_each: row, when: new.id > 1, execute: touch(), enabled: false}": (
        Trigger(
            events=("update",),
            columns=("mood", "id"),
            level="row",
            when="new.id > 1",
            function=QualifiedName("public", "touch"),
            enabled="disabled",
        )
    ),
    "{after: update, old_table: o, new_table: n, execute: touch(), enabled: always, comment: c}": Trigger(
        events=("update",),
        function=QualifiedName("public", "touch"),
        old_table="o",
        new_table="n",
        enabled="always",
        comment="c",
    ),
    "{after: insert, for_each: row, constraint: true, initially_deferred: true, from: users, execute: touch()}": (
        Trigger(
            events=("insert",),
            level="row",
            function=QualifiedName("public", "touch"),
            constraint=True,
            references=QualifiedName("public", "users"),
            deferrable=True,
            initially_deferred=True,
        )
    ),
    "{before: update, execute: suppress_redundant_updates_trigger()}": Trigger(
        timing="before",
        events=("update",),
        function=QualifiedName("pg_catalog", "suppress_redundant_updates_trigger"),
    ),
}


@pytest.mark.parametrize("written", TRIGGERS)
def test_a_trigger(load: Callable[..., LoadedStack], written: str) -> None:
    text = HEAD + SCHEMA.replace("TRIGGERS", f", triggers: {{t: {written}}}")
    assert TRIGGERS[written] == _objects(load(text).desired)["table.public.users/trigger.t"]


def test_a_mixin_brings_its_triggers(load: Callable[..., LoadedStack]) -> None:
    text = HEAD + SCHEMA.replace("TRIGGERS", ", use: [touched]")
    assert "table.public.users/trigger.touch" in _objects(load(text).desired)


def test_an_event_trigger(load: Callable[..., LoadedStack]) -> None:
    text = (
        HEAD
        + """
        event_triggers:
          log: {on: ddl_command_end, tags: [create table, alter table], execute: touch(), enabled: replica, owner: app}
    """.rstrip()
        + SCHEMA.replace("TRIGGERS", "")
    )
    assert (
        EventTrigger(
            event="ddl_command_end",
            tags=("CREATE TABLE", "ALTER TABLE"),
            function=QualifiedName("public", "touch"),
            enabled="replica",
            owner="app",
            comment=None,
        )
        == _objects(load(text).desired)["event_trigger.log"]
    )


def test_a_rename_keeps_the_types(load: Callable[..., LoadedStack]) -> None:
    text = (
        HEAD
        + SCHEMA.replace("TRIGGERS", "")
        + ("              f(a int): {renamed_from: g, returns: void, language: sql, body: x}\n")
    )
    moved = load(text).desired.moved
    assert [(old.name[-1], new.name[-1]) for old, new in moved] == [("g(integer)", "f(integer)")]


WRONG = {
    "no language": ("f: «NP111»{returns: void, body: x}", "language: plpgsql"),
    "no result": ("f: «NP111»{language: sql, body: x}", "returns: void"),
    "no body": ("f: «NP111»{language: sql, returns: void}", "body"),
    "an open bracket": ("«NP115»'f(a int': {returns: void, language: sql, body: x}", "`)`"),
    "no argument": ("«NP115»f(a b c): {returns: void, language: sql, body: x}", "not an argument"),
    "an unknown type": ("«NP134»f(a moood): {returns: void, language: sql, body: x}", "`mood`"),
    "no type": ("f: {returns: «NP123»a b c, language: sql, body: x}", "setof"),
    "an unknown type returned": ("f: {returns: «NP134»moood, language: sql, body: x}", "`mood`"),
    "a file that is not there": (
        "f: {returns: void, language: sql, body: {file: «NP100»no.sql}}",
        "No such file",
    ),
    "two functions of one signature": (
        "f(a int): {returns: void, language: sql, body: x}\n              «NP139»f(b integer): {returns: void, language: sql, body: x}",
        "declared at",
    ),
    "a privilege that functions don't have": (
        "f: {returns: void, language: sql, body: x, grants: {app: [«NP170»select]}}",
        "execute",
    ),
    "an attribute by its keyword": (
        "f: {returns: void, language: sql, body: x, «NP110»immutable: true}",
        "volatility",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_function_is_told_at_its_place(
    mistakes: Callable[..., tuple[set[tuple[str, str]], set[tuple[str, str]], str]], name: str
) -> None:
    line, hint = WRONG[name]
    expected, found, messages = mistakes(HEAD + SCHEMA.replace("TRIGGERS", "") + f"              {line}\n")
    assert expected == found, messages
    assert hint in messages


WRONG_TRIGGERS = {
    "no time": ("«NP111»{execute: touch()}", "before:"),
    "two times": ("{before: update, «NP116»after: update, execute: touch()}", "One of"),
    "columns without update": ("{before: insert, «NP116»update_of: [id], execute: touch()}", "update"),
    "an unknown column": ("{before: update, update_of: [«NP133»idd], execute: touch()}", "`id`"),
    "an unknown function": ("{before: update, execute: «NP144»tuch()}", "`touch`"),
    "no call": ("{before: update, execute: «NP123»touch}", "`(`"),
    "a constraint before": (
        "{before: insert, «NP116»constraint: true, for_each: row, execute: touch()}",
        "after",
    ),
    "deferrable without constraint": (
        "{after: insert, «NP116»deferrable: true, execute: touch()}",
        "constraint",
    ),
    "an unknown state": ("{after: insert, execute: touch(), enabled: «NP113»never}", "always"),
    "the function under its other name": (
        "{after: insert, «NP110»function: touch(), execute: touch()}",
        "execute",
    ),
}


@pytest.mark.parametrize("name", WRONG_TRIGGERS)
def test_what_is_wrong_with_a_trigger_is_told_at_its_place(
    mistakes: Callable[..., tuple[set[tuple[str, str]], set[tuple[str, str]], str]], name: str
) -> None:
    written, hint = WRONG_TRIGGERS[name]
    text = HEAD + SCHEMA.replace("TRIGGERS", f", triggers: {{t: {written}}}")
    expected, found, messages = mistakes(text)
    assert expected == found, messages
    assert hint.lower() in messages.lower()
