"""``types:`` of a schema: an enum, a domain, a composite or a range, told by which of the words is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.stack.documents.composite import COMPOSITE, add_composite
from neonctl_py.stack.documents.domain import DOMAIN, add_domain
from neonctl_py.stack.documents.enum import ENUM, add_enum
from neonctl_py.stack.documents.grant import add_grants
from neonctl_py.stack.documents.range import RANGE, add_range
from neonctl_py.stack.names import identifier
from neonctl_py.stack.shapes import ByKey, MapOf

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word


def _place(parent: Address | None, name: str) -> Address | None:
    return parent.parent.child("type", parent.name[-1], name) if parent and parent.parent else None


TYPES: Final = MapOf(
    ByKey("domain", DOMAIN, ByKey("composite", COMPOSITE, ByKey("range", RANGE, ENUM))),
    "types",
    _place,
    identifier,
)
_ADDING: Final = {"domain": add_domain, "composite": add_composite, "range": add_range, "enum": add_enum}


def type_kind(doc: Doc) -> str:
    """``enum``, ``domain``, ``composite`` or ``range``."""
    return next((kind for kind in _ADDING if doc.has(kind)), "enum")


def add_type(name: Word, doc: Doc, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one type with its grants."""
    kind, build = type_kind(doc), scope.build
    address = scope.address.child(kind, schema, str(name))
    written_owner = scope.server.owner(doc.get("owner", owner), address) if doc.has("owner") else owner
    _ADDING[kind](address, doc, written_owner, name.span, scope)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    if doc.has("grants"):
        add_grants(doc.get("grants"), address, written_owner, scope.server)
    else:
        build.open_parts.add((address, "grant"))
