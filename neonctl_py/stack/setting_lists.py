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
    names = [
        quoted.replace('""', '"') if quoted else literal.replace("''", "'") or bare.lower()
        for quoted, literal, bare in _ITEM.findall(text.strip())
    ]
    return ", ".join(quoted_name(item) for item in names if item) or '""'
