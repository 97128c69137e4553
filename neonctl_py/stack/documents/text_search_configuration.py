"""Text search configurations of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.text_search_configuration import TextSearchConfiguration
from neonctl_py.stack.documents.lifecycle import (
    COMMENT,
    LIFECYCLE,
    OWNER,
    RENAMED_FROM,
    comment_of,
    in_schema,
)
from neonctl_py.stack.names import identifier, word
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Doc, Key, ListOf, MapOf, Record
from neonctl_py.stack.signature_text import SignatureReader

if TYPE_CHECKING:
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

TEXT_SEARCH_CONFIGURATION: Final = Record(
    "text_search_configuration",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "parser": Key(Text("a parser"), "Its parser; Postgres' `default` when not written."),
        "mappings": Key(
            MapOf(ListOf(Text("a dictionary"), "dictionaries", 1), "token types", rule=word),
            "The dictionaries that a type of token is looked up in, in their order: `word: [english_stem]`; exactly these.",
        ),
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a text search configuration",
)
TEXT_SEARCH_CONFIGURATIONS: Final = Key(
    MapOf(TEXT_SEARCH_CONFIGURATION, "configurations", in_schema("text_search_configuration"), identifier),
    "Its text search configurations, by name.",
)


def add_text_search_configuration(
    name: Word, doc: Doc, *, schema: str, owner: str | Unset, scope: DatabaseScope
) -> None:
    """Put one configuration."""
    address, build = scope.address.child("text_search_configuration", schema, str(name)), scope.build
    reader = SignatureReader(schema, address, scope)
    mappings = {
        str(token): tuple(map(reader.name, dictionaries))
        for token, dictionaries in doc.get("mappings", {}).items()
    }
    value = TextSearchConfiguration(
        parser=reader.name(doc.get("parser")) if doc.has("parser") else _DEFAULT_PARSER,
        mappings=tuple(sorted(mappings.items())),
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner,
        comment=comment_of(doc),
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)


_DEFAULT_PARSER: Final = '"default"'
