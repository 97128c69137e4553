"""What every schema-qualified object depends on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.model.word_pattern import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.world import World

_ROUTINES: Final = frozenset({"function", "aggregate"})
_CALLED: Final = re.compile(rf'(?:"(?:[^"]|"")+"|{WORD})\s*\(')


def owner_and_schema(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The schema that it is in, and the role that owns it, with its right to create in that schema (ALTER … OWNER asks for it)."""
    assert address.parent is not None, address  # noqa: S101  it is in a database
    schema = address.parent.child("schema", address.name[0])
    yield schema
    for role in owner(world, address, value):
        yield role
        yield schema.child("grant", role.name[0])


def owner(world: World, address: Address, value: Object) -> Iterator[Address]:
    """The role that owns it."""
    name = getattr(value, "owner", None)
    role = world.role(name, address) if isinstance(name, str) else None
    if role is not None:
        yield role


def named_in(world: World, text: str, database: Address) -> Iterator[Address]:
    """What the text names, operators (which are no words) too. Before a bracket stands a routine, and no table of that name."""
    yield from (place for place in world.mentioned(text, database) if place.kind in _ROUTINES)
    yield from world.mentioned(_CALLED.sub("(", text), database)
    for place in world.parts_of(database):
        if place.kind == "operator" and place.name[1].partition("(")[0] in text:
            yield place
