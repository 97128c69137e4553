"""Foreign servers of a database, with their user mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.foreign_server import ForeignServer
from neonctl_py.stack.documents.grant import GRANTS_KEY, add_open_grants
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    LIFECYCLE,
    NAME,
    OPTIONS,
    OWNER,
    RENAMED_FROM,
    comment_of,
    options_of,
)
from neonctl_py.stack.documents.user_mapping import USER_MAPPINGS, add_user_mapping
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

FOREIGN_SERVER: Final = Record(
    "foreign_server",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "wrapper": Key(NAME, "Its foreign-data wrapper, as `postgres_fdw`.", required=True),
        "type": Key(Text("text"), "Its type."),
        "version": Key(Text("text"), "Its version."),
        "options": OPTIONS,
        "user_mappings": USER_MAPPINGS,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a foreign server",
)
FOREIGN_SERVERS: Final = Key(
    MapOf(FOREIGN_SERVER, "foreign servers", child_of("foreign_server"), identifier),
    "Its foreign servers, by name.",
)


def add_foreign_server(name: Word, doc: Doc, scope: DatabaseScope) -> None:
    """Put one server with its user mappings and grants."""
    address, build = scope.address.child("foreign_server", str(name)), scope.build
    owner = scope.server.owner(doc.get("owner"), address) if doc.has("owner") else scope.owner
    value = ForeignServer(
        wrapper=str(doc.get("wrapper", "")),
        type=str(doc.get("type")) if doc.has("type") else None,
        version=str(doc.get("version")) if doc.has("version") else None,
        options=options_of(doc),
        owner=owner,
        comment=comment_of(doc),
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
    add_open_grants(doc, address, owner, scope)
    if doc.has("user_mappings"):
        for role, mapping in doc.get("user_mappings").items():
            add_user_mapping(role, mapping, address, scope)
    else:
        build.open_parts.add((address, "user_mapping"))
