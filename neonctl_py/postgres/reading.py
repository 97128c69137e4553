"""What the readers of one observation share: oids and numbers -> names and addresses. Nothing here talks to a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neonctl_py.model.unordered import Unordered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.column import Column

Row = tuple[Any, ...]

NAMED_NOT_NULL_SINCE = 18
"""The first major version that tells the name of a NOT NULL."""


@dataclass(slots=True)
class Reading:
    """Filled in the order of ``observe.READERS``: each reader may rely on those before it.

    ``roles_under``: the branch (or postgres project) that roles belong to, None when they are somebody else's to read.
    ``vanished``: relations that were dropped while we read; what they held was not read right, and is gone anyway.
    ``roles``, ``schemas``: name by oid; ``schemas`` holds only those that are looked into. ``tables``, ``domains``,
    ``enums``, ``types`` (composites and ranges), ``sequences``, ``views``, ``materialized_views``, ``functions`` (aggregates
    too), ``wrappers``, ``servers``: address by oid, only what is managed; ``tables`` holds foreign ones, too.
    ``column_names``: by relation and attribute number, of every
    relation; ``quoted``: only for names that SQL needs in double quotes. ``sizes``: (estimated rows, bytes). ``inherited``: by table,
    the columns that it has from its parents only. ``lineage``: by the oid of a foreign table, its fields of ``Heir``.
    """

    database: Address
    server_version: int
    roles_under: Address | None = None
    vanished: frozenset[int] = frozenset()
    roles: dict[int, str] = field(default_factory=dict)
    schemas: dict[int, str] = field(default_factory=dict)
    tables: dict[int, Address] = field(default_factory=dict)
    domains: dict[int, Address] = field(default_factory=dict)
    enums: dict[int, Address] = field(default_factory=dict)
    views: dict[int, Address] = field(default_factory=dict)
    materialized_views: dict[int, Address] = field(default_factory=dict)
    types: dict[int, Address] = field(default_factory=dict)
    sequences: dict[int, Address] = field(default_factory=dict)
    functions: dict[int, Address] = field(default_factory=dict)
    column_names: dict[int, dict[int, str]] = field(default_factory=dict)
    quoted: dict[tuple[int, int], str] = field(default_factory=dict)
    wrappers: dict[int, Address] = field(default_factory=dict)
    servers: dict[int, Address] = field(default_factory=dict)
    sizes: dict[Address, tuple[int, int]] = field(default_factory=dict)
    inherited: dict[Address, dict[str, Column]] = field(default_factory=dict)
    lineage: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def major(self) -> int:
        """17 for 17.11."""
        return self.server_version // 10_000

    def role(self, oid: int) -> str:
        """The role's name; 0 is everyone. One that was dropped meanwhile is shown as its number, as Postgres does."""
        return "public" if oid == 0 else self.roles.get(oid, str(oid))

    def columns(self, relation: int, numbers: Sequence[int]) -> tuple[str, ...]:
        """The names of a relation's columns, in that order."""
        names = self.column_names[relation]
        return tuple(names[number] for number in numbers)


def settings(options: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """``{work_mem=1MB}`` in its order; of a repeated name the last one counts.

    Names in lower case, as they are compared: Postgres prints ``TimeZone`` where ``timezone`` was written.
    """
    if not options:
        return ()
    pairs = (option.partition("=") for option in options)
    return Unordered({name.lower(): value for name, _, value in pairs}.items())


def options(written: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """``{host=db.example}`` of a foreign object in its order; names keep their case."""
    pairs = (option.partition("=") for option in written or ())
    return Unordered((name, value) for name, _, value in pairs)


def stored_settings(options: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """As ``settings``, in the order of storing: the one in which pg_dump prints those of a function."""
    pairs = (option.partition("=") for option in options or ())
    return tuple((name.lower(), value) for name, _, value in pairs)


def numbers(vector: str) -> list[int]:
    """An ``int2vector``'s text: ``1 2 0``."""
    return [int(number) for number in vector.split()]
