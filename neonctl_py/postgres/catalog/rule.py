"""Rewrite rules of tables and views."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from neonctl_py.errors import InternalError
from neonctl_py.model.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_EVENT: Final[dict[str, Literal["select", "insert", "update", "delete"]]] = {
    "1": "select",
    "2": "update",
    "3": "insert",
    "4": "delete",
}
_ENABLED: Final[dict[str, Literal["origin", "disabled", "replica", "always"]]] = {
    "O": "origin",
    "D": "disabled",
    "R": "replica",
    "A": "always",
}

_NAME: Final = r'(?:"(?:[^"]|"")+"|[^\s".]+)'
_DEFINITION: Final = re.compile(
    rf"\s*CREATE RULE {_NAME} AS\s+ON [A-Z]+ TO {_NAME}(?:\.{_NAME})?\s*(.*?)\s*\Z", re.DOTALL
)


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Rule]]:
    """Those of managed tables and views."""
    for relation, name, event, enabled, definition, comment in rows:
        owner = reading.tables.get(relation) or reading.views.get(relation)
        if owner is not None and definition is not None:
            yield (
                owner.child("rule", name),
                Rule(
                    event=_EVENT[event],
                    definition=_definition(definition),
                    enabled=_ENABLED[enabled],
                    comment=comment,
                ),
            )


def _definition(text: str) -> str:
    """What follows the rule's and the relation's names, which stand at its address."""
    match = _DEFINITION.match(text)
    if match is None:
        raise InternalError(f"a rule's definition can't be read: {text!r}")
    return match[1].removesuffix(";")
