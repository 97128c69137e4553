"""Collations of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.collation import Collation
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, RENAMED_FROM
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Flag, Text
from neonctl_py.stack.shapes import Key, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc, Word

COLLATION: Final = Record(
    "collation",
    {
        "provider": Key(
            Choice(("libc", "icu", "builtin")),
            "`libc` (the default), `icu` or `builtin` (PostgreSQL 17 on).",
        ),
        "locale": Key(Text("a locale"), "Its locale, as `de-DE` or `C`."),
        "lc_collate": Key(Text("a locale"), "libc: the locale that sorts, where the two differ."),
        "lc_ctype": Key(Text("a locale"), "libc: the locale that classifies, where the two differ."),
        "deterministic": Key(Flag(), "`false`: different texts may be equal (ICU)."),
        "rules": Key(Text("ICU rules"), "Further rules of ICU (PostgreSQL 16 on)."),
        "owner": OWNER,
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
        "lifecycle": LIFECYCLE,
    },
    "a collation",
)


def _place(parent: Address | None, name: str) -> Address | None:
    return parent.parent.child("collation", parent.name[-1], name) if parent and parent.parent else None


COLLATIONS: Final = MapOf(COLLATION, "collations", _place, identifier)


def add_collation(name: Word, doc: Doc, schema: str, owner: str | Unset, scope: DatabaseScope) -> None:
    """Put one collation."""
    build, address = scope.build, scope.address.child("collation", schema, str(name))
    locale, collate, ctype = (_text(doc, key) for key in ("locale", "lc_collate", "lc_ctype"))
    if locale is None and collate is not None and collate == ctype:
        locale, collate, ctype = collate, None, None
    if (locale is None) == (collate is None or ctype is None):
        detail = "A collation has a `locale`, or both `lc_collate` and `lc_ctype`."
        build.mistakes.add("NP116", name.span, detail, "Write `locale: de-DE`.", address=address)
    comment = doc.get("comment", None)
    value = Collation(
        provider=doc.get("provider", "libc"),
        locale=locale,
        lc_collate=collate,
        lc_ctype=ctype,
        deterministic=doc.get("deterministic", True),
        rules=_text(doc, "rules"),
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner,
        comment=str(comment) if comment else None,
    )
    build.put(address, value, name.span)
    build.protect(address, doc)
    build.renamed_from(doc, address)


def _text(doc: Doc, key: str) -> str | None:
    value = doc.get(key, None)
    return str(value) if value else None
