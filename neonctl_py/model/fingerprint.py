"""A state, plan or value as plain data, and the SHA-256 of its canonical JSON. Secrets enter as nothing but their presence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from neonctl_py.model.address import in_order
from neonctl_py.model.values import UNSET, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def plain(value: Any) -> Any:
    """JSON-ready data: dataclasses become mappings without their UNSET fields, tuples lists, a Secret a mask."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, Secret):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(item) for name, item in pairs if item is not UNSET}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    return str(value)


def fingerprint(value: Any) -> str:
    """64 hex digits; equal for equal data, whatever the order of mappings."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Fingerprint:
    """A state's, taken when somebody asks for it: most plans are read and forgotten. The state must not change until then."""

    __slots__ = ("_digest", "_objects")

    def __init__(self, digest: str = "") -> None:
        self._digest = digest
        self._objects: Mapping[Address, Object] | None = None

    @classmethod
    def of(cls, objects: Mapping[Address, Object]) -> Fingerprint:
        """Not taken yet."""
        made = cls()
        made._objects = objects
        return made

    @property
    def is_taken(self) -> bool:
        """Has somebody asked for it?"""
        return self._objects is None

    @property
    def digest(self) -> str:
        """64 hex digits; nothing where nobody knows the state."""
        if self._objects is not None:
            self._digest, self._objects = state_fingerprint(self._objects), None
        return self._digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fingerprint) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Fingerprint({self.digest!r})"


def state_fingerprint(objects: Mapping[Address, Object]) -> str:
    """Of everything that a state holds, whatever the order in which it was read.

    Over the representations of the values' fields (a Secret's is a mask), which is 40 times faster than JSON and as exact; it
    may differ between two versions of neonpy, which refuses plans that another version saved.
    """
    told: dict[int, str] = {}  # equal columns of many tables are often one value
    lines: list[str] = []
    for address in in_order(objects):
        value = objects[address]
        text = told.get(id(value))
        if text is None:
            kind = type(value)
            text = told[id(value)] = f"{kind.__name__} {_held(kind)(value)!r}\n"
        lines.append(f"{address} {text}")
    return digest_of(lines)


def digest_of(texts: Iterable[str]) -> str:
    """64 hex digits for all of them, one behind the other."""
    return hashlib.sha256("".join(texts).encode()).hexdigest()


@cache
def _held(kind: type[Object]) -> attrgetter[Any]:
    """The values of all fields: a tuple, which is written twice as fast as what holds it."""
    return attrgetter(*(field.name for field in fields(kind)))
