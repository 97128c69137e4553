"""Rewrite rules of tables and views."""

from __future__ import annotations

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


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Rule]]:
    """Those of managed tables and views."""
    for relation, name, event, enabled, definition, *beginning, comment in rows:
        owner = reading.tables.get(relation) or reading.views.get(relation)
        if owner is not None and definition is not None:
            yield (
                owner.child("rule", name),
                Rule(
                    event=_EVENT[event],
                    definition=_after(f"ON {_EVENT[event].upper()} TO", beginning, definition),
                    enabled=_ENABLED[enabled],
                    comment=comment,
                ),
            )


def _after(event: str, beginning: list[str], definition: str) -> str:
    """What follows the rule's and the relation's names, which stand at its address."""
    rest = definition.strip().removesuffix(";")
    for word in (beginning[0], event, beginning[1]):
        rest = rest.lstrip()
        if not rest.startswith(word):
            raise InternalError(f"a rule's definition does not begin with {word!r}: {definition!r}")
        rest = rest.removeprefix(word)
    return rest.strip()
