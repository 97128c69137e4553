"""Reading a list to its end, for both of the API's shapes: ``pagination.cursor`` and ``pagination.next``.

A list ends with a page without a cursor, an empty page, a cursor that was seen before or a page that isn't full; the
real API gives a cursor even when everything fitted. Where absence has consequences (a project would be created), the
last rule is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neonctl_py.neon.answers import parsed
from neonctl_py.neon.wire import Pagination

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAGE = 100
"""Rows per page: what the official client asks for; every limit of the API is above it."""


@dataclass(slots=True)
class Rows:
    """Raw rows of all pages, and the ids of projects that the API could not answer for. ``is_proven``: nothing is missing;
    not so when the last page had a cursor and was merely short.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    unavailable: list[str] = field(default_factory=list)
    is_proven: bool = True


def read_pages(
    get: Callable[[Mapping[str, str]], dict[str, Any]],
    key: str,
    *,
    short_page_ends: bool = True,
) -> Rows:
    """All rows under ``key``. ``get`` sends one page's parameters and gives the answer."""
    found = Rows()
    seen: set[str] = set()
    params = {"limit": str(PAGE)}
    while True:
        answer = get(params)
        rows = [row for row in answer.get(key) or () if isinstance(row, dict)]
        unavailable = [str(item) for item in answer.get("unavailable_project_ids") or ()]
        found.rows += rows
        found.unavailable += unavailable
        cursor = _cursor(answer)
        # rows that could not be answered for count: they took their place on the page
        is_short = len(rows) + len(unavailable) < PAGE
        if cursor is None or cursor in seen or not (rows or unavailable):
            return found
        if is_short and short_page_ends:
            found.is_proven = False
            return found
        seen.add(cursor)
        params = {"limit": str(PAGE), "cursor": cursor}


def _cursor(answer: Mapping[str, Any]) -> str | None:
    pagination = parsed(Pagination, answer.get("pagination") or {}, "pagination")
    return pagination.cursor or pagination.next or None
