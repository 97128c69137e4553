"""``SET name TO value`` of roles and databases. Lists (search_path…) are split, or they would become one quoted name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

Settings = tuple[tuple[str, str], ...]

# the settings with GUC_LIST_QUOTE: Postgres stores them as a list of quoted names
_LISTS = frozenset(
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    }
)
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,"]*))\s*(?:,|\Z)')


def setting_clauses(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """``SET …`` and ``RESET …`` clauses that lead from one to the other, by name."""
    resets = [f"RESET {_name(name)}" for name in sorted(before) if name not in after]
    sets = [
        f"SET {_name(name)} TO {_value(name, after[name])}"
        for name in sorted(after)
        if before.get(name) != after[name]
    ]
    return resets + sets


def as_mapping(settings: Settings | Unset) -> dict[str, str]:
    """Nothing for UNSET."""
    return {} if isinstance(settings, Unset) else dict(settings)


def _name(name: str) -> str:
    return ".".join(map(identifier, name.lower().split(".")))


def _value(name: str, text: str) -> str:
    if name.lower() not in _LISTS:
        return literal(text)
    items = [
        literal(found[1].replace('""', '"') if found[1] is not None else found[2].strip().lower())
        for found in _ITEM.finditer(text)
        if found[1] is not None or found[2].strip()
    ]
    return ", ".join(items) or "''"
