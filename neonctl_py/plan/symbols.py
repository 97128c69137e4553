"""Expressions that may use an operator of the same plan: they come after it. Operators are symbols and no names, so that looking
for names in texts does not find them.

Never here: what is known to use an operator that is there (the catalog says it).
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from neonctl_py.plan.changes import Action
from neonctl_py.plan.order import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.plan.order import Node
    from neonctl_py.plan.world import World

_MADE: Final = (Action.CREATE, Action.REPLACE)
_NO_EXPRESSION: Final = frozenset({"comment", "index_comment", "body"})
"""Texts that Postgres keeps as they are."""
_USERS: Final = frozenset(
    {
        "table",
        "column",
        "constraint",
        "index",
        "view",
        "materialized_view",
        "policy",
        "rule",
        "trigger",
        "statistics",
        "domain",
        "function",
        "aggregate",
        "publication",
    }
)
_SYMBOL: Final = re.compile(r"[-+*/<>=~!@#%^&|`?]+")


def symbol_edges(world: World) -> Iterator[tuple[Node, Node]]:
    """Too many do no harm: an expression says the symbol, and not between what types."""
    made: dict[tuple[Address | None, str], list[Address]] = {}
    for place, change in world.changes.items():
        if place.kind == "operator" and change.action in _MADE:
            made.setdefault((place.parent, place.name[1].partition("(")[0]), []).append(place)
    if not made:
        return
    for place, change in world.changes.items():
        if place.kind in _USERS and change.after is not None:
            database = place.container("database")
            for symbol in {found for text in _texts(change.after) for found in _SYMBOL.findall(text)}:
                for operator in made.get((database, symbol), ()):
                    yield (operator, Phase.PUT), (place, Phase.PUT)


@cache
def _expressions(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in _NO_EXPRESSION)


def _texts(value: object) -> Iterator[str]:
    """Whatever is written in it, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _expressions(type(value)):
            yield from _texts(getattr(value, name))
