"""Operator classes of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.operator_class import OperatorClass
from neonctl_py.model.operator_family import OperatorFamily
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, comment_of, in_schema
from neonctl_py.stack.documents.operator_family import member
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Flag, Text
from neonctl_py.stack.shapes import Doc, Key, ListOf, MapOf, Record
from neonctl_py.stack.signature_text import SignatureReader
from neonctl_py.stack.sql_tokens import quoted_name

if TYPE_CHECKING:
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

OPERATOR_CLASS: Final = Record(
    "operator_class",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "type": Key(Text("a type"), "The type that it indexes.", required=True),
        "default": Key(Flag(), "The type's default for this access method."),
        "family": Key(
            Text("an operator family"), "Its family, as `schema.name`; one of its own name when not written."
        ),
        "members": Key(
            ListOf(Text("a member"), "members"),
            "Its operators and functions: `operator 1 <`, `function 1 app.compare(integer, integer)`. Those that Postgres "
            "gives to the family (of gist and gin: the operators) are written there.",
        ),
        "storage": Key(Text("a type"), "The type that is stored, where it is another one."),
        "lifecycle": LIFECYCLE,
    },
    "an operator class",
)
OPERATOR_CLASSES: Final = Key(
    MapOf(OPERATOR_CLASS, "operator classes", in_schema("operator_class"), word),
    "Its operator classes, by name and access method: `backwards using btree`.",
)


def add_operator_class(
    name: Word, doc: Doc, *, schema: str, owner: str | Unset, scope: DatabaseScope
) -> None:
    """Put one class, and the family of its name where none is written."""
    address, build = scope.address.child("operator_class", schema, str(name)), scope.build
    bare, _, method = name.rpartition(" using ")
    if not bare:
        hint = "Write `name using btree`."
        build.mistakes.add("NP123", name.span, f"`{name}` names no access method.", hint, address=address)
        return
    reader = SignatureReader(schema, address, scope)
    kind = reader.type(str(doc.get("type", "text")), doc.get("type", name))
    items = [member(text, (kind, kind), reader) for text in doc.get("members", [])]
    if doc.has("storage"):
        items.append(f"STORAGE {reader.type(str(doc.get('storage')), doc.get('storage'))}")
    written_owner = scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner
    family = (
        reader.name(doc.get("family")) if doc.has("family") else f"{quoted_name(schema)}.{quoted_name(bare)}"
    )
    value = OperatorClass(
        type=kind,
        default=doc.get("default", False),
        family=family,
        items=tuple(sorted(items)),
        owner=written_owner,
        comment=comment_of(doc),
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    implied = scope.address.child("operator_family", schema, f"{bare} using {method}")
    if not doc.has("family") and implied not in build.objects:
        build.put(implied, OperatorFamily(owner=written_owner, comment=UNSET), name.span)
