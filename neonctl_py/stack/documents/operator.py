"""Operators of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.operator import Operator
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, comment_of, in_schema
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Flag, Text
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record
from neonctl_py.stack.signature_text import SignatureReader

if TYPE_CHECKING:
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

OPERATOR: Final = Record(
    "operator",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "function": Key(Text("a function"), "Its function, as `schema.function`.", required=True),
        "commutator": Key(Text("an operator"), "The operator with its sides exchanged, as `schema.===`."),
        "negator": Key(Text("an operator"), "The operator that says the opposite, as `schema.!==`."),
        "restrict": Key(Text("a function"), "The estimator of its selectivity, as `eqsel`."),
        "join": Key(Text("a function"), "The estimator of its selectivity in joins, as `eqjoinsel`."),
        "hashes": Key(Flag(), "It can serve a hash join."),
        "merges": Key(Flag(), "It can serve a merge join."),
        "lifecycle": LIFECYCLE,
    },
    "an operator",
)
OPERATORS: Final = Key(
    MapOf(OPERATOR, "operators", in_schema("operator"), word),
    "Its operators, by symbol and types: `===(text, text)`, of a prefix operator `!!(none, integer)`.",
)


def add_operator(name: Word, doc: Doc, *, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one operator."""
    written = scope.address.child("operator", schema, str(name))
    reader = SignatureReader(schema, written, scope)
    signature = reader.read(name)
    types = signature.types or ()
    if len(types) != _SIDES:
        detail = f"`{name}` needs two types, `none` for a side that it hasn't."
        scope.build.mistakes.add("NP123", name.span, detail, "Write `===(text, text)`.", address=written)
        return
    address = scope.address.child("operator", schema, f"{signature.name}({', '.join(types)})")
    value = Operator(
        function=reader.name(doc.get("function")) if doc.has("function") else "",
        **{
            key: reader.name(doc.get(key))
            for key in ("commutator", "negator", "restrict", "join")
            if doc.has(key)
        },
        hashes=doc.get("hashes", False),
        merges=doc.get("merges", False),
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner,
        comment=comment_of(doc),
    )
    scope.build.put(address, value, name.span)
    scope.build.protect(address, doc)


_SIDES: Final = 2
