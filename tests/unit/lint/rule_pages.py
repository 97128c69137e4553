"""The examples on the rules' pages: each page is a row of the tables of tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import neonctl_py

PAGES = Path(neonctl_py.__file__).parent / "pages" / "rules"
_EXAMPLE = re.compile(
    r"^## (?P<kind>Bad|Good)\n\n```(?P<language>\w+)\n(?P<text>.*?)\n```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Page:
    """``language``: sql or yaml."""

    name: str
    text: str
    language: str
    bad: str
    good: str


@cache
def pages() -> dict[str, Page]:
    """Every rule's page, by name."""
    return {path.stem: _page(path) for path in sorted(PAGES.glob("*.md"))}


def of_language(language: str) -> list[Page]:
    """Those whose examples are written in it."""
    return [page for page in pages().values() if page.language == language]


def _page(path: Path) -> Page:
    text = path.read_text()
    examples = {match["kind"]: match for match in _EXAMPLE.finditer(text)}
    assert set(examples) == {"Bad", "Good"}, path
    return Page(
        path.stem, text, examples["Bad"]["language"], examples["Bad"]["text"], examples["Good"]["text"]
    )
