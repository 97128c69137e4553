"""Composite types. Their document is the ``composite`` form of a type (``documents/type``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.composite import Attribute, Composite
from neonctl_py.stack.column_text import collation_name
from neonctl_py.stack.documents.grant import GRANTS_KEY
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Doc, Either, Key, MapOf, Record
from neonctl_py.stack.sql_tokens import SqlTextError
from neonctl_py.stack.type_names import TypeTextError, read_type

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

ATTRIBUTE: Final = Record(
    "attribute",
    {
        "type": Key(Text("a type"), "Its type.", required=True),
        "collation": Key(Text("a collation"), "Its collation.", nullable=True),
        "comment": COMMENT,
    },
    "an attribute",
)
COMPOSITE: Final = Record(
    "composite",
    {
        "composite": Key(
            MapOf(Either(scalar=Text("a type"), mapping=ATTRIBUTE), "attributes", rule=identifier),
            "Its attributes in their order, each a type or a mapping with more about it.",
            required=True,
        ),
        "owner": OWNER,
        "comment": COMMENT,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a composite type",
    {"attributes": "Write `composite: {street: text, zip: text}`."},
)


def add_composite(address: Address, doc: Doc, owner: str | Unset, span: Span, scope: DatabaseScope) -> None:
    """Put one composite type."""
    written: dict[Word, Any] = doc.get("composite", {})
    attributes = tuple(_attribute(name, facts, address, scope) for name, facts in written.items())
    comment = doc.get("comment", None)
    value = Composite(attributes=attributes, owner=owner, comment=str(comment) if comment else None)
    scope.build.put(address, value, span)


def _attribute(name: Word, facts: Any, address: Address, scope: DatabaseScope) -> Attribute:
    is_doc = isinstance(facts, Doc)
    text = facts.get("type", None) if is_doc else facts
    collation = facts.get("collation", None) if is_doc else None
    comment = facts.get("comment", None) if is_doc else None
    return Attribute(
        str(name),
        "" if text is None else type_named(text, address, scope),
        collation_name(str(collation)) if collation else None,
        str(comment) if comment else None,
    )


def type_named(text: Word, address: Address, scope: DatabaseScope) -> str:
    """As ``format_type`` spells it; what is wrong with it is told."""
    try:
        kind = read_type(text)
    except (TypeTextError, SqlTextError) as error:
        hint = getattr(error, "hint", "")
        scope.build.mistakes.add("NP123", text.span, str(error), hint, address=address)
        return ""
    return scope.type_name(kind, address.name[0], text.span, address)
