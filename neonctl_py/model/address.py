"""Typed addresses: the name of every object in plans, graphs, messages and ``--target``.

Text form: ``project.shop/branch.production/database.neondb/table.public.buyers/index.buyers_wallet_idx``.
A segment is ``kind``, ``kind.name`` or ``kind.schema.name``; a name part that holds anything but letters, digits,
``_``, ``-`` or ``$`` is written in double quotes (doubled inside), so that every address parses back to itself.
"""

from __future__ import annotations

import re
from functools import total_ordering
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(r"[\w$-]+\Z")
_SEGMENT = re.compile(r'(?P<kind>[a-z_]+)(?P<names>(?:\.(?:"(?:[^"]|"")*"|[\w$-]+))*)(?:/|\Z)')
_NAME = re.compile(r'\.(?:"((?:[^"]|"")*)"|([\w$-]+))')

_NAMES_ROLES = "default_privileges"
"""The one kind with several names under a database that are no schema's."""


@total_ordering
class Address:
    """An immutable path of (kind, name parts) segments. Plans hold 100,000s of them, so hash and text are computed once, and
    asking an address for its child gives the same one every time: most comparisons are of an object with itself.
    ``depth`` counts its containers.
    """

    __slots__ = ("__weakref__", "_children", "_hash", "_text", "depth", "kind", "name", "parent")

    parent: Address | None
    kind: str
    name: tuple[str, ...]
    depth: int

    def __init__(self, kind: str, *name: str, parent: Address | None = None) -> None:
        put = object.__setattr__
        put(self, "parent", parent)
        put(self, "kind", kind)
        put(self, "name", name)
        put(self, "depth", 0 if parent is None else parent.depth + 1)
        put(self, "_hash", hash((parent, kind, name)))
        put(self, "_text", None)
        put(self, "_children", None)

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
            address = address_of(address, match["kind"], *names)
            position = match.end()
        if address is None or text.endswith("/"):
            raise ValueError(f"not an address: {text!r}")
        return address

    def child(self, kind: str, *name: str) -> Address:
        """The address of an object inside this one."""
        children = self._children
        if children is None:
            children = {}
            object.__setattr__(self, "_children", children)
        found = children.get((kind, name))
        if found is None:
            found = children.setdefault((kind, name), Address(kind, *name, parent=self))
        return found

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
        address: Address | None = self
        for _ in range(self.depth - other.depth):
            address = address.parent  # type: ignore[union-attr]  # it is deeper than the other one
        return address == other

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
        return self.parent.moved(old, new).child(self.kind, *self.name)

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
        return self._hash

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
    _children: dict[tuple[str, tuple[str, ...]], Address] | None


def _quoted(part: str) -> str:
    if _PLAIN.match(part):
        return part
    return '"' + part.replace('"', '""') + '"'


def address_of(parent: Address | None, kind: str, *name: str) -> Address:
    """What a copy and a pickle are made with."""
    if parent is not None:
        return parent.child(kind, *name)
    found = _ROOTS.get((kind, name))
    if found is None:
        found = _ROOTS[kind, name] = Address(kind, *name)
    return found


def project_address(name: str) -> Address:
    """The root of everything a project holds."""
    return address_of(None, "project", name)


_ROOTS: WeakValueDictionary[tuple[str, tuple[str, ...]], Address] = WeakValueDictionary()
