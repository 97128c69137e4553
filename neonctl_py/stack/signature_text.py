"""Names with argument types, as Postgres prints them: ``app.cmp(integer,bigint)``, ``===(text, text)``.

A name without a schema is one of Postgres' own. Never here: whether a function or an operator exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from neonctl_py.stack.function_text import pseudo_type
from neonctl_py.stack.sql_tokens import SqlTextError, Token, quoted_name, tokens
from neonctl_py.stack.type_names import TypeTextError, read_type

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word


@dataclass(frozen=True, slots=True)
class Signature:
    """``name`` with its schema unless that is pg_catalog; ``types`` None where no brackets are written."""

    name: str
    types: tuple[str, ...] | None

    def spelled(self, default: tuple[str, ...] = ()) -> str:
        """As ``regprocedure`` and ``regoperator`` print it; ``default`` where no types are written."""
        return f"{self.name}({','.join(self.types if self.types is not None else default)})"


@dataclass(frozen=True, slots=True)
class SignatureReader:
    """``schema``: where types without a schema are looked up first."""

    schema: str
    address: Address
    scope: DatabaseScope

    def name(self, text: Word) -> str:
        """A name alone: ``app.matches``, ``eqsel``, ``app.===``."""
        return self.read(text).name

    def read(self, text: Word) -> Signature:
        """A name, perhaps with types in brackets. What is wrong with it is told."""
        try:
            found = tokens(text)
        except SqlTextError as error:
            return self._told(text, str(error))
        opening = next((token for token in found if token.kind == "open"), None)
        head = found if opening is None else [token for token in found if token.end <= opening.start]
        if not head:
            return self._told(text, f"`{text}` begins with no name.")
        name = _name(head)
        if opening is None:
            return Signature(name, None)
        inner = text[opening.end : found[-1].start]
        return Signature(name, tuple(self.type(part, text) for part in _split(inner)))

    def type(self, part: str, text: Word) -> str:
        """A type without its modifier; NONE stands for no operand."""
        if part.lower() == "none":
            return "NONE"
        try:
            kind = read_type(part)
        except (TypeTextError, SqlTextError) as error:
            self._told(text, str(error))
            return part
        pseudo = pseudo_type(kind)
        if pseudo:
            return pseudo
        spelled = self.scope.type_name(kind, self.schema, text.span, self.address)
        return re.sub(r"\([\d,\s]*\)", "", spelled)

    def _told(self, text: Word, detail: str) -> Signature:
        hint = "Write it as `app.compare(integer, integer)`."
        self.scope.build.mistakes.add("NP123", text.span, detail, hint, address=self.address)
        return Signature(str(text), ())


def _name(head: list[Token]) -> str:
    parts = [
        quoted_name(token.name if token.kind == "quoted" else token.lower)
        if token.kind in {"word", "quoted"}
        else token.text
        for token in head
    ]
    return "".join(parts).removeprefix("pg_catalog.")


def _split(inner: str) -> list[str]:
    """At its commas outside of brackets."""
    if not inner.strip():
        return []
    commas = [token.start for token in tokens(inner) if token.text == "," and token.depth == 0]
    cuts = [-1, *commas, len(inner)]
    return [inner[start + 1 : end].strip() for start, end in pairwise(cuts)]
