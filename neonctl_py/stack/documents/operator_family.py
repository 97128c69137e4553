"""Operator families of a schema, and the members that they share with operator classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.model.operator_family import OperatorFamily
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, OWNER, comment_of, in_schema
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Doc, Key, ListOf, MapOf, Record, Word
from neonctl_py.stack.signature_text import SignatureReader

if TYPE_CHECKING:
    from neonctl_py.model.values import Unset
    from neonctl_py.stack.scope import DatabaseScope

OPERATOR_FAMILY: Final = Record(
    "operator_family",
    {
        "comment": COMMENT,
        "owner": OWNER,
        "members": Key(
            ListOf(Text("a member"), "members"),
            "Members of no class: `operator 1 < (integer, bigint)`, `function 1 (integer, bigint) btint48cmp(integer, bigint)`.",
        ),
        "lifecycle": LIFECYCLE,
    },
    "an operator family",
)
OPERATOR_FAMILIES: Final = Key(
    MapOf(OPERATOR_FAMILY, "operator families", in_schema("operator_family"), word),
    "Its operator families, by name and access method: `numbers using btree`.",
)
_MEMBER: Final = re.compile(
    r"(?P<kind>operator|function)\s+(?P<number>\d+)\s*(?P<types>\([^()]*\)\s*(?=\S))?(?P<call>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ORDER: Final = re.compile(r"\s+for\s+order\s+by\s+", re.IGNORECASE)


def add_operator_family(
    name: Word, doc: Doc, *, schema: str, owner: str | Unset, scope: DatabaseScope
) -> None:
    """Put one family."""
    address = scope.address.child("operator_family", schema, str(name))
    items = (member(text, (), SignatureReader(schema, address, scope)) for text in doc.get("members", []))
    value = OperatorFamily(
        items=tuple(sorted(items)),
        owner=scope.server.owner(doc.get("owner"), address) if doc.has("owner") else owner,
        comment=comment_of(doc),
    )
    scope.build.put(address, value, name.span)
    scope.build.protect(address, doc)


def member(text: Word, default: tuple[str, ...], reader: SignatureReader) -> str:
    """One member as Postgres' catalog says it; ``default``: the types where none are written."""
    found = _MEMBER.fullmatch(text.strip())
    if found is None:
        detail = f"`{text}` is no member of an operator family."
        hint = "Write `operator 1 <` or `function 1 app.compare(integer, integer)`."
        reader.scope.build.mistakes.add("NP123", text.span, detail, hint, address=reader.address)
        return str(text)
    call, *order = _ORDER.split(found["call"], maxsplit=1)
    signature = reader.read(Word.at(call.strip(), text.span))
    start = f"{found['kind'].upper()} {found['number']} "
    if found["kind"].lower() == "operator":
        return start + signature.spelled(default) + (f" FOR ORDER BY {order[0]}" if order else "")
    types = default
    if found["types"]:
        types = reader.read(Word.at(f"x{found['types'].strip()}", text.span)).types or ()
    return f"{start}({', '.join(types or signature.types or ())}) {signature.spelled(default)}"
