"""Texts that the server must spell alike ask one question; what may be spelled differently asks another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check
from neonctl_py.model.domain import Domain
from neonctl_py.model.extension import Extension
from neonctl_py.model.function import Function
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.view import View
from neonctl_py.postgres.questions import Questions, world

if TYPE_CHECKING:
    from neonctl_py.model.state import Object

DATABASE = Address.parse("project.shop/database.main")
ONE, OTHER = (DATABASE.child("table", "public", name) for name in ("one", "other"))
AWAY = DATABASE.child("table", "app", "one")
TEXT, NUMBER = Column(type="text"), Column(type="integer")


def states(**columns: Column) -> dict[Address, Object]:
    """Three tables, each with a column ``a`` and one of its own; ``other`` may differ in more."""
    objects: dict[Address, Object] = {}
    for table in (ONE, OTHER, AWAY):
        objects[table] = Table()
        objects[table.child("column", "a")] = TEXT
        objects[table.child("column", f"only_{table.name[1]}")] = NUMBER
    objects |= {OTHER.child("column", name): value for name, value in columns.items()}
    return objects


def ask_the_same(one: Object, other: Object, at: Address = OTHER, **columns: Column) -> bool:
    places = ONE.child(one.kind, "x"), at.child(other.kind, "x")
    asked = dict(zip(places, (one, other), strict=True))
    objects = states(**columns) | asked
    questions = Questions(objects, objects, asked)
    first, second = (questions.of(place, value) for place, value in asked.items())
    return first == second


ALIKE: tuple[tuple[Object, Object], ...] = (
    (Policy(using="a = current_user"), Policy(using="a = current_user", roles=("app",), comment="c")),
    (Check(expression="a > ''"), Check(expression="a > ''", validated=False)),
    (
        Index(keys=(IndexKey("lower(a)", is_column=False),)),
        Index(keys=(IndexKey("lower(a)", is_column=False),)),
    ),
    (Index(keys=(IndexKey("a"),), where="a > ''"), Index(keys=(IndexKey("a"),), where="a > ''", unique=True)),
    (Column(type="text", default="'x'"), Column(type="text", default="'x'", position=7, comment="c")),
    (Column(type="text", generated="a || 'x'"), Column(type="text", generated="a || 'x'", position=2)),
)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_tables_with_the_named_columns_alike_ask_once(one: Object, other: Object) -> None:
    assert ask_the_same(one, other)


@pytest.mark.parametrize("text", ["a = ''", "\"a\" = ''", "A = ''", "lower(a)='x' and a<>'b'"])
def test_another_type_of_a_named_column_is_another_question(text: str) -> None:
    assert ask_the_same(Check(expression=text), Check(expression=text))
    assert not ask_the_same(Check(expression=text), Check(expression=text), a=NUMBER)
    assert not ask_the_same(Check(expression=text), Check(expression=text), a=replace(TEXT, collation='"C"'))


@pytest.mark.parametrize(
    ("name", "text"),
    [('Od d"d', '"Od d""d" > 1'), ("Größe", '"Größe" > 1'), ("x", "'\"' || x || '\"' <> ''")],
)
def test_odd_names_and_quotes_in_literals_hide_no_column(name: str, text: str) -> None:
    check = Check(expression=text)
    assert ask_the_same(check, check)
    assert not ask_the_same(check, check, **{name: NUMBER})


@pytest.mark.parametrize(
    "text",
    [
        "one.a = ''",
        "exists (select 1 from app.x)",
        "EXISTS (SELECT)",
        "f(one)",
        "ONE is not null",
        'U&"d\\0061t" = 1',
    ],
)
def test_what_may_mean_a_relation_is_asked_for_each_table(text: str) -> None:
    assert not ask_the_same(Policy(using=text), Policy(using=text))


def test_another_schema_is_another_search_path() -> None:
    check = Check(expression="a > ''")
    assert not ask_the_same(check, check, at=AWAY)
    assert not ask_the_same(Column(type="text", default="f()"), Column(type="text", default="f()"), at=AWAY)


def test_a_condition_of_a_trigger_may_mean_the_whole_row() -> None:
    trigger = Trigger(when="old.* is distinct from new.*")
    assert not ask_the_same(trigger, trigger)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Policy(using="true"), Policy(using="false")),
        (Policy(using="a > ''"), Policy(with_check="a > ''")),
        (Index(keys=(IndexKey("a"),)), Index(keys=(IndexKey("a"),), method="hash")),
        (Column(type="text", default="'1'"), Column(type="integer", default="'1'")),
        (Check(expression="a > ''"), Policy(using="a > ''")),
    ],
)
def test_other_texts_are_other_questions(one: Object, other: Object) -> None:
    assert not ask_the_same(one, other)


def test_a_check_of_a_domain_depends_on_the_domain() -> None:
    place = DATABASE.child("domain", "public", "code")
    check = place.child("constraint", "c")
    asked: dict[Address, Object] = {check: Check(expression="value > '1'")}
    first, second = (
        Questions({place: Domain(type=kind), **asked}, {}, asked).of(check, asked[check])
        for kind in ("text", "integer")
    )
    assert first != second


AROUND: dict[Address, Object] = {
    DATABASE.child("extension", "citext"): Extension(version="1.6"),
    DATABASE.child("function", "public", "f()"): Function(returns="text"),
    DATABASE.child("view", "public", "v"): View(query="select 1"),
    **states(),
}


@pytest.mark.parametrize(
    ("address", "value"),
    [
        (DATABASE.child("extension", "citext"), Extension(version="1.7")),
        (DATABASE.child("function", "public", "f()"), Function(returns="integer")),
        (DATABASE.child("view", "public", "v"), View(query="select 2")),
        (DATABASE.child("table", "public", "new"), Table()),
        (DATABASE.child("domain", "public", "new"), Domain(type="text")),
    ],
)
def test_what_a_text_may_name_is_part_of_the_world(address: Address, value: Object) -> None:
    assert world("17", AROUND) != world("17", AROUND | {address: value})


def test_another_server_version_is_another_world() -> None:
    assert world("17", AROUND) != world("18", AROUND)


def test_columns_and_comments_of_tables_are_no_part_of_the_world() -> None:
    more: dict[Address, Object] = {ONE.child("column", "b"): TEXT, ONE: Table(comment="c")}
    assert world("17", AROUND) == world("17", AROUND | more)
