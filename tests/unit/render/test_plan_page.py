"""The page of a plan: everything of it, nothing that a name could smuggle in, and a filter that works by keyboard alone."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from browser import PROGRAM, browser
from rendered_plans import DATABASE, create, whole_plan

from neonctl_py.model.column import Column
from neonctl_py.model.table import Table
from neonctl_py.plan.plan import Plan
from neonctl_py.render.html.plan_page import plan_page

if TYPE_CHECKING:
    from pathlib import Path


class _Reader(HTMLParser):
    """Which addresses stand in the page, and every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.groups: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part of HTMLParser."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "details":
            self.groups.append(dict(attrs)["data-address"] or "")


def test_every_object_has_its_place() -> None:
    plan = whole_plan()
    read = _Reader(plan_page(plan))
    for change in plan.changes:
        assert any(
            str(change.address) == group or str(change.address).startswith(f"{group}/")
            for group in read.groups
        )
    assert f"{DATABASE}/table.public.orders" in read.groups
    text = plan_page(plan)
    assert "<td>drop; about 1,200 rows, 3.1 MB</td><td><code>--allow deletes-data</code></td>" in text
    assert "<td>Neon API: create</td><td>none needed</td>" in text
    assert re.findall(r'<th scope="col">([^<]*)</th>', text).count("lock") == 1
    without = re.findall(r'<th scope="col">([^<]*)</th>', plan_page(replace(plan, steps=plan.steps[:1])))
    assert ("lock" in without, "form" in without) == (False, False)  # nothing would stand in them


def test_names_are_words_and_the_page_loads_nothing() -> None:
    wicked = '"><img src=x onerror=alert(1)><script>alert(2)</script>$stack'
    table = f"{DATABASE}/table.public.t"
    plan = Plan(
        stack=wicked,
        changes=(
            create(table, Table(comment=wicked)),
            create(f"{table}/column.c", Column(type="text", default=wicked)),
        ),
        steps=(),
    )
    text = plan_page(plan)
    read = _Reader(text)
    assert read.tags & {"img", "iframe", "link", "object"} == set()
    assert {name for name in read.attributes if name.startswith("on")} == set()
    assert re.findall(r'(?:src|href)="', text) == []
    assert "default-src 'none'" in text
    assert text.count("<script>") == 1


@pytest.mark.skipif(PROGRAM is None, reason="there is no chromium")
def test_it_is_filtered_by_keyboard_alone(tmp_path: Path) -> None:
    place = tmp_path / "plan.html"
    place.write_text(plan_page(whole_plan()), encoding="utf-8")
    shown = "[...document.querySelectorAll('details')].filter(item => item.offsetParent !== null).map(item => item.dataset.address)"
    with browser(tmp_path / "profile") as page:
        page.open(place.as_uri())
        everything = page.value(shown)
        assert f"{DATABASE}/table.public.buyers" in everything

        page.press("/", "/")
        assert page.value("document.activeElement.id") == "words"
        page.type("orders")
        assert page.value(shown) == [f"{DATABASE}/table.public.orders"]
        assert page.value("document.getElementById('shown').textContent") == f"1 of {len(everything)} objects"
        page.press("Escape")
        assert page.value(shown) == everything

        page.value("document.querySelector('input[value=deletes-data]').focus()")
        page.press(" ", " ")
        assert page.value(shown) == [f"{DATABASE}/table.public.orders"]
        page.emulate(media="print")  # on paper nothing is left out
        assert page.value("getComputedStyle(document.querySelector('form')).display") == "none"
        assert page.value(shown) == everything
        page.emulate(prefers_color_scheme="dark")
        assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(11, 17, 32)"
        page.emulate(prefers_color_scheme="light")
        assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
