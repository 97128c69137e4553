"""Functions, procedures, aggregates and triggers on the road backwards: what is written reads back as the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.address import Address
from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.column import Column
from neonctl_py.model.database import Database
from neonctl_py.model.enum import Enum
from neonctl_py.model.event_trigger import EventTrigger
from neonctl_py.model.function import Argument, Function
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import UNSET, QualifiedName
from neonctl_py.stack.load import load_stack
from neonctl_py.stack.write import write_state
from neonctl_py.stack.write_files import Layout

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.model.state import Object

PROJECT = Address.parse("project.shop")
DATABASE = PROJECT.child("database", "shop")
TOUCH = QualifiedName("app", "touch")
BODY = "\n\tbegin  \n -- ${x} 100% :a $1 \"q\" 's' \\\n  return new;\r\nend;\n\n"


def _state() -> dict[Address, Object]:
    found: dict[str, Object] = {
        "schema.public": Schema(comment=UNSET),
        "schema.app": Schema(owner="boss"),
        "enum.app.mood": Enum(labels=("a",), owner="boss"),
        "table.app.users": Table(owner="boss"),
        "table.app.users/column.id": Column(type="bigint", position=1),
        "table.app.users/trigger.touch": Trigger(
            timing="before", events=("update",), level="row", function=TOUCH
        ),
        "table.app.users/trigger.late": Trigger(
            events=("insert", "update"),
            columns=("id",),
            level="row",
            when="(new.id > 1)",
            function=QualifiedName("pg_catalog", "suppress_redundant_updates_trigger"),
            arguments=("it's", "a\\b", ""),
            constraint=True,
            references=QualifiedName("app", "users"),
            deferrable=True,
            initially_deferred=True,
            enabled="always",
            comment="c",
        ),
        "table.app.users/trigger.all": Trigger(
            events=("delete",),
            function=QualifiedName("else where", "F f"),
            old_table="Old",
            enabled="disabled",
        ),
        'function.app."touch()"': Function(returns="trigger", language="plpgsql", body=BODY, owner="boss"),
        'function.app."a(b(integer)"': Function(
            arguments=(Argument("integer"),), returns="void", body="", owner="boss"
        ),
        'function.app."f(app.mood, ""any"", character, text[])"': Function(
            arguments=(
                Argument("app.mood", "select", default="'a'::app.mood"),
                Argument('"any"', "A b", "inout"),
                Argument("character", "c"),
                Argument("text", "t", "out"),
                Argument("text[]", "r", "variadic", "'{}'::text[]"),
            ),
            returns="record",
            body="  select '${env:X}' ",
            volatility="immutable",
            strict=True,
            security_definer=True,
            leakproof=True,
            parallel="safe",
            cost=7.25,
            rows=20,
            settings=(("search_path", '""'), ("work_mem", "8MB")),
            owner="app",
            comment="two\nlines",
        ),
        'function.app."f(app.mood, ""any"", character, text[])"/grant.public': Grant(()),
        'function.app."f(app.mood, ""any"", character, text[])"/grant.boss': Grant((Privilege("execute"),)),
        'function.app."t()"': Function(
            returns='TABLE(id bigint, "Mood" app.mood)',
            sql_body="BEGIN ATOMIC\n SELECT 1;\nEND",
            owner="boss",
        ),
        'function.app."s()"': Function(returns="SETOF app.users", body="table users", owner="boss"),
        'function.app."p(date)"': Function(
            procedure=True,
            arguments=(Argument("date", "day"),),
            language="plpgsql",
            body="begin end",
            owner="boss",
        ),
        'aggregate.app."kept(integer)"': Aggregate(
            arguments="integer",
            options=(
                ("finalfunc_extra", "true"),
                ("initcond", "{}"),
                ("sfunc", "app.f"),
                ("sspace", "8"),
                ("stype", "integer[]"),
            ),
            owner="boss",
            comment="c",
        ),
        "event_trigger.logs": EventTrigger(
            event="sql_drop", tags=("DROP TABLE",), function=TOUCH, enabled="replica", owner="boss"
        ),
    }
    return {
        PROJECT: Project(provider="postgres"),
        PROJECT.child("role", "app"): Role(login=True),
        PROJECT.child("role", "boss"): Role(),
        DATABASE: Database(owner="app"),
        **{Address.parse(f"{DATABASE}/{place}"): value for place, value in found.items()},
    }


def test_what_is_written_of_routines_reads_back_as_the_same_state(tmp_path: Path) -> None:
    objects = _state()
    written = write_state(objects, Layout(name="shop"), beside={PROJECT: {"url": "postgresql://h/shop"}})
    assert written.left_out == ()
    for name, text in written.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    loaded = load_stack(tmp_path, variables={}, environment={}).desired.objects
    assert {str(address): value for address, value in objects.items()} == {
        str(address): value for address, value in loaded.items()
    }


def test_a_body_of_several_lines_is_a_file_beside_the_document_that_names_it() -> None:
    files = write_state(_state(), Layout(name="shop"), beside={PROJECT: {"url": "postgresql://h/shop"}}).files
    assert files["schemas/functions/app_touch.sql"] == BODY
    assert "body: {file: functions/app_touch.sql}" in files["schemas/app.yaml"]
    one = write_state(
        _state(), Layout(name="shop", one_file=True), beside={PROJECT: {"url": "postgresql://h/shop"}}
    )
    assert one.files["functions/app_touch.sql"] == BODY


def test_a_body_that_a_stack_would_read_as_another_form_is_left_out() -> None:
    objects = _state()
    place = DATABASE.child("function", "app", "s()")
    objects[place] = Function(returns="integer", body="return 1", owner="boss")
    written = write_state(objects, Layout(name="shop"), beside={PROJECT: {"url": "postgresql://h/shop"}})
    assert [item.address for item in written.left_out] == [place]
