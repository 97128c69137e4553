"""A type that Postgres can't alter is made anew under another name, and takes over column by column, then the old one's name.

Never here: what a type consists of (``operations/enum``, ``operations/domain``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operations import attributes, grant
from neonctl_py.ddl.operations.column import AlterColumn
from neonctl_py.ddl.quoting import identifier, qualified
from neonctl_py.model.column import Column
from neonctl_py.model.grant import Grant, Privilege, public_default
from neonctl_py.model.helper_names import replacement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


def temporary(place: Address) -> str:
    """The qualified name under which the new type is made."""
    schema, bare = place.name
    return qualified(schema, replacement(bare))


def users(step: SqlStep) -> list[tuple[Address, Column]]:
    """The columns that have the type."""
    return [(address, held) for address, held in step.context if isinstance(held, Column)]


def conversion(place: Address, address: Address, column: Column, through: str) -> AlterColumn:
    """From the old type to the new one. ``through``: the type that both can be cast to and from."""
    array = "[]" if column.type.endswith("[]") else ""
    new = f"{temporary(place)}{array}"
    quoted = identifier(address.name[0])
    return retyped(address, new, f"{quoted}::{through}{array}::{new}")


def retyped(address: Address, to: str, value: str = "") -> AlterColumn:
    """``value``: what becomes of the old one, a cast of it if nothing is said. The rows of a foreign table are not ours to convert."""
    is_here = parent_of(address).kind == "table"
    return _action(
        address,
        f"TYPE {to} USING {value or f'{identifier(address.name[0])}::{to}'}" if is_here else f"TYPE {to}",
    )


def rebuilt(
    step: SqlStep,
    created: Sequence[MigrateOperation],
    converted: Sequence[MigrateOperation],
    dropped: MigrateOperation,
) -> list[MigrateOperation]:
    """Defaults are out of the way meanwhile: Postgres would try to convert them."""
    bare = step.address.name[-1]
    plain = [(address, held) for address, held in users(step) if held.generated is None]
    on = f"{'DOMAIN' if step.address.kind == 'domain' else 'TYPE'} {temporary(step.address)}"
    return [
        *created,
        *(_action(address, "DROP DEFAULT") for address, _ in plain),
        *converted,
        dropped,
        attributes.Rename(on, replacement(bare), bare),
        *(_action(address, f"SET DEFAULT {held.default}") for address, held in plain if held.default),
    ]


def set_aside(step: SqlStep, dropped: MigrateOperation) -> list[MigrateOperation]:
    """The columns are text until ``take_back``, and the type goes."""
    held = users(step)
    return [
        *(_action(address, "DROP DEFAULT") for address, column in held if column.generated is None),
        *(retyped(address, f"text{_array(column)}") for address, column in held),
        dropped,
    ]


def take_back(step: SqlStep) -> list[MigrateOperation]:
    """The columns have the type again."""
    name, held = relation(step.address), users(step)
    return [
        *(retyped(address, f"{name}{_array(column)}") for address, column in held),
        *(
            _action(address, f"SET DEFAULT {column.default}")
            for address, column in held
            if column.default and column.generated is None
        ),
    ]


def _array(column: Column) -> str:
    return "[]" if column.type.endswith("[]") else ""


def grants(step: SqlStep) -> list[MigrateOperation]:
    """The new type has the old one's grants."""
    lowered: list[MigrateOperation] = []
    kind, bare = step.address.kind, step.address.name[-1]
    for address, held in step.context:
        if isinstance(held, Grant) and address.parent == step.address:
            start = map(Privilege, public_default(kind, bare)) if address.name[0] == "public" else ()
            lowered += grant.changes(address, tuple(start), held.privileges)
    return lowered


def _action(address: Address, action: str) -> AlterColumn:
    return AlterColumn(relation(parent_of(address)), address.name[0], action)
