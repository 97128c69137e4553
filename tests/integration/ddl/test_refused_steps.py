"""What the database refuses is told with what to type; bodies of functions are looked at before anything is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ddl_cases import DATABASE, at, step

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.errors import PostgresError
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.function import Argument, Function
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.policy import Policy
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.report.events import Event, StepProgress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ddl_shop import Shop

    from neonctl_py.model.state import Object
    from neonctl_py.plan.steps import SqlStep

PLACE = 'function.app."total(integer)"'
ARGUMENT = (Argument("integer", "what"),)
SCHEMA = step("create", "schema.app", after=Schema())


def function(body: str, **more: object) -> SqlStep:
    made = Function(arguments=ARGUMENT, returns="integer", body=body, **more)  # type: ignore[arg-type]  # a test's shorthand
    return step("create", PLACE, after=made)


def run(shop: Shop, steps: Sequence[SqlStep]) -> list[str]:
    """What was told on the way."""
    events: list[Event] = []
    run_sql_steps(shop.owner, steps, database=DATABASE, on_event=events.append)
    return [event.text for event in events if isinstance(event, StepProgress)]


@pytest.mark.parametrize(
    ("body", "language", "mark"),
    [
        ("select what\n  form notes n where", "sql", "line 2:   form notes n where\n               ^"),
        ("begin\n  retrun what;\nend", "plpgsql", "line 2:   retrun what;"),
    ],
    ids=["sql", "plpgsql"],
)
def test_a_body_that_can_never_run_leaves_nothing(shop: Shop, body: str, language: str, mark: str) -> None:
    with pytest.raises(PostgresError) as caught:
        run(shop, [SCHEMA, function(body, language=language)])
    assert caught.value.address == str(at(PLACE))
    assert "syntax error" in caught.value.detail
    assert mark in caught.value.detail
    assert shop.one("select to_regnamespace('app')") is None


def test_a_body_may_name_what_comes_after_it(shop: Shop) -> None:
    table = step(
        "create",
        "table.app.notes",
        after=Table(),
        parts=[("table.app.notes/column.id", Column(type="integer"))],
    )
    assert run(shop, [SCHEMA, function("select id from notes"), table]) == []


def test_a_body_that_names_what_is_missing_is_told_and_stays(shop: Shop) -> None:
    (told,) = run(shop, [SCHEMA, function("select id from notse where id = $1")])
    assert told.startswith('would fail if it were called now: relation "notse" does not exist')
    assert "line 1: select id from notse where id = $1\n                       ^" in told
    assert shop.one("select to_regprocedure('app.total(integer)') is not null") is True


def test_a_function_looks_names_up_where_it_says(shop: Shop) -> None:
    elsewhere = [
        step("create", "schema.other", after=Schema()),
        step(
            "create",
            "table.other.notes",
            after=Table(),
            parts=[("table.other.notes/column.id", Column(type="integer"))],
        ),
    ]
    inside = function("select id from notes", settings=(("search_path", "other"),))
    assert run(shop, [SCHEMA, *elsewhere, inside]) == []


ORDERS = "table.app.orders"
REFUSED: dict[str, tuple[str, str, Object, str]] = {
    "null": ("alter", f"{ORDERS}/column.total", Column(type="integer", nullable=False), "WHERE total IS NULL;"),
    "key": ("add", f"{ORDERS}/constraint.k", PrimaryKey(columns=("total",)), "WHERE total IS NULL;"),
    "unique": ("add", f"{ORDERS}/constraint.u", Unique(columns=("id",)), "GROUP BY id HAVING count(*) > 1;"),
    "index": ("create", f"{ORDERS}/index.i", Index(keys=(IndexKey("id"),), unique=True), "GROUP BY id HAVING count(*) > 1;"),
    "check": ("add", f"{ORDERS}/constraint.c", Check(expression="id > 5"), "WHERE NOT (id > 5);"),
    "foreign key": (
        "add",
        f"{ORDERS}/constraint.f",
        ForeignKey(columns=("id",), references=QualifiedName("app", "users"), referenced_columns=("id",)),
        "AND NOT EXISTS (SELECT FROM app.users there WHERE there.id = here.id);",
    ),
    "misspelt": ("create", f"{ORDERS}/policy.p", Policy(using="ownre() = 1"), "names a function or operator that isn't there"),
    "default": ("add", f"{ORDERS}/column.x", Column(type="integer", default="nextvla('s')"), "names a function or operator"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_what_to_type(shop: Shop, name: str) -> None:
    shop.session.execute(
        "create schema app authorization neondb_owner; set role neondb_owner;"
        "create table app.users (id int primary key); create table app.orders (id int, total int);"
        "insert into app.orders values (1, null), (1, 2); reset role"
    )
    operation, place, after, hint = REFUSED[name]
    before = Column(type="integer") if operation == "alter" else None
    with pytest.raises(PostgresError) as caught:
        run(shop, [step(operation, place, before, after, changed=("nullable",) if before else ())])
    assert hint in caught.value.hint
    query = caught.value.hint.partition("mend them: ")[2].partition("\n")[0]
    if query:
        assert shop.session.execute(query.encode()).fetchall() != []
