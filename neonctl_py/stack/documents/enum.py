"""Enum types. Their document is the ``enum`` form of a type (``documents/type``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.enum import Enum
from neonctl_py.stack.documents.grant import GRANTS_KEY
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Key, ListOf, Record

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc


def _label(text: str) -> str:
    """What is wrong with it; Postgres takes an empty one."""
    return identifier(text) if text else ""


ENUM: Final = Record(
    "enum",
    {
        "enum": Key(
            ListOf(Text("a label", _label, empty=True), "labels"),
            "Its labels, in their sort order.",
            required=True,
        ),
        "owner": OWNER,
        "comment": COMMENT,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "an enum",
)


def add_enum(address: Address, doc: Doc, owner: str | Unset, span: Span, scope: DatabaseScope) -> None:
    """Put one enum."""
    labels = doc.get("enum", [])
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            detail = f"The label `{label}` is written twice."
            scope.build.mistakes.add("NP139", label.span, detail, "Leave one out.", address=address)
        seen.add(label)
    comment = doc.get("comment", None)
    value = Enum(labels=tuple(map(str, labels)), owner=owner, comment=str(comment) if comment else None)
    scope.build.put(address, value, span)
