"""The installed ``neonpy diagram`` and ``neonpy docs``: what they write is what was asked for, and the same in every process."""

from __future__ import annotations

import os
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from installed_command import COMMAND, REPOSITORY
from warm_command import run_neonpy

if TYPE_CHECKING:
    from pathlib import Path

STACK = REPOSITORY / "examples/roles-and-rls"


def _said(command: str, *words: str, expect: int = 0) -> str:
    """Standard output, or standard error where it fails."""
    done = run_neonpy(command, STACK, *words, env=os.environ)
    assert done.returncode == expect, done.stderr
    return done.stderr if expect else done.stdout


def _same_twice(path: Path, command: str, *words: str) -> str:
    """What it writes into the file, also in a process in which sets come out in another order."""
    assert _said(command, *words, "-o", str(path)) == ""
    text = path.read_text(encoding="utf-8")
    cold = [str(COMMAND), command, str(STACK), *words, "-o", str(path)]
    subprocess.run(cold, env={**os.environ, "PYTHONHASHSEED": "3"}, check=True, timeout=200)
    assert path.read_text(encoding="utf-8") == text
    return text


def test_a_picture_is_what_its_file_is_called(tmp_path: Path) -> None:
    """SVG that stands alone, Mermaid, DOT."""
    svg = _same_twice(tmp_path / "shop.svg", "diagram")
    mermaid = _same_twice(tmp_path / "shop.mmd", "diagram")
    dot = _said("diagram", "--format", "dot")
    words = {element.text for element in ET.fromstring(svg).iter() if element.text}  # noqa: S314  our own

    assert {"projects", "tasks", "tenant"} <= words
    assert mermaid.startswith("erDiagram\n    projects[")
    assert dot.startswith("digraph ")
    assert dot.rstrip().endswith("}")


def test_around_one_table() -> None:
    """Only it and as much beside it as was asked for; a name that is none is told with the nearest."""
    alone = _said("diagram", "--table", "projects", "--depth", "0", "--format", "mermaid")
    missing = _said("diagram", "--table", "project", expect=1)

    assert "    projects[" in alone
    assert "tasks[" not in alone
    assert "there is no such table" in missing
    assert "Did you mean projects?" in missing


class _Page(HTMLParser):
    """Its tags and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part of HTMLParser."""
        self.tags.add(tag)
        assert not [
            name for name, value in attrs if name in ("src", "href") and not (value or "").startswith("#")
        ]

    def handle_data(self, data: str) -> None:
        """Part of HTMLParser."""
        self.words.add(data.strip())


def test_a_dictionary_is_markdown_or_a_page(tmp_path: Path) -> None:
    page = _Page(_same_twice(tmp_path / "shop.html", "docs"))
    markdown = _said("docs")

    assert {"nav", "svg", "table"} <= page.tags
    assert {"tenant", "uuid"} <= page.words
    assert "| `tenant` | `uuid` |" in markdown
    assert markdown.startswith("# ")


def test_what_it_can_not_write_is_refused() -> None:
    assert "It is svg, mermaid or dot." in _said("diagram", "--format", "png", expect=1)
