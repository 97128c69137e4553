"""Extensions of a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.extension import Extension
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.lifecycle import LIFECYCLE, NAME
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word

EXTENSION: Final = Record(
    "extension",
    {
        "schema": Key(NAME, "Where its objects are."),
        "version": Key(
            Text("a version"), "The version; without it the server's own, and never a difference."
        ),
        "comment": Key(
            Text("text", empty=True), "Instead of the one that the extension brings along.", nullable=True
        ),
        "lifecycle": LIFECYCLE,
    },
    "an extension",
)
EXTENSIONS: Final = MapOf(EXTENSION, "extensions", child_of("extension"), identifier)


def add_extension(name: Word, doc: Doc, scope: DatabaseScope) -> None:
    """Put one extension."""
    address = scope.address.child("extension", str(name))
    schema, version = doc.get("schema"), doc.get("version")
    value = Extension(
        schema=str(schema) if schema is not UNSET else UNSET,
        version=str(version) if version is not UNSET else UNSET,
        comment=str(doc.get("comment") or "") if doc.has("comment") else UNSET,
    )
    scope.build.put(address, value, name.span)
    scope.build.protect(address, doc)
