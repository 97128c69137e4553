"""Parameters that are lists of names, as Postgres stores them: ``search_path`` of ``''`` is kept as ``""``."""

from __future__ import annotations

import re
from typing import Final

from neonctl_py.stack.sql_tokens import quoted_name

_LISTS: Final = frozenset(
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    }
)
_ITEM: Final = re.compile(r"""\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^,"']*?))\s*(?:,|\Z)""")


def stored_value(name: str, text: str) -> str:
    """The value as a function keeps it."""
    if name.lower() not in _LISTS:
        return text
    if not text.strip():
        return '""'
    names = [_name(*found.groups()) for found in _ITEM.finditer(text.strip())]
    return ", ".join(quoted_name(item) for item in names if item is not None) or '""'


def _name(quoted: str | None, literal: str | None, bare: str | None) -> str | None:
    """None where nothing is written; an empty name in quotes is one."""
    if quoted is not None:
        return quoted.replace('""', '"')
    return literal.replace("''", "'") if literal is not None else (bare or "").lower() or None
