"""Objects of a state by what they belong to, as the rules ask for them. Never here: judging them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.database import Database
from neonctl_py.model.index import Index
from neonctl_py.model.policy import Policy
from neonctl_py.model.project import Project
from neonctl_py.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.constraint import Constraint
    from neonctl_py.model.state import Object

Kind = TypeVar("Kind")


@dataclass(slots=True)
class TableWithParts:
    """A table and what is in it, by name. ``schema`` and ``name`` are its own."""

    address: Address
    table: Table
    columns: dict[str, Column] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)

    @property
    def schema(self) -> str:
        """The schema's name."""
        return self.address.name[0]

    @property
    def name(self) -> str:
        """Without the schema."""
        return self.address.name[1]

    @property
    def is_part(self) -> bool:
        """Is it a partition or a child? Then its columns and keys are its parent's."""
        return self.table.partition_of is not None or bool(self.table.inherits)

    @property
    def primary_key(self) -> PrimaryKey | None:
        """The key, when it has one."""
        return next((item for item in self.constraints.values() if isinstance(item, PrimaryKey)), None)

    def column_address(self, name: str) -> Address:
        """Where the column is."""
        return self.address.child("column", name)


class Catalog:
    """One state: everything by kind, and the tables of each database with their parts."""

    def __init__(
        self,
        objects: Mapping[Address, Object],
        server_versions: Mapping[Address, int] | None = None,
        external: Iterable[Address] = (),
    ) -> None:
        self.objects = objects
        self.external_schemas = [
            (address.parent, address.name[0])
            for address in external
            if address.kind == "schema" and address.parent is not None
        ]
        self._versions = server_versions or {}
        self._tables: dict[Address, TableWithParts] = {
            address: TableWithParts(address, value)
            for address, value in objects.items()
            if isinstance(value, Table)
        }
        self._triggers: dict[Address, list[Address]] = defaultdict(list)
        for address, value in objects.items():
            self._place(address, value)

    def _place(self, address: Address, value: Object) -> None:
        holder = self._tables.get(address.parent) if address.parent is not None else None
        if holder is None:
            return
        name = address.name[0] if address.name else ""
        match value:
            case Column():
                holder.columns[name] = value
            case PrimaryKey() | Unique() | Check() | ForeignKey() | Exclusion():
                holder.constraints[name] = value
            case Index():
                holder.indexes[name] = value
            case Policy():
                holder.policies[name] = value
            case _ if address.kind == "trigger":
                self._triggers[holder.address].append(address)
            case _:
                pass

    def of(self, kind: type[Kind]) -> Iterator[tuple[Address, Kind]]:
        """Every object of that class with its address, in the order of the source."""
        for address, value in self.objects.items():
            if isinstance(value, kind):
                yield address, value

    def tables(self) -> Iterator[TableWithParts]:
        """Every table."""
        yield from self._tables.values()

    def databases(self) -> list[Address]:
        """Every database."""
        return [address for address, _ in self.of(Database)]

    def table(self, database: Address | None, schema: str, name: str) -> TableWithParts | None:
        """The table of that name."""
        return None if database is None else self._tables.get(database.child("table", schema, name))

    def triggers(self, table: Address) -> list[Address]:
        """Those on the table."""
        return self._triggers[table]

    def version(self, address: Address) -> int:
        """The major version of the server that it is on; 0 when nobody says."""
        database = address.container("database")
        if database is not None and database in self._versions:
            return self._versions[database] // 10000
        project = address.container("project")
        value = self.objects.get(project) if project is not None else None
        version = value.pg_version if isinstance(value, Project) else 0
        return version if isinstance(version, int) else 0
