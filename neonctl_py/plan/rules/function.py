"""A function or procedure: replaced in place as far as CREATE OR REPLACE can, so that whoever uses it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.function import Function
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.rules.owned import owner_and_schema
from neonctl_py.plan.rules.sql import lifecycle, why_replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.function import Argument
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World

RANK = 25
"""Before tables, whose defaults and checks may call it; what its own header needs is a dependency. Bodies are wishes only (plan.edges)."""


def dependencies(world: World, address: Address, value: Object) -> Iterator[Address]:
    """Schema, owner, language, and what its header and its SQL-standard body mention. Other bodies are read when they run."""
    yield from owner_and_schema(world, address, value)
    if not isinstance(value, Function) or address.parent is None:
        return
    yield address.parent.child("extension", value.language)
    texts = [value.returns or "", value.sql_body or "", f"{value.support or ''}(", *value.transforms]
    for argument in value.arguments:
        texts += [argument.type, argument.default or ""]
    yield from (place for place in world.mentioned(" ".join(texts), address.parent) if place != address)
    if value.sql_body is not None:
        for table in set(world.mentioned(value.sql_body, address.parent)):
            yield from world.columns_in(value.sql_body, table)


def steps(world: World, change: Change) -> Iterator[Planned]:
    """Create, drop, alter, rename; a replacement where the header can't be changed in place."""
    del world
    details: dict[str, Any] = {"reason": why_replaced(change)} if change.action is Action.REPLACE else {}
    access = change.difference("security_definer") or change.difference("owner")
    yield from lifecycle(
        change,
        drop_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        alter_hazards=(Hazard.CHANGES_ACCESS,) if access else (),
        rename_hazards=(Hazard.BREAKS_RUNNING_CODE,),
        **details,
    )


def needs_replacement(before: Function, after: Function) -> bool:
    """Postgres keeps the names of inputs, the defaults that are there, and the row that OUT arguments make."""
    return (
        _renames_an_input(before.arguments, after.arguments)
        or _outputs(before.arguments) != _outputs(after.arguments)
        or _defaults(after.arguments) < _defaults(before.arguments)
    )


def _renames_an_input(before: tuple[Argument, ...], after: tuple[Argument, ...]) -> bool:
    inputs = [[argument for argument in side if argument.is_input] for side in (before, after)]
    if len(inputs[0]) != len(inputs[1]):
        return True
    return any(
        old.mode != new.mode or (old.name not in ("", new.name)) for old, new in zip(*inputs, strict=True)
    )


def _outputs(arguments: tuple[Argument, ...]) -> list[tuple[str, str, str]]:
    return [
        (argument.mode, argument.name, argument.type)
        for argument in arguments
        if argument.mode in ("out", "inout")
    ]


def _defaults(arguments: tuple[Argument, ...]) -> int:
    return sum(argument.default is not None for argument in arguments)
