"""Pictures of tables: the same for the same tables, nothing on top of anything else, and no name that ends its own string."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey, PrimaryKey
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.changes import Action, Change
from neonctl_py.render.diagram.dot import dot
from neonctl_py.render.diagram.entities import Diagram, diagram_of, diagram_of_changes
from neonctl_py.render.diagram.layout import layout
from neonctl_py.render.diagram.mermaid import mermaid
from neonctl_py.render.diagram.svg import svg

if TYPE_CHECKING:
    from neonctl_py.model.state import Object

SHOP = Address.parse("project.p/branch.main/database.shop")
WICKED = 'a"]b{<script>`|; %% #x'


def _table(
    name: str, *refers: str, columns: tuple[str, ...] = ("id",), schema: str = "public"
) -> dict[Address, Object]:
    table = SHOP.child("table", schema, name)
    found: dict[Address, Object] = {
        table: Table(),
        table.child("constraint", f"{name}_pkey"): PrimaryKey(columns=("id",)),
    }
    for number, column in enumerate((*columns, *(f"{other}_id" for other in refers))):
        found[table.child("column", column)] = Column(type="bigint", nullable=number > 0, position=number)
    for other in refers:
        key = ForeignKey(
            columns=(f"{other}_id",), references=QualifiedName("public", other), referenced_columns=("id",)
        )
        found[table.child("constraint", f"{name}_{other}_fk")] = key
    return found


def _shop() -> dict[Address, Object]:
    return {
        **_table("customers"),
        **_table("orders", "customers"),
        **_table("lines", "orders", "items"),
        **_table("items", "items"),  # itself
        **_table("left", "right"),  # a circle
        **_table("right", "left"),
        **_table("alone", columns=("id", "note")),
    }


def test_mermaid_says_tables_keys_and_how_many() -> None:
    text = mermaid(diagram_of(_shop()))
    assert text.startswith('erDiagram\n    alone["alone"] {\n        bigint id PK\n')
    assert '    customers |o--o{ orders : "customers_id"\n' in text
    assert "        bigint customers_id FK\n" in text


@pytest.mark.parametrize("draw", [mermaid, dot, svg])
def test_the_order_in_which_things_were_read_changes_nothing(draw: object) -> None:
    assert callable(draw)
    backwards = dict(reversed(list(_shop().items())))
    assert draw(diagram_of(_shop())) == draw(diagram_of(backwards))


def test_no_box_is_on_top_of_another_and_all_are_in_the_picture() -> None:
    many: dict[Address, Object] = {}
    for number in range(60):
        many |= _table(
            f"t{number}",
            *([f"t{number // 3}"] if number % 4 else []),
            columns=tuple(f"c{n}" for n in range(number % 9 + 1)),
        )
    diagram = diagram_of(many)
    plan = layout(diagram, {entity.address: [entity.title, "x" * 20] for entity in diagram.entities})
    assert len(plan.boxes) == 60
    for one, other in combinations(plan.boxes.values(), 2):
        apart = (
            one.right <= other.x
            or other.right <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
        assert apart
    assert all(
        box.x >= 0 and box.y >= 0 and box.right <= plan.width and box.y + box.height <= plan.height
        for box in plan.boxes.values()
    )


def test_what_is_referred_to_stands_left() -> None:
    diagram = diagram_of(_shop())
    boxes = layout(diagram, {entity.address: [entity.title] for entity in diagram.entities}).boxes
    x = {place.name[-1]: box.x for place, box in boxes.items()}
    assert x["customers"] < x["orders"] < x["lines"]


def test_around_a_table_are_its_neighbours() -> None:
    orders = SHOP.child("table", "public", "orders")
    near = diagram_of(_shop(), around=[orders])
    assert [entity.title for entity in near.entities] == ["customers", "lines", "orders"]
    assert near.hidden == 4
    assert [entity.title for entity in diagram_of(_shop(), around=[orders], depth=0).entities] == ["orders"]


def test_names_can_not_break_out() -> None:
    diagram = diagram_of(_table(WICKED, columns=("id", WICKED), schema=WICKED))
    picture = svg(diagram)
    ET.fromstring(picture)  # noqa: S314  our own text
    assert "<script>" not in picture
    assert "<script>" not in dot(diagram).partition("label=<")[2]
    lines = mermaid(diagram).splitlines()
    assert re.fullmatch(r'    \w+\["[^"<>&#`;]*"\] \{', lines[1])
    assert all(
        re.fullmatch(r"        [\w()\[\]]+ \w+( [A-Z, ]+)?( \"[\w, ]+\")?", line) for line in lines[2:-1]
    )


@pytest.mark.parametrize("word", ["end", "Class", "style", "to", "PK", "classDef"])
def test_no_name_is_a_word_of_mermaids_own(word: str) -> None:
    """It would not read the picture; what it says as a label is the name still."""
    lines = mermaid(diagram_of(_table(word, columns=("id", word)))).splitlines()
    assert lines[1] == f'    {word}_["{word}"] {{'
    assert lines[3] == f"        bigint {word}_"


def test_no_label_turns_the_picture() -> None:
    assert 'the_direction_TB["the direction_TB"]' in mermaid(diagram_of(_table("the direction TB")))


def test_a_change_shows_what_it_touches() -> None:
    orders = SHOP.child("table", "public", "orders")
    new = {**_table("refunds", "orders")}
    changes = [Change(Action.CREATE, address, after=value) for address, value in new.items()]
    changes += [
        Change(Action.DELETE, orders.child("column", "note"), before=Column(type="text")),
        Change(Action.CREATE, orders.child("column", "state"), after=Column(type="text")),
    ]
    diagram = diagram_of_changes(changes)
    assert [(entity.title, entity.mark) for entity in diagram.entities] == [("orders", "~"), ("refunds", "+")]
    assert [(item.name, item.mark) for item in diagram.entities[0].attributes] == [
        ("note", "-"),
        ("state", "+"),
    ]
    assert [relation.mark for relation in diagram.relations] == ["+"]
    text = mermaid(diagram)
    assert 'orders["orders"]:::changed {' in text
    assert '        text note "removed"\n' in text
    assert "    classDef new " in text
    assert diagram_of_changes([]) == Diagram((), ())
