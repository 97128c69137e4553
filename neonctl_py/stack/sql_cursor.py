"""A place in SQL tokens that moves forward: keywords, names, name lists, bracketed texts, expressions to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neonctl_py.stack.sql_tokens import Token


class DefinitionError(ValueError):
    """The text isn't what it should be. ``offset`` from 0; ``hint`` says what to write."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.hint = hint


class Cursor:
    """Over the tokens of one text. Raises SqlTextError for open quotes and brackets."""

    def __init__(self, text: str, found: Sequence[Token] | None = None) -> None:
        self.text = text
        self.found = tokens(text) if found is None else found
        self.position = 0

    @property
    def token(self) -> Token | None:
        """The next token."""
        return self.found[self.position] if self.position < len(self.found) else None

    @property
    def offset(self) -> int:
        """Where the next token starts; the end of the text after the last."""
        return self.token.start if self.token else len(self.text)

    def word(self, ahead: int = 0) -> str:
        """The folded text of a token ahead, "" after the end."""
        index = self.position + ahead
        return self.found[index].lower if index < len(self.found) else ""

    def take(self, *words: str) -> bool:
        """Step over these words if they come next."""
        if all(self.word(ahead) == word for ahead, word in enumerate(words)):
            self.position += len(words)
            return True
        return False

    def take_one(self, words: Sequence[str]) -> str:
        """Step over the first of these phrases that comes next; "" when none does."""
        return next((phrase for phrase in words if self.take(*phrase.split())), "")

    def demand(self, *words: str) -> None:
        """Step over these words or fail."""
        if not self.take(*words):
            raise self.error(f"`{' '.join(words)}` must come here")

    def error(self, message: str, hint: str = "") -> DefinitionError:
        """A failure at the next token."""
        found = f", not `{self.rest}`" if self.token else " before the end"
        return DefinitionError(f"{message}{found}.", self.offset, hint)

    @property
    def rest(self) -> str:
        """The text from here on, one line of it."""
        line = " ".join(self.text[self.offset :].split())
        return line if len(line) <= 40 else f"{line[:39]}…"

    def name(self, what: str = "A name") -> str:
        """The next identifier; an unquoted one as written (folding is the reader's, who knows the names)."""
        token = self.token
        if token is None or token.kind not in {"word", "quoted"}:
            raise self.error(f"{what} must come here")
        self.position += 1
        return token.name

    def object_name(self, what: str) -> str:
        """A name that may be qualified, quoted where Postgres needs it; ``pg_catalog`` needs no mention."""
        parts = [self.name(what)]
        while self.take("."):
            parts.append(self.name(what))
        kept = parts[1:] if len(parts) > 1 and parts[0] == "pg_catalog" else parts
        return ".".join(map(quoted_name, kept))

    def names(self, what: str = "A column") -> tuple[str, ...]:
        """``(a, b)``."""
        self.demand("(")
        found = [self.name(what)]
        while self.take(","):
            found.append(self.name(what))
        self.demand(")")
        return tuple(found)

    def bracketed(self) -> str:
        """The text inside the parentheses that open here, trimmed."""
        token = self.token
        if token is None or token.text != "(":
            raise self.error("`(` must come here")
        self.position += 1
        while not (
            self.found[self.position].kind == "close" and self.found[self.position].depth == token.depth
        ):
            self.position += 1
        self.position += 1
        return self.text[token.end : self.found[self.position - 1].start].strip()

    def expression(self, ends: Callable[[Cursor], bool]) -> str:
        """The text up to where ``ends`` says so outside of brackets and CASE, or to the end; trimmed, never empty."""
        start, depth, cases = self.position, self.token.depth if self.token else 0, 0
        while self.token is not None:
            outside = self.token.depth == depth and cases == 0 and self.token.kind != "close"
            if outside and self.position > start and ends(self):
                break
            cases += {"case": 1, "end": -1}.get(self.word(), 0) if self.token.depth == depth else 0
            self.position += 1
        if self.position == start:
            raise self.error("An expression must come here")
        return self.text[self.found[start].start : self.found[self.position - 1].end]


def list_items(text: str) -> list[str]:
    """What commas outside of brackets and quotes part. Raises DefinitionError and SqlTextError."""
    cursor = Cursor(text)
    found: list[str] = []
    while cursor.token is not None:
        found.append(cursor.expression(lambda here: here.word() == ","))
        cursor.take(",")
    return found


def qualified_name(text: str, what: str = "A name") -> tuple[str, ...]:
    """The parts of ``schema.name``, or of a name alone. Raises DefinitionError and SqlTextError."""
    cursor = Cursor(text)
    parts = [cursor.name(what)]
    while cursor.take("."):
        parts.append(cursor.name(what))
    if cursor.token is not None:
        raise cursor.error(f"{what} ends before this")
    return tuple(parts)


def table_name(written: str) -> tuple[str, ...]:
    """(schema, name) or (name,) of a name that may be written as it is (``my table``, ``app.users``) or in SQL's quotes."""
    if '"' in written:
        try:
            return qualified_name(written)
        except (DefinitionError, SqlTextError):  # a quote that is a part of the name
            pass
    schema, dot, name = written.rpartition(".")
    return (schema, name) if dot else (name,)


def dotted_name(schema: str, name: str) -> str:
    """The reverse, for both parts."""
    plain = f"{schema}.{name}"
    return plain if table_name(plain) == (schema, name) else f"{quoted_name(schema)}.{_in_quotes(name)}"


def _in_quotes(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
