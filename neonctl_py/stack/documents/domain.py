"""Domains. Their document is the ``domain`` form of a type (``documents/type``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.default_names import default_name
from neonctl_py.model.domain import Domain
from neonctl_py.model.values import UNSET
from neonctl_py.stack.column_text import collation_name
from neonctl_py.stack.documents.check_constraint import CHECK_FORMS, CHECKS, check_of
from neonctl_py.stack.documents.grant import GRANTS_KEY
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, NAME, OWNER, RENAMED_FROM
from neonctl_py.stack.scalars import Flag, Sql, Text
from neonctl_py.stack.shapes import Key, Record
from neonctl_py.stack.sql_tokens import SqlTextError
from neonctl_py.stack.type_names import TypeTextError, read_type

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.constraint import Check
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word

NOT_NULL: Final = Record(
    "domain_not_null",
    {"name": Key(NAME, "The constraint's name; Postgres' own default when not written."), "comment": COMMENT},
    "a NOT NULL constraint, as `{name: email_given}`",
)
DOMAIN: Final = Record(
    "domain",
    {
        "domain": Key(Text("a type"), "The type underneath.", required=True),
        "null": Key(Flag(), "`false`: NOT NULL."),
        "not_null": Key(NOT_NULL, "NOT NULL under a name of its own, or with a comment (PostgreSQL 18 on)."),
        "default": Key(Sql(), "Its default, an SQL expression.", nullable=True),
        "collation": Key(Text("a collation"), "Its collation.", nullable=True),
        "check": Key(CHECK_FORMS, "What must hold for `value`, an SQL expression."),
        "checks": Key(CHECKS, "What must hold for `value`, by the constraint's name."),
        "owner": OWNER,
        "comment": COMMENT,
        "grants": GRANTS_KEY,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a domain",
    {"nullable": "Write `null: false`.", "type": "Write `domain: text`."},
)


def add_domain(address: Address, doc: Doc, owner: str | Unset, span: Span, scope: DatabaseScope) -> None:
    """Put one domain and its checks."""
    comment, default, collation = (doc.get(key, None) for key in ("comment", "default", "collation"))
    strictness: Doc | None = doc.get("not_null", None)
    said = strictness.get("comment", None) if strictness else None
    value = Domain(
        type=_type(doc.get("domain", None), address, scope),
        nullable=doc.get("null", True) is not False and strictness is None,
        not_null_name=str(strictness.get("name")) if strictness and strictness.has("name") else UNSET,
        not_null_comment=str(said) if said else None,
        default=str(default) if default is not None else None,
        collation=collation_name(str(collation)) if collation else None,
        owner=owner,
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, span)
    _add_checks(doc, address, scope)


def _type(written: Word | None, address: Address, scope: DatabaseScope) -> str:
    if written is None:
        return ""
    try:
        kind = read_type(written)
    except (TypeTextError, SqlTextError) as error:
        scope.build.mistakes.add(
            "NP123", written.span, str(error), getattr(error, "hint", ""), address=address
        )
        return ""
    return scope.type_name(kind, address.name[0], written.span, address)


def _add_checks(doc: Doc, address: Address, scope: DatabaseScope) -> None:
    written: Any = doc.get("checks", {})
    named = dict(written) if isinstance(written, dict) else {}
    unnamed = ([doc.get("check")] if doc.has("check") else []) + (
        written if isinstance(written, list) else []
    )
    taken = {str(name) for name in named}
    checks: list[tuple[str, Check, Span]] = [
        (str(name), check_of(item), name.span) for name, item in named.items()
    ]
    for item in unnamed:
        name = default_name(address.name[-1], "", "check", taken.__contains__)
        taken.add(name)
        checks.append((name, check_of(item), item.span))
    for name, check, span in checks:
        scope.build.put(address.child("constraint", name), check, span)
