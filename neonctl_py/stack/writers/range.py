"""Range types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.values import UNSET
from neonctl_py.stack.type_spelling import short_type
from neonctl_py.stack.writers.column import require_collation
from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.range import Range
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Range, writing: Writing) -> None:
    """Under ``types`` of its schema."""
    container = writing.schema(address)
    if container is None or address.parent is None:
        return
    kind = short_type(value.subtype, address.name[0], address.parent, writing)
    document = writing.begin(address, container, "types", small=not value.comment)
    optional = {
        "opclass": _opclass(value.opclass),
        "collation": require_collation(value.collation),
        "canonical": value.canonical,
        "difference": value.difference,
        "multirange": value.multirange if value.multirange is not UNSET else None,
    }
    document["range"] = kind
    document.update((key, text) for key, text in optional.items() if text is not None)
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment


def _opclass(name: str | None) -> str | None:
    bare = (name or "").removeprefix("pg_catalog.")
    return name if "." in bare else bare or None
