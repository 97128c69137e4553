"""Storage parameters of tables and indexes: ``SET (…)`` and ``RESET (…)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.quoting import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alembic.operations import MigrateOperation

_BARE = re.compile(r"[\w.+-]+\Z")

Parameters = tuple[tuple[str, str], ...]


@dataclass
class AlterIndexStorage(CatalogOperation):
    """``clauses``: ``SET (fillfactor = 70)``, ``RESET (fillfactor)``."""

    verb: ClassVar[str] = "alter_index_storage"

    index: str
    clauses: tuple[str, ...]

    def statements(self) -> list[str]:
        return [f"ALTER INDEX {self.index} {clause}" for clause in self.clauses]


def storage_change(index: str, before: Parameters, after: Parameters) -> list[MigrateOperation]:
    """Of an index, by its qualified name; nothing where both are the same."""
    forward, backward = storage_clauses(before, after), storage_clauses(after, before)
    return (
        [AlterIndexStorage(index, forward).undone_by(AlterIndexStorage(index, backward))] if forward else []
    )


def storage_clauses(before: Parameters, after: Parameters) -> tuple[str, ...]:
    """What leads from one to the other."""
    held, wanted = dict(before), dict(after)
    changed = to_set(before, after)
    gone = sorted(name for name in held if name not in wanted)
    clauses = [f"SET ({storage_list(changed)})"] if changed else []
    return (*clauses, *([f"RESET ({', '.join(gone)})"] if gone else []))


def to_set(before: Parameters, after: Parameters) -> Parameters:
    """What differs; and the rest with it, where Postgres, which puts at the end what is set, would keep another order."""
    same = frozenset(before) & frozenset(after)
    changed = tuple(pair for pair in after if pair not in same)
    if not changed or (*(pair for pair in before if pair in same), *changed) == tuple(after):
        return changed
    return tuple(after)


def storage_list(parameters: Iterable[tuple[str, str]]) -> str:
    """``fillfactor = 70, autovacuum_enabled = off``."""
    return ", ".join(f"{name} = {storage_value(text)}" for name, text in parameters)


def storage_value(text: str) -> str:
    """Bare where the grammar takes it bare."""
    return text if _BARE.match(text) else literal(text)
