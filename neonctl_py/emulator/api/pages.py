"""Pagination as Neon does it: an answer carries a cursor even when all fitted, and an empty page carries none.

Never here: which rows there are.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api.problem import invalid_field

if TYPE_CHECKING:
    from neonctl_py.emulator.store import Document


def after_cursor(rows: list[Document], key: str, cursor: str, limit: int) -> list[Document]:
    """The page behind the row whose ``key`` is ``cursor``; a cursor that names no row ends the list."""
    if not cursor:
        return rows[:limit]
    for at, row in enumerate(rows):
        if row[key] == cursor:
            return rows[at + 1 : at + 1 + limit]
    return []


def cursor_of(page: list[Document], key: str) -> dict[str, Any]:
    return {"pagination": {"cursor": page[-1][key]}} if page else {}


def encode(position: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(position).encode()).decode()


def decode(cursor: str) -> dict[str, Any]:
    """Raises Problem 400 for what ``encode`` did not make."""
    try:
        position = json.loads(base64.b64decode(cursor, validate=True))
    except ValueError as error:
        raise invalid_field("cursor", "is not a cursor of this list") from error
    if not isinstance(position, dict):
        raise invalid_field("cursor", "is not a cursor of this list")
    return position
