"""Range types. Their document is the ``range`` form of a type (``documents/type``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.range import Range
from neonctl_py.model.values import UNSET
from neonctl_py.stack.column_text import collation_name
from neonctl_py.stack.documents.composite import type_named
from neonctl_py.stack.documents.grant import GRANTS_KEY
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, NAME, OWNER, RENAMED_FROM
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Key, Record

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc

RANGE: Final = Record(
    "range",
    {
        "range": Key(Text("a type"), "The type that it is a range of.", required=True),
        "opclass": Key(
            Text("an operator class"),
            "The operator class that sorts it, with its schema unless it is Postgres' own.",
        ),
        "collation": Key(Text("a collation"), "Its collation.", nullable=True),
        "canonical": Key(
            Text("a function"), "The function that makes equal ranges look equal, with its schema."
        ),
        "difference": Key(Text("a function"), "The function that subtracts two values (SUBTYPE_DIFF)."),
        "multirange": Key(NAME, "The multirange type's name; not written: Postgres' choice."),
        "owner": OWNER,
        "comment": COMMENT,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a range type",
    {"subtype": "Write `range: float8`.", "subtype_diff": "Write `difference:`."},
)


def add_range(address: Address, doc: Doc, owner: str | Unset, span: Span, scope: DatabaseScope) -> None:
    """Put one range type."""
    subtype, collation, comment = (doc.get(key, None) for key in ("range", "collation", "comment"))
    multirange = doc.get("multirange", None)
    value = Range(
        subtype="" if subtype is None else type_named(subtype, address, scope),
        opclass=_opclass(doc),
        collation=collation_name(str(collation)) if collation else None,
        canonical=_text(doc, "canonical"),
        difference=_text(doc, "difference"),
        multirange=str(multirange) if multirange else UNSET,
        owner=owner,
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, span)


def _opclass(doc: Doc) -> str | None:
    """Postgres' own may be named without its schema."""
    value = doc.get("opclass", None)
    return f"{'' if '.' in value else 'pg_catalog.'}{value}" if value else None


def _text(doc: Doc, key: str) -> str | None:
    """A function of Postgres' own is named without its schema."""
    value = doc.get(key, None)
    return str(value).removeprefix("pg_catalog.") if value else None
