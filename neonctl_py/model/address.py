"""Typed addresses: the name of every object in plans, graphs, messages and ``--target``.

Text form: ``project.shop/branch.production/database.neondb/table.public.buyers/index.buyers_wallet_idx``.
A segment is ``kind``, ``kind.name`` or ``kind.schema.name``; a name part that holds anything but letters, digits,
``_``, ``-`` or ``$`` is written in double quotes (doubled inside), so that every address parses back to itself.
"""

from __future__ import annotations

import re
from functools import total_ordering
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(r"[\w$-]+\Z")
_SEGMENT = re.compile(r'(?P<kind>[a-z_]+)(?P<names>(?:\.(?:"(?:[^"]|"")*"|[\w$-]+))*)(?:/|\Z)')
_NAME = re.compile(r'\.(?:"((?:[^"]|"")*)"|([\w$-]+))')

_NAMES_ROLES = "default_privileges"
"""The one kind with several names under a database that are no schema's."""


@total_ordering
class Address:
    """An immutable path of (kind, name parts) segments. Hash and text are computed once: plans hold 100,000s of them."""

    __slots__ = ("_hash", "_text", "kind", "name", "parent")

    parent: Address | None
    kind: str
    name: tuple[str, ...]

    def __init__(self, kind: str, *name: str, parent: Address | None = None) -> None:
        object.__setattr__(self, "parent", parent)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "_hash", hash((parent, kind, name)))
        object.__setattr__(self, "_text", None)

    def __setattr__(self, attribute: str, value: object) -> None:
        raise AttributeError(f"an address can't be changed: {attribute} = {value!r}")

    def __reduce__(self) -> tuple[object, ...]:
        return (address_of, (self.parent, self.kind, *self.name))

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read the text form. Raises ValueError with what is wrong."""
        address: Address | None = None
        position = 0
        while position < len(text):
            match = _SEGMENT.match(text, position)
            if match is None:
                raise ValueError(f"not an address from character {position + 1} on: {text[position:]!r}")
            names = (q.replace('""', '"') if q or not p else p for q, p in _NAME.findall(match["names"]))
            address = cls(match["kind"], *names, parent=address)
            position = match.end()
        if address is None or text.endswith("/"):
            raise ValueError(f"not an address: {text!r}")
        return address

    def child(self, kind: str, *name: str) -> Address:
        """The address of an object inside this one."""
        return Address(kind, *name, parent=self)

    def ancestors(self) -> Iterator[Address]:
        """Its containers, nearest first, without itself."""
        address = self.parent
        while address is not None:
            yield address
            address = address.parent

    def holders(self) -> Iterator[Address]:
        """Its containers, and the schema that a qualified name speaks of: ``schema.sales`` holds ``table.sales.orders``,
        though the two stand beside each other in the address of their database.
        """
        for place in (self, *self.ancestors()):
            if place.parent is None:
                return
            if place.parent.kind == "database" and len(place.name) > 1 and place.kind != _NAMES_ROLES:
                yield place.parent.child("schema", place.name[0])
            yield place.parent

    def is_within(self, other: Address) -> bool:
        """Is it ``other`` or inside it?"""
        return self == other or any(ancestor == other for ancestor in self.ancestors())

    def container(self, kind: str) -> Address | None:
        """The nearest container (or itself) of that kind."""
        if self.kind == kind:
            return self
        return next((ancestor for ancestor in self.ancestors() if ancestor.kind == kind), None)

    def moved(self, old: Address, new: Address) -> Address:
        """The same place after its container ``old`` became ``new``."""
        if self == old:
            return new
        if self.parent is None:
            return self
        return Address(self.kind, *self.name, parent=self.parent.moved(old, new))

    @property
    def segment(self) -> str:
        """The last segment's text: ``table.public.buyers``."""
        return ".".join((self.kind, *map(_quoted, self.name)))

    def __str__(self) -> str:
        if self._text is None:
            text = self.segment if self.parent is None else f"{self.parent}/{self.segment}"
            object.__setattr__(self, "_text", text)
        return str(self._text)

    def __repr__(self) -> str:
        return f"<{self}>"

    def __hash__(self) -> int:
        return int(self._hash)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Address):
            return NotImplemented
        return (
            self._hash == other._hash
            and self.kind == other.kind
            and self.name == other.name
            and self.parent == other.parent
        )

    def __lt__(self, other: Address) -> bool:
        return str(self) < str(other)

    _hash: int
    _text: str | None


def _quoted(part: str) -> str:
    if _PLAIN.match(part):
        return part
    return '"' + part.replace('"', '""') + '"'


def address_of(parent: Address | None, kind: str, *name: str) -> Address:
    """What a copy and a pickle are made with."""
    return Address(kind, *name, parent=parent)


def project_address(name: str) -> Address:
    """The root of everything a project holds."""
    return Address("project", name)
