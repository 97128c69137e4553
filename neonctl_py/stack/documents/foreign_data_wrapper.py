"""Foreign-data wrappers that no extension brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.foreign_data_wrapper import ForeignDataWrapper
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_open_grants
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    LIFECYCLE,
    OPTIONS,
    OWNER,
    RENAMED_FROM,
    comment_of,
    options_of,
)
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record, child_of
from neonctl_py.stack.signature_text import SignatureReader

if TYPE_CHECKING:
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

FOREIGN_DATA_WRAPPER: Final = Record(
    "foreign_data_wrapper",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "handler": Key(Text("a function"), "Its handler, as `schema.function`."),
        "validator": Key(Text("a function"), "What checks its options, as `schema.function`."),
        "options": OPTIONS,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a foreign-data wrapper",
)
FOREIGN_DATA_WRAPPERS: Final = Key(
    MapOf(FOREIGN_DATA_WRAPPER, "foreign-data wrappers", child_of("foreign_data_wrapper"), identifier),
    "Its foreign-data wrappers, by name; those of extensions come with them.",
)


def add_foreign_data_wrapper(name: Word, doc: Doc, scope: DatabaseScope) -> None:
    """Put one wrapper with its grants."""
    address, build = scope.address.child("foreign_data_wrapper", str(name)), scope.build
    reader = SignatureReader("public", address, scope)
    owner = scope.server.owner(doc.get("owner"), address)
    value = ForeignDataWrapper(
        handler=reader.name(doc.get("handler")) if doc.has("handler") else None,
        validator=reader.name(doc.get("validator")) if doc.has("validator") else None,
        options=options_of(doc),
        owner=owner,
        comment=comment_of(doc),
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    add_open_grants(doc, address, owner, scope)
