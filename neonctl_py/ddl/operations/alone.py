"""Indexes and keys of a partitioned table alone (ON ONLY), and the parts that partitions have of them. Never here: any others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import parent_of
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier, qualified

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreateIndexAlone(CatalogOperation):
    """``definition``: ``USING btree (place, id) WHERE …``."""

    verb: ClassVar[str] = "create_index_alone"

    name: str
    table: str
    definition: str
    unique: bool = False

    def statement(self) -> str:
        word = "UNIQUE INDEX" if self.unique else "INDEX"
        return f"CREATE {word} {identifier(self.name)} ON ONLY {self.table} {self.definition}"


@dataclass
class AttachIndex(CatalogOperation):
    """``part``, of a partition, becomes a part of ``index``. Postgres knows no way back."""

    verb: ClassVar[str] = "attach_index"

    index: str
    part: str

    def statement(self) -> str:
        return f"ALTER INDEX {self.index} ATTACH PARTITION {self.part}"

    def reverse(self) -> MigrateOperation:
        return attributes.Nothing()


OPERATIONS = (CreateIndexAlone, AttachIndex)


def attached(step: SqlStep) -> list[MigrateOperation]:
    """The parts in a step's context."""
    whole = qualified(parent_of(step.address).name[0], step.address.name[0])
    return [AttachIndex(whole, qualified(parent_of(part).name[0], part.name[0])) for part, _ in step.context]
