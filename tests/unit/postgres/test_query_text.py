"""Queries are fitted to the server's version by lines that say since when, or until when, they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

import neonctl_py.postgres
from neonctl_py.postgres.observe import READERS
from neonctl_py.postgres.query_text import query_text

FOLDER = Path(neonctl_py.postgres.__file__).parent / "queries"
NAMES = sorted(path.stem for path in FOLDER.glob("*.sql"))


@pytest.mark.parametrize(
    ("major", "inside", "outside"),
    [(14, "NULL::boolean", "inherit_option"), (16, "inherit_option", "NULL::boolean")],
)
def test_a_line_stands_for_its_versions_only(major: int, inside: str, outside: str) -> None:
    text = query_text("membership", major)
    assert inside in text
    assert outside not in text


def test_narrowing_adds_its_line() -> None:
    assert "%(relations)s" in query_text("column", 17, narrowed=True)
    assert "%(relations)s" not in query_text("column", 17)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("major", [14, 18])
def test_no_condition_is_left_over_and_every_query_says_why_it_is(name: str, major: int) -> None:
    assert (FOLDER / f"{name}.sql").read_text().startswith("-- ")
    for line in query_text(name, major, narrowed=True).splitlines():
        assert not line.rstrip().endswith(("-- from", "-- before", "narrowed")), line
        assert " -- from " not in line
        assert " -- before " not in line


def test_every_kind_has_its_query() -> None:
    assert {name for name, _ in READERS} <= set(NAMES)
