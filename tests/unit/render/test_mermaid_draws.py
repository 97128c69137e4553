"""Mermaid itself, in a real browser, reads and draws what we write, whatever a table is called. ``make node`` brings it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from browser import PROGRAM, Page, browser

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey, PrimaryKey
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.changes import Action, Change
from neonctl_py.render.diagram.entities import diagram_of, diagram_of_changes
from neonctl_py.render.diagram.mermaid import mermaid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.state import Object

MERMAID = Path(__file__).parents[3] / ".make/node_packages/node_modules/mermaid/dist/mermaid.min.js"
SHOP = Address.parse("project.p/branch.main/database.shop")
NAMES: Final = [
    'a"]b{<script>`|; %% #x',
    "%%{init: {'theme': 'dark'}}%%",
    "back`tick | pipe",
    "<img src=x onerror=alert(1)>",
    "@everyone",
    "](http://evil.example)",
    "two\nlines\r\n    end }",
    "erDiagram",
    "class",
    "style",
    "direction",
    "accTitle",
    "accDescr {",
    "one or more",
    "zero",
    "u",
    "o",
    "only",
    "to",
    "optionally to",
    "end",
    "classDef",
    "__proto__",
    "ärger 🚀 名",
    "1st",
    "-",
    "---",
    ":::new",
    "a.b.c",
    "*",
    "a~b~",
    "&lt;b&gt;",
    "PK",
    "title: x",
    "the direction TB",
    "direction  lr",
    "subgraph",
    "many",
    "one",
    "uk",
    "1+",
    "%% x",
]
TYPES: Final = [
    "timestamp(3) with time zone",
    "numeric(10,2)[]",
    '"my schema"."we{ird"',
    "interval day to second(3)",
    "bit varying(5)",
    "double precision",
    "geometry(Point,4326)",
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        PROGRAM is None or not MERMAID.exists(), reason="no chromium, or no mermaid (make node)"
    ),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    place = tmp_path_factory.mktemp("mermaid")
    (place / "page.html").write_text(
        f'<meta charset="utf-8"><script src="{MERMAID.resolve().as_uri()}"></script>', encoding="utf-8"
    )
    with browser(place / "profile") as opened:
        opened.open((place / "page.html").as_uri())
        opened.value("mermaid.initialize({startOnLoad: false, securityLevel: 'strict'})")
        yield opened


def _drawn(page: Page, text: str) -> str:
    """The picture's words, line by line."""
    script = f"""mermaid.render("drawing", {json.dumps(text)}).then(({{svg}}) => {{
        document.body.innerHTML = svg;
        return JSON.stringify([document.body.querySelectorAll("img, script, iframe").length, document.body.innerText]);
    }})"""
    loaded, words = json.loads(page.value(script))
    assert loaded == 0
    return str(words)


def _table(name: str, *columns: Column, refers: str = "") -> dict[Address, Object]:
    table = SHOP.child("table", "public", name)
    found: dict[Address, Object] = {table: Table(comment=name)}
    found[table.child("constraint", "pkey")] = PrimaryKey(columns=(name,))
    for number, column in enumerate((Column(type="bigint", nullable=False), *columns)):
        found[table.child("column", f"{name}{number or ''}")] = column
    if refers:
        found[table.child("constraint", "fkey")] = ForeignKey(
            columns=(name,), references=QualifiedName("public", refers), referenced_columns=(refers,)
        )
    return found


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_drawn(page: Page, name: str) -> None:
    other = "plain"
    diagram = diagram_of({**_table(name, refers=other), **_table(other)})
    words = _drawn(page, mermaid(diagram))
    assert "plain" in words
    assert "Syntax error" not in words


def test_all_of_them_in_one_picture(page: Page) -> None:
    """No two of them become the same box."""
    every: dict[Address, Object] = {}
    for name in NAMES:
        every |= _table(name, *(Column(type=text) for text in TYPES), refers="zero")
    page.value(f"mermaid.parse({json.dumps(mermaid(diagram_of(every)))})")
    _drawn(page, mermaid(diagram_of(every)))
    assert page.value("document.querySelectorAll('g.node').length") == len(NAMES)


def test_what_a_plan_changes_is_drawn_in_its_colours(page: Page) -> None:
    changes = [Change(Action.CREATE, address, after=value) for address, value in _table("orders").items()]
    changes.append(
        Change(
            Action.DELETE,
            SHOP.child("table", "public", "old").child("column", "c"),
            before=Column(type="text"),
        )
    )
    words = _drawn(page, mermaid(diagram_of_changes(changes)))
    assert {"orders", "old", "removed"} <= set(words.split())
    fill = "[...document.querySelectorAll('g.node.new path')].map(item => getComputedStyle(item).fill)"
    assert "rgb(220, 252, 231)" in page.value(fill)
