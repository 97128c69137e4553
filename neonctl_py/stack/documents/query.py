"""The text of one query, and what views and materialized views have alike around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.view import ViewColumn
from neonctl_py.stack.documents.function import BODY_FILE
from neonctl_py.stack.documents.lifecycle import NAMES
from neonctl_py.stack.files import read_beside
from neonctl_py.stack.names import identifier
from neonctl_py.stack.nodes import Scalar
from neonctl_py.stack.scalars import Sql, Text
from neonctl_py.stack.shapes import INVALID, Definitions, Doc, Either, Invalid, Key, MapOf, Word
from neonctl_py.stack.sql_tokens import tokens

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.nodes import Node
    from neonctl_py.stack.scope import DatabaseScope

_BEGINNINGS: Final = ("select", "with", "values", "table", "(")


class Query:
    """One statement that yields rows; without the semicolon and the comments after it."""

    expected = "a query, as `select id from users`"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Word | Invalid:
        text = Sql(self.expected).read(node, address, mistakes)
        if isinstance(text, Invalid):
            return INVALID
        found = tokens(text)
        while found and found[-1].text == ";":
            found.pop()
        trouble = _trouble([token.lower for token in found])
        if trouble:
            mistakes.add(
                "NP123",
                node.span,
                trouble,
                "Write one `select …`, without a `;` in it.",
                address=address or "",
            )
            return INVALID
        return Word.at(text[: found[-1].end], node.span)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": "string"}


def _trouble(words: list[str]) -> str:
    if not words or words[0] not in _BEGINNINGS:
        return "A view is made of a query, which begins with SELECT, WITH, VALUES or TABLE."
    return "A view is made of one query, and here are several statements." if ";" in words else ""


QUERY: Final = Query()
QUERY_KEY: Final = Either(scalar=QUERY, mapping=BODY_FILE)


def query_of(doc: Doc, address: Address, scope: DatabaseScope) -> str:
    """As written, or the content of the file that is named."""
    written = doc.get("query", None)
    if not isinstance(written, Doc):
        return str(written or "")
    path = written.get("file", None)
    if path is None:
        return ""
    text = read_beside(path, scope.build, address)
    found = (
        QUERY.read(
            Scalar(text, text, path.span, plain=False, source=text, exact=False),
            address,
            scope.build.mistakes,
        )
        if text
        else INVALID
    )
    return "" if isinstance(found, Invalid) else str(found)


COLUMN_NAMES: Final = Key(NAMES, "The names of its columns, where they are not what the query calls them.")
COLUMN_COMMENTS: Final = Key(
    MapOf(Text("text"), "columns", rule=identifier), "Its columns' comments, by the column's name."
)


def columns_of(doc: Doc) -> tuple[ViewColumn, ...]:
    """As written; their types only a server knows."""
    return tuple(ViewColumn(str(name)) for name in doc.get("columns", ()))


def by_column(written: dict[Word, Word]) -> tuple[tuple[str, str], ...]:
    """Sorted pairs."""
    return tuple(sorted((str(name), str(text)) for name, text in written.items()))
