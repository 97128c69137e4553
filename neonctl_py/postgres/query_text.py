"""The text of our queries, fitted to a server's version. Nothing here runs them.

A line that ends in ``-- from 16`` stands only for PostgreSQL 16 and later, ``-- before 16`` only for earlier ones, and
``-- when narrowed`` only when a query is asked about some relations or types instead of the whole database.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "queries"
_CONDITION = re.compile(r"\s+-- (?:(from|before) (\d+)|(when narrowed))$")


@cache
def query_text(name: str, major: int, *, narrowed: bool = False) -> str:
    """The query of that kind for PostgreSQL ``major``."""
    lines = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    fitted = (_fitted(line, major, narrowed=narrowed) for line in lines)
    return "\n".join(line for line in fitted if line is not None)


def _fitted(line: str, major: int, *, narrowed: bool) -> str | None:
    if line.startswith("--"):
        return None
    condition = _CONDITION.search(line)
    if condition is None:
        return line
    bound, version, _ = condition.groups()
    wanted = narrowed if bound is None else (major >= int(version)) == (bound == "from")
    return line[: condition.start()] if wanted else None
