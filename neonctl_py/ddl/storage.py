"""Storage parameters of tables and indexes: ``SET (…)`` and ``RESET (…)``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neonctl_py.ddl.quoting import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

_BARE = re.compile(r"[\w.+-]+\Z")

Parameters = tuple[tuple[str, str], ...]


def storage_clauses(before: Parameters, after: Parameters) -> tuple[str, ...]:
    """What leads from one to the other."""
    held, wanted = dict(before), dict(after)
    changed = {name: text for name, text in wanted.items() if held.get(name) != text}
    gone = sorted(name for name in held if name not in wanted)
    clauses = [f"SET ({storage_list(changed.items())})"] if changed else []
    return (*clauses, *([f"RESET ({', '.join(gone)})"] if gone else []))


def storage_list(parameters: Iterable[tuple[str, str]]) -> str:
    """``fillfactor = 70, autovacuum_enabled = off``."""
    return ", ".join(f"{name} = {storage_value(text)}" for name, text in sorted(parameters))


def storage_value(text: str) -> str:
    """Bare where the grammar takes it bare."""
    return text if _BARE.match(text) else literal(text)
