"""Text search dictionaries of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.text_search_dictionary import TextSearchDictionary
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    LIFECYCLE,
    OPTIONS,
    OWNER,
    RENAMED_FROM,
    comment_of,
    in_schema,
    options_of,
)
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record
from neonctl_py.stack.signature_text import SignatureReader

if TYPE_CHECKING:
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

TEXT_SEARCH_DICTIONARY: Final = Record(
    "text_search_dictionary",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "template": Key(
            Text("a template"), "Its template, as `simple`, `snowball`, `ispell`.", required=True
        ),
        "options": OPTIONS,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a text search dictionary",
)
TEXT_SEARCH_DICTIONARIES: Final = Key(
    MapOf(TEXT_SEARCH_DICTIONARY, "dictionaries", in_schema("text_search_dictionary"), identifier),
    "Its text search dictionaries, by name.",
)


def add_text_search_dictionary(
    name: Word, doc: Doc, *, schema: str, owner: str | Unset, scope: DatabaseScope
) -> None:
    """Put one dictionary."""
    address, build = scope.address.child("text_search_dictionary", schema, str(name)), scope.build
    template = doc.get("template", None)
    value = TextSearchDictionary(
        template=SignatureReader(schema, address, scope).name(template) if template else "",
        options=options_of(doc),
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner,
        comment=comment_of(doc),
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)
