"""Whatever neonpy names can be explained, and nothing is explained that doesn't exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neonctl_py.errors import NeonpyError
from neonctl_py.lint.sql.catalogue import SQL_RULES
from neonctl_py.lint.stack.catalogue import STACK_RULES
from neonctl_py.plan.hazards import Hazard
from neonctl_py.workflows.explain import CODES, TOPICS, every_page, explain

PACKAGE = Path(__file__).parents[3] / "neonctl_py"
PAGES = PACKAGE / "pages"
SECTIONS = ["Why it matters", "What neonpy does", "What you can do"]
KNOWN = {
    "hazards": {hazard.value for hazard in Hazard},
    "codes": set(CODES),
    "rules": set(SQL_RULES) | set(STACK_RULES),
}
"""What the pages of a topic may be about; a topic that isn't here may have any page."""


@pytest.mark.parametrize("hazard", list(Hazard))
def test_every_hazard_says_why_it_matters_and_what_to_do(hazard: Hazard) -> None:
    page = explain(hazard.value)
    assert re.findall(r"^## (.*)$", page.text, re.MULTILINE) == SECTIONS
    assert page.text.startswith(f"# {hazard.value}\n")
    assert page.summary == hazard.sentence


def test_every_code_in_the_package_can_be_explained() -> None:
    used = {
        code
        for path in PACKAGE.rglob("*.py")
        for code in re.findall(r'"(NP\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert used == {page.name for page in every_page() if page.topic == "codes"}


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.md")), ids=lambda path: path.stem)
def test_a_page_fits_a_screen_and_is_about_something(path: Path) -> None:
    topic, text = path.parent.name, path.read_text(encoding="utf-8")
    assert topic in TOPICS
    assert path.stem in KNOWN.get(topic, {path.stem})
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if len(line) > 100] == []


def test_names_are_taken_however_they_are_written() -> None:
    assert explain("np205").name == explain(" NP205 ").name == "NP205"
    assert explain("npl110").name == "index-not-concurrent"


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(NeonpyError) as caught:
        explain("delete-data")
    assert caught.value.hint == "Did you mean deletes-data? neonpy explain lists all."


def test_no_two_pages_have_one_name() -> None:
    names = [page.name.lower() for page in every_page()]
    assert len(names) == len(set(names))
