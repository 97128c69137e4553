"""CHECK constraints of tables and domains: an expression, or a mapping with more about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.constraint import Check
from neonctl_py.stack.documents.lifecycle import COMMENT, RENAMED_FROM
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Flag, Sql
from neonctl_py.stack.shapes import Doc, Either, Key, ListOf, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

CHECK: Final = Record(
    "check_constraint",
    {
        "expression": Key(Sql(), "What must hold, an SQL expression.", required=True),
        "no_inherit": Key(Flag(), "NO INHERIT."),
        "validated": Key(Flag(), "`false`: NOT VALID, existing rows aren't looked at."),
        "enforced": Key(Flag(), "`false`: NOT ENFORCED, no row is ever looked at (PostgreSQL 18 on)."),
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "a check constraint",
)


def _constraint_place(parent: Address | None, name: str) -> Address | None:
    return parent.child("constraint", name) if parent else None


CHECK_FORMS: Final = Either(scalar=Sql(), mapping=CHECK)
CHECKS: Final = Either(
    sequence=ListOf(CHECK_FORMS, "checks"),
    mapping=MapOf(CHECK_FORMS, "checks", _constraint_place, identifier),
)


def check_of(written: Any) -> Check:
    """From either form."""
    if not isinstance(written, Doc):
        return Check(expression=str(written))
    comment = written.get("comment", None)
    return Check(
        expression=str(written.get("expression", "")),
        no_inherit=written.get("no_inherit", False),
        enforced=written.get("enforced", True),
        validated=written.get("validated", True) or not written.get("enforced", True),
        comment=str(comment) if comment else None,
    )
