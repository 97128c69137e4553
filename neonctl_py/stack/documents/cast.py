"""Casts of a database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.model.cast import Cast
from neonctl_py.stack.documents.lifecycle import COMMENT, LIFECYCLE, comment_of
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Choice, Text
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record, child_of
from neonctl_py.stack.signature_text import SignatureReader

if TYPE_CHECKING:
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

CAST: Final = Record(
    "cast",
    {
        "comment": COMMENT,
        "function": Key(Text("a function"), "What converts, as `app.to_mood(integer)`."),
        "method": Key(
            Choice(("function", "inout", "binary")),
            "`function` (where one is written), `inout`: by their text, `binary`: their bytes mean the same.",
        ),
        "context": Key(
            Choice(("explicit", "assignment", "implicit")),
            "Where Postgres may use it by itself; `explicit`: nowhere.",
        ),
        "lifecycle": LIFECYCLE,
    },
    "a cast",
)
CASTS: Final = Key(
    MapOf(CAST, "casts", child_of("cast"), word), "Its casts, by their types: `integer as app.mood`."
)
_AS: Final = re.compile(r"\s+as\s+", re.IGNORECASE)


def add_cast(name: Word, doc: Doc, scope: DatabaseScope) -> None:
    """Put one cast."""
    written = scope.address.child("cast", str(name))
    reader = SignatureReader("public", written, scope)
    sides = _AS.split(name)
    if len(sides) != _SIDES:
        hint = "Write `integer as app.mood`."
        scope.build.mistakes.add("NP123", name.span, f"`{name}` is no cast.", hint, address=written)
        return
    source, target = (reader.type(side.strip(), name) for side in sides)
    address = scope.address.child("cast", f"{source} as {target}")
    function = reader.read(doc.get("function")).spelled((source,)) if doc.has("function") else None
    method = str(doc.get("method", "function" if function else "inout"))
    if (method == "function") != (function is not None):
        detail = f"The method is `{method}`, " + (
            "but a function is written." if function else "but no function is written."
        )
        scope.build.mistakes.add("NP116", doc.span, detail, "Keep one of the two.", address=address)
    value = Cast(
        method=method, function=function, context=str(doc.get("context", "explicit")), comment=comment_of(doc)
    )
    scope.build.put(address, value, name.span)
    scope.build.protect(address, doc)


_SIDES: Final = 2
