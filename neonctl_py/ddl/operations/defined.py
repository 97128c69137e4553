"""Kinds that are made from one definition: their three operations. ``on`` is the object in Postgres' words: ``CAST (text AS app.mood)``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation


@dataclass
class CreateObject(CatalogOperation):
    """``definition``: what follows the name; a mark stands for a secret."""

    verb: ClassVar[str] = "create_object"

    on: str
    definition: str

    def statement(self) -> str:
        return f"CREATE {self.on} {self.definition}".rstrip()

    def reverse(self) -> MigrateOperation:
        return self._undo or DropObject(self.on).undone_by(self)


@dataclass
class AlterObject(CatalogOperation):
    """``action``: ``SET (publish = 'insert')``, ``OPTIONS (SET host 'db')``, ``ENABLE``…"""

    verb: ClassVar[str] = "alter_object"

    on: str
    action: str

    def statement(self) -> str:
        return f"ALTER {self.on} {self.action}"


@dataclass
class DropObject(CatalogOperation):
    verb: ClassVar[str] = "drop_object"

    on: str

    def statement(self) -> str:
        return f"DROP {self.on}"


OPERATIONS = (CreateObject, AlterObject, DropObject)


def alterations(on: str, actions: list[str], back: list[str]) -> list[MigrateOperation]:
    """One operation per action; with its reverse where both ways have as many."""
    if len(actions) != len(back):
        return [AlterObject(on, action) for action in actions]
    return [
        AlterObject(on, action).undone_by(AlterObject(on, undo))
        for action, undo in zip(actions, back, strict=True)
    ]
