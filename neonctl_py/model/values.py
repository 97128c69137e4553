"""Values that every kind shares: what was not written, what is secret, what is not known yet, names of two parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, NamedTuple


class Unset(Enum):
    """The type of ``UNSET``: the user wrote nothing, so it is neither sent nor compared."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET


class KnownAfterApply(Enum):
    """The type of ``KNOWN_AFTER_APPLY``: a value that the platform gives, shown as ``(known after apply)``."""

    KNOWN_AFTER_APPLY = "(known after apply)"


KNOWN_AFTER_APPLY: Final = KnownAfterApply.KNOWN_AFTER_APPLY


class Secret:
    """Text that masks itself in every rendering; only ``reveal()`` gives it, and it never compares by value in the open."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Every call site is a place where it leaves us on purpose."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "(sensitive value)"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret can't be pickled or copied into a file")


class QualifiedName(NamedTuple):
    """A Postgres name with its schema, both unquoted."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


_SQL_NAME: Final = re.compile(r'"((?:[^"]|"")+)"|([^".]+)')


def sql_names(text: str) -> tuple[str, ...]:
    """The parts of a qualified name as SQL writes it, without their quotes."""
    return tuple(quoted.replace('""', '"') or plain for quoted, plain in _SQL_NAME.findall(text))


@dataclass(frozen=True, slots=True)
class FieldRole:
    """How the generic differ treats a field of a kind; stored in the dataclass field's metadata under ``role``.

    ``compared``: False for what only orders, pins or documents. ``immutable``: a difference forces replacement.
    ``canonical``: text that Postgres spells its own way: ``type``, ``collation``, ``expression``, ``query`` or ``columns`` (those of a query); equal text is equal, other text is
    canonicalised by the server before it counts. ``platform_default``: what ``None`` (reset) stands for on the server.
    ``sensitive``: never shown.
    """

    compared: bool = True
    immutable: bool = False
    canonical: str = ""
    platform_default: Any = None
    sensitive: bool = False


PLAIN: Final = FieldRole()
NEVER_COMPARED: Final = {"role": FieldRole(compared=False)}
"""Metadata of a field that only tells more about what was observed."""


def settable(default: Any = UNSET, **role: Any) -> Any:
    """A dataclass field with a ``FieldRole``; without an argument its default is ``UNSET``."""
    return field(default=default, metadata={"role": FieldRole(**role)})
