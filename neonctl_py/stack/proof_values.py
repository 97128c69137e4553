"""Values of ``tests:``: names (``$acme``) replaced by what they stand for, in SQL, in rows and in settings; what is expected.

Never here: the sections that hold them (documents/proof).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.proof import Expected
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.nodes import Mapping, Node, Scalar, Sequence, shortened
from neonctl_py.stack.shapes import INVALID, Definitions, Invalid, wrong_shape
from neonctl_py.stack.sql_tokens import SqlTextError, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping as AnyMapping

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes

_NAME: Final = re.compile(r"\$([A-Za-z_]\w*)\Z")
_KEYS: Final = ("rows", "value", "at_least", "in_order", "refused")
_ENDS_TRANSACTIONS: Final = frozenset(
    {"begin", "commit", "rollback", "abort", "end", "start", "savepoint", "release", "prepare"}
)


def name_trouble(name: str) -> str:
    """What is wrong with a name for a value; "" when nothing is."""
    return "" if _NAME.match(f"${name}") else "it is not made of letters, digits and `_`"


@dataclass(frozen=True, slots=True)
class AnyNode:
    """Whatever is written, kept as it is: who knows the names reads it."""

    expected: str
    described: Any

    def read(self, node: Node, _address: Address | None, _mistakes: Mistakes) -> Node:
        return node

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return dict(self.described)


_CELL: Final = {"type": ["string", "number", "boolean", "null", "object", "array"]}
CELL: Final = AnyNode("a value, a `$name`, a mapping or list (JSON), or `{sql: …}`", _CELL)
EXPECTED: Final = AnyNode(
    "a number of rows, a list of rows, `allowed`, `refused`, or a mapping",
    {
        "anyOf": [
            {"type": "integer", "minimum": 0},
            {"enum": ["allowed", "refused"]},
            {"type": "array"},
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "rows": {
                        "description": "These rows (or so many).",
                        "anyOf": [{"type": "array"}, {"type": "integer"}],
                    },
                    "value": {"description": "One row with one value.", **_CELL},
                    "at_least": {
                        "description": "These rows (or so many), or more.",
                        "anyOf": [{"type": "array"}, {"type": "integer"}],
                    },
                    "in_order": {"description": "The rows come in this order.", "type": "boolean"},
                    "refused": {
                        "description": "An SQLSTATE, or a part of the error's text.",
                        "type": ["string", "number"],
                    },
                },
            },
        ]
    },
)


@dataclass(frozen=True, slots=True)
class Values:
    """``names``: what each stands for, as text. ``address``: of the database, for mistakes."""

    names: AnyMapping[str, str]
    mistakes: Mistakes
    address: Address

    def text(self, node: Node) -> str | None:
        """One value as Postgres reads it; JSON where it is a mapping or a list."""
        match node:
            case Scalar(value=None):
                return None
            case Scalar():
                return self._named(node)
            case _:
                return json.dumps(self._plain(node), ensure_ascii=False)

    def array(self, node: Sequence) -> str:
        """A list as an array's text."""
        return "{" + ",".join(self._element(item) for item in node.items) + "}"

    def literal(self, node: Node, *, is_array: bool = False) -> str:
        """One value as SQL."""
        if isinstance(node, Mapping) and list(node.entries) == ["sql"]:
            inner = node.entries["sql"].node
            if isinstance(inner, Scalar) and inner.text.strip():
                return f"({self.sql(inner.text, inner.span)})"
        text = self.array(node) if is_array and isinstance(node, Sequence) else self.text(node)
        return "null" if text is None else _quoted(text)

    def sql(self, written: str, span: Span) -> str:
        """SQL with its names as literals. What ends the transaction in which everything is tried is a mistake."""
        try:
            found = tokens(written)
        except SqlTextError as error:
            self._tell("NP122", span, f"{error}", "Close it; in YAML, quote the whole text.")
            return written
        text = written
        for before, word in reversed(list(pairwise(found))):
            if before.text == "$" and word.kind == "word" and word.start == before.end:
                value = self._value(word.text, span)
                text = f"{text[: before.start]}{_quoted(value)}{text[word.end :]}"
        starts = (token for number, token in enumerate(found) if number == 0 or found[number - 1].text == ";")
        for token in starts:
            if token.lower in _ENDS_TRANSACTIONS:
                detail = f"`{token.text}` would end the transaction in which the tests run."
                self._tell("NP123", span, detail, "Leave it out: everything is rolled back.")
        return text

    def expected(self, node: Node) -> Expected | Invalid:
        """In any of its forms."""
        match node:
            case Scalar(value=bool()):
                pass
            case Scalar(value=int(count)) if count >= 0:
                return Expected(outcome="count", count=count)
            case Scalar(text="allowed"):
                return Expected(outcome="allowed")
            case Scalar(text="refused"):
                return Expected(outcome="refused")
            case Sequence():
                return self._rows(node)
            case Mapping():
                return self._long(node)
        detail_hint = "For a single value write `{value: …}`."
        return wrong_shape(EXPECTED.expected, node, self.address, self.mistakes, detail_hint)

    def _long(self, node: Mapping) -> Expected | Invalid:
        unknown = [entry for key, entry in node.entries.items() if key not in _KEYS]
        for entry in unknown:
            self._tell(
                "NP110", entry.span, f"`{entry.key}` says nothing here.", did_you_mean(entry.key, _KEYS)
            )
        said = {key: entry.node for key, entry in node.entries.items()}
        kinds = [key for key in ("rows", "value", "at_least", "refused") if key in said]
        if len(kinds) != 1:
            if not unknown:
                self._tell(
                    "NP112", node.span, "This must say one of rows, value, at_least, refused.", "`{rows: 3}`"
                )
            return INVALID
        return self._of_kind(kinds[0], said)

    def _of_kind(self, kind: str, said: dict[str, Node]) -> Expected | Invalid:
        inner = said[kind]
        order = said.get("in_order")
        in_order = isinstance(order, Scalar) and order.value is True
        match kind, inner:
            case "value", _:
                return Expected(outcome="rows", rows=((self.text(inner),),))
            case "refused", Scalar() if inner.text:
                return Expected(outcome="refused", refused=inner.text)
            case (("rows" | "at_least"), Scalar(value=int(count))) if not isinstance(count, bool):
                return Expected(outcome="count", count=count, at_least=kind == "at_least")
            case (("rows" | "at_least"), Sequence()):
                return self._rows(inner, at_least=kind == "at_least", in_order=in_order)
        return wrong_shape("rows, or how many", inner, self.address, self.mistakes)

    def _rows(self, node: Sequence, *, at_least: bool = False, in_order: bool = False) -> Expected | Invalid:
        by_name = [item for item in node.items if isinstance(item, Mapping)]
        columns: tuple[str, ...] = ()
        rows: list[tuple[str | None, ...]] = []
        if by_name:
            columns = tuple(by_name[0].entries)
        for item in node.items:
            if isinstance(item, Mapping) != bool(by_name) or (
                isinstance(item, Mapping) and set(item.entries) != set(columns)
            ):
                detail = "The rows don't have the same columns."
                self._tell("NP112", item.span, detail, "Write them all as lists, or all with the same names.")
                return INVALID
            match item:
                case Mapping():
                    rows.append(tuple(self.text(item.entries[name].node) for name in columns))
                case Sequence():
                    rows.append(tuple(self.text(cell) for cell in item.items))
                case _:
                    rows.append((self.text(item),))
        return Expected(
            outcome="rows", rows=tuple(rows), columns=columns, at_least=at_least, in_order=in_order
        )

    def _named(self, node: Scalar) -> str:
        match = _NAME.match(node.text)
        if match is None or (not node.plain and match[1] not in self.names):
            if isinstance(node.value, bool):
                return "true" if node.value else "false"
            return node.text
        return self._value(match[1], node.span)

    def _value(self, name: str, span: Span) -> str:
        if name not in self.names:
            hint = did_you_mean(name, self.names, otherwise="Write `names: {…}` under `tests:`.")
            self._tell("NP105", span, f"`${name}` is not a name of these tests.", hint)
        return self.names.get(name, "")

    def _plain(self, node: Node) -> Any:
        match node:
            case Mapping():
                return {key: self._plain(entry.node) for key, entry in node.entries.items()}
            case Sequence():
                return [self._plain(item) for item in node.items]
            case Scalar(value=str()):
                return self._named(node)
            case _:
                return node.value

    def _element(self, node: Node) -> str:
        text = self.text(node)
        if text is None:
            return "null"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _tell(self, code: str, span: Span, detail: str, hint: str) -> None:
        self.mistakes.add(code, span, detail, hint, address=self.address)


def names_of(written: AnyMapping[Any, Any] | None) -> dict[str, str]:
    """``names:`` as texts."""
    return {str(name): str(value) for name, value in (written or {}).items()}


def one_line_of(text: str) -> str:
    """SQL for a message."""
    return shortened(text, 400)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
