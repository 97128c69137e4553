"""Views, materialized views and rules: read from a stack, and written back as what reads the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.database import Database
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.rule import Rule
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET
from neonctl_py.model.view import View, ViewColumn
from neonctl_py.stack.load import load_stack
from neonctl_py.stack.write import write_state
from neonctl_py.stack.write_files import Layout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neonctl_py.model.state import Object
    from neonctl_py.stack.load import LoadedStack

STACK = """
projects:
  shop:
    provider: postgres
    url: postgresql://localhost/shop
    roles: {boss: {}, reader: {}}
    databases:
      shop:
        schemas:
          app:
            owner: boss
            tables:
              users:
                columns: {id: bigint, email: text}
                rules: {stay: {on: delete, where: old.id > 5, instead: true, do: nothing, enabled: replica}}
            views:
              short: select id from users;  -- all of them
              long:
                query: |
                  select id, email
                  from users
                columns: [a, B]
                security_invoker: true
                check_option: local
                column_defaults: {a: "1"}
                column_comments: {B: b}
                rules: {log: {on: insert, do: [insert into users values (new.a), notify users]}}
                grants: {reader: {select: [B]}}
            materialized_views:
              totals:
                query: select count(*) as n from users
                owner: reader
                with_data: false
                indexes: {totals_n: {on: [n], unique: true}}
"""
DATABASE = Address.parse("project.shop/database.shop")


def test_views_of_a_stack(load: Callable[..., LoadedStack]) -> None:
    loaded = load(STACK)
    found = {
        str(address).removeprefix(f"{DATABASE}/"): value
        for address, value in loaded.desired.objects.items()
        if "view." in str(address) or address.kind == "rule"
    }
    assert found == {
        "table.app.users/rule.stay": Rule(
            event="delete", definition="WHERE (old.id > 5) DO INSTEAD NOTHING", enabled="replica"
        ),
        "view.app.short": View(query="select id from users", owner="boss"),
        "view.app.long": View(
            query="select id, email\nfrom users",
            columns=(ViewColumn("a"), ViewColumn("B")),
            security_invoker=True,
            check_option="local",
            column_defaults=(("a", "1"),),
            column_comments=(("B", "b"),),
            owner="boss",
        ),
        "view.app.long/rule.log": Rule(definition="DO ( insert into users values (new.a); notify users )"),
        "view.app.long/grant.reader": Grant((Privilege("select", "B"),)),
        "materialized_view.app.totals": MaterializedView(
            query="select count(*) as n from users", with_data=UNSET, owner="reader"
        ),
        "materialized_view.app.totals/index.totals_n": Index(keys=(IndexKey("n"),), unique=True),
    }


def test_what_is_written_reads_back_as_the_same(tmp_path: Path) -> None:
    inside: dict[str, Object] = {
        "schema.public": Schema(comment=UNSET),
        "schema.app": Schema(owner="boss"),
        "table.app.users": Table(owner="boss"),
        "table.app.users/column.id": Column(type="bigint", position=1),
        "table.app.users/rule.stay": Rule(event="delete", comment="c", enabled="always"),
        "view.app.plain": View(query="SELECT users.id\n   FROM app.users", owner="boss"),
        "view.app.full": View(
            query="SELECT id AS \"I d\",\n    'a: {b} #c %' AS text\n   FROM app.users",
            security_barrier=True,
            check_option="cascaded",
            column_defaults=(("I d", "5"),),
            column_comments=(("I d", "x: y"),),
            owner="reader",
            comment="it's",
        ),
        "view.app.full/rule.log": Rule(
            definition="WHERE (new.text <> 'x'::text) DO  INSERT INTO app.users (id)\n  VALUES (new.\"I d\")"
        ),
        "view.app.full/grant.reader": Grant((Privilege("select"),)),
        "materialized_view.app.m": MaterializedView(
            query="SELECT 1 AS one",
            storage_parameters=(("fillfactor", "70"),),
            access_method="heap",
            owner="boss",
            column_comments=(("one", "1"),),
        ),
        "materialized_view.app.m/index.m_one": Index(keys=(IndexKey("one"),)),
    }
    project = DATABASE.parent
    assert project is not None
    state: dict[Address, Object] = {
        project: Project(provider="postgres"),
        project.child("role", "boss"): Role(),
        project.child("role", "reader"): Role(),
        DATABASE: Database(owner="boss", connection_limit=-1, comment=None),
        **{Address.parse(f"{DATABASE}/{text}"): value for text, value in inside.items()},
    }
    stack = write_state(state, Layout(name="shop"), beside={project: {"url": "postgresql://localhost/shop"}})
    for path, text in stack.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    read = load_stack(tmp_path, variables={}, environment={}).desired.objects
    assert stack.left_out == ()
    assert {place: read[place] for place in state if place.is_within(DATABASE) and place != DATABASE} == {
        place: value for place, value in state.items() if place.is_within(DATABASE) and place != DATABASE
    }
