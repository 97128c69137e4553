"""Where a stack's documents grow while objects are written, and what every kind's writer may ask.

A writer is a function ``write(address, value, writing)`` that puts one object into the document of its container. What
the language can't say is raised as ``Inexpressible``: the nearest container that may be ``external`` then becomes so,
because a part that isn't declared would be removed. Nothing here knows YAML's text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from neonctl_py.model.table import Table
from neonctl_py.model.values import UNSET, sql_names
from neonctl_py.stack.yaml_text import Flow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

Document = dict[str, Any]


class Inexpressible(Exception):  # noqa: N818  no error of anyone's: the language has no words for it
    """A sentence about what can't be said."""


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """What is not in the stack as it is in the world, and why. ``address`` is external then, or not declared."""

    address: Address
    why: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A text that becomes a file beside the document that it stands in, which then says ``{file: path}``. ``stem``: the
    path that is wanted, without its ``suffix``.
    """

    stem: str
    suffix: str
    text: str


class Writer(Protocol):
    """Puts one object into its container's document."""

    def __call__(self, address: Address, value: Any, writing: Writing, /) -> None: ...


@dataclass
class Writing:
    """``objects``: everything that is written. ``server_versions``: what the stack will say, by project (0: nothing), which is
    what ``all`` stands for. ``external``: containers that are only mentioned.
    """

    objects: Mapping[Address, Object]
    server_versions: Mapping[Address, int]
    external: dict[Address, Any] = field(default_factory=dict)
    projects: Document = field(default_factory=dict)
    documents: dict[Address, Document] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    @cached_property
    def parts(self) -> dict[tuple[Address | None, str], list[tuple[Address, Any]]]:
        """(container, kind) -> its members, in the order of their addresses."""
        found: dict[tuple[Address | None, str], list[tuple[Address, Any]]] = {}
        for address in sorted(self.objects):
            found.setdefault((address.parent, address.kind), []).append((address, self.objects[address]))
        return found

    def members(self, container: Address, kind: str) -> list[tuple[Address, Any]]:
        """The container's objects of that kind."""
        return self.parts.get((container, kind), [])

    @cached_property
    def containers(self) -> frozenset[Address | None]:
        """Everything that holds something."""
        return frozenset(container for container, _ in self.parts)

    @cached_property
    def partitions(self) -> dict[Address, list[tuple[Address, Table]]]:
        """The partitions of each table, in the order of their addresses."""
        found: dict[Address, list[tuple[Address, Table]]] = {}
        for address in sorted(self.objects):
            value = self.objects[address]
            if isinstance(value, Table) and value.partition_of is not None and address.parent is not None:
                parent = address.parent.child("table", *sql_names(value.partition_of))
                found.setdefault(parent, []).append((address, value))
        return found

    @cached_property
    def constraint_names(self) -> Counter[tuple[str, str]]:
        """How often each constraint's name occurs in a schema: only a single one can be left to Postgres' default."""
        return Counter(
            (address.parent.name[0], address.name[0])
            for address in self.objects
            if address.kind == "constraint" and address.parent is not None and address.parent.kind == "table"
        )

    def document(self, address: Address | None) -> Document | None:
        """The document of an object that was written before; None when it is not there or external."""
        return None if address is None or self.is_external(address) else self.documents.get(address)

    def begin(self, address: Address, container: Document, *keys: str, small: bool = False) -> Document:
        """An empty document for the object, at the keys inside its container's. ``small``: on one line where it fits."""
        document: Document = Flow() if small else {}
        part(container, *keys)[address.name[-1]] = document
        self.documents[address] = document
        return document

    def schema(self, address: Address) -> Document | None:
        """The document of the schema that an object directly under a database (``view.S.N``) belongs to."""
        return (
            None if address.parent is None else self.document(address.parent.child("schema", address.name[0]))
        )

    def server_version(self, address: Address) -> int:
        """As the stack that is being written will tell it."""
        project = address.container("project")
        return self.server_versions.get(project, 0) if project is not None else 0

    def is_external(self, address: Address) -> bool:
        """Is it, or what holds it, only mentioned?"""
        return bool(self.external) and (
            address in self.external or any(place in self.external for place in address.ancestors())
        )

    def mention_table(self, database: Address, schema: str, name: str) -> None:
        """Make a table known that others refer to, and that this stack has nothing to say about."""
        table, home = database.child("table", schema, name), database.child("schema", schema)
        if table in self.objects or database.child("foreign_table", schema, name) in self.objects:
            return
        container, document = self.document(home), self.document(database)
        if container is not None:
            part(container, "tables").setdefault(name, Flow({"external": True}))
        elif document is not None and home not in self.objects:
            part(document, "schemas").setdefault(schema, Flow({"external": True}))

    def make_external(self, address: Address, owner: Any = True) -> None:
        """Keep only a mention of it."""
        self.external[address] = owner
        document = self.documents.get(address)
        if document is not None:
            document.clear()
            document["external"] = owner


def part(document: Document, *keys: str) -> Document:
    """The mapping at those keys, made where it isn't there."""
    for key in keys:
        document = document.setdefault(key, {})
    return document


def put_written(document: Document, values: Iterable[tuple[str, Any]]) -> None:
    """Put what is written: not what is UNSET."""
    document.update((key, value) for key, value in values if value is not UNSET)
