"""Shapes of single values: text, names, truth, numbers, durations, sizes, timestamps, words of a fixed list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from neonctl_py.stack import units
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.nodes import Node, Scalar, shortened
from neonctl_py.stack.shapes import INVALID, Definitions, Invalid, NameRule, Word, wrong_shape
from neonctl_py.stack.sql_tokens import SqlTextError, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes

_REFERENCE = {"type": "string", "pattern": r"\$\{(?:env|var):"}


def _or_reference(schema: dict[str, Any]) -> dict[str, Any]:
    """Also whatever a variable will give."""
    return {"anyOf": [schema, _REFERENCE]}


@dataclass(frozen=True, slots=True)
class Text:
    """Text; numbers and truth values count as the text they are written as. ``rule`` says what is wrong with it.
    ``quoted`` False: it may hold a secret, so that no message repeats it.
    """

    what: str = "text"
    rule: NameRule | None = None
    empty: bool = False
    code: str = "NP115"
    quoted: bool = True

    @property
    def expected(self) -> str:
        return self.what

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Word | Invalid:
        if not isinstance(node, Scalar) or (node.value is None and not node.text):
            return wrong_shape(self.expected, node, address, mistakes)
        trouble = self.rule(node.text) if self.rule else ""
        if not trouble and not self.empty and not node.text.strip():
            trouble = "it is empty"
        if trouble:
            written = f"`{shortened(node.shown)}`" if self.quoted else "This"
            detail = f"{written} is not {self.what}: {trouble}."
            mistakes.add(self.code, node.span, detail, address=address or "")
            return INVALID
        return Word.at(node.text, node.span)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}


@lru_cache(maxsize=4096)  # texts repeat: `(tenant = current_setting('app.tenant'))` is looked at once
def _require_closed(text: str) -> None:
    """Raises SqlTextError."""
    tokens(text)


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL text, kept as written (trimmed); only its quotes and brackets must be closed."""

    what: str = "an SQL expression"

    @property
    def expected(self) -> str:
        return self.what

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Word | Invalid:
        text = Text(self.what).read(node, address, mistakes)
        if isinstance(text, Invalid) or not isinstance(node, Scalar):
            return INVALID
        try:
            _require_closed(str(text))
        except SqlTextError as error:
            mistakes.add(
                "NP122",
                node.at(error.offset),
                f"{error}",
                "Close it; in YAML, quote the whole text.",
                address=address or "",
            )
            return INVALID
        return Word.at(text.strip(), node.span)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``."""

    @property
    def expected(self) -> str:
        return "true or false"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> bool | Invalid:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        hint = ""
        if isinstance(node, Scalar) and node.text.lower() in {"yes", "on", "no", "off"}:
            hint = f"YAML 1.2 has no `{node.shown}`: write `{'true' if node.text.lower() in {'yes', 'on'} else 'false'}`."
        return wrong_shape(self.expected, node, address, mistakes, hint)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return _or_reference({"type": "boolean"})


_SWITCH = re.compile(r"(?:t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|y(?:es?)?|no?|on|off?|1|0)\Z", re.IGNORECASE)
"""As Postgres reads a truth value."""


@dataclass(frozen=True, slots=True)
class Switch:
    """``true`` or ``false``, or one of the words that Postgres takes for them and keeps as they are written. Reads to the word."""

    @property
    def expected(self) -> str:
        return "true or false"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> str | Invalid:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return "true" if node.value else "false"
        if isinstance(node, Scalar) and _SWITCH.match(node.text):
            return node.text
        return wrong_shape(self.expected, node, address, mistakes)

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return _or_reference({"type": ["boolean", "string", "integer"]})


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds; ``whole`` refuses fractions."""

    minimum: float | None = None
    maximum: float | None = None
    whole: bool = True

    @property
    def expected(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        if self.minimum is not None and self.maximum is not None:
            return f"{kind} from {self.minimum} to {self.maximum}"
        return f"{kind} of {self.minimum} or more" if self.minimum is not None else kind

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> int | float | Invalid:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return wrong_shape(self.expected, node, address, mistakes)
        if (self.minimum is not None and not value >= self.minimum) or (
            self.maximum is not None and not value <= self.maximum
        ):
            mistakes.add("NP114", node.span, f"`{value}` is not {self.expected}.", address=address or "")
            return INVALID
        return value

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        made: dict[str, Any] = {"type": "integer" if self.whole else "number"}
        if self.minimum is not None:
            made["minimum"] = self.minimum
        if self.maximum is not None:
            made["maximum"] = self.maximum
        return _or_reference(made)


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a list. Reads to the word. ``hints``: what to say to who writes another one."""

    words: tuple[str, ...]
    hints: tuple[tuple[str, str], ...] = ()

    @property
    def expected(self) -> str:
        *firsts, last = (f"`{word}`" for word in self.words)
        return f"{', '.join(firsts)} or {last}" if firsts else last

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Word | Invalid:
        if not isinstance(node, Scalar) or node.value is None:
            return wrong_shape(self.expected, node, address, mistakes)
        if node.text in self.words:
            return Word.at(node.text, node.span)
        hint = dict(self.hints).get(node.text) or did_you_mean(node.text, self.words)
        detail = f"This must be {self.expected}, not `{shortened(node.shown)}`."
        mistakes.add("NP113", node.span, detail, hint, address=address or "")
        return INVALID

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return _or_reference({"enum": list(self.words)})


@dataclass(frozen=True, slots=True)
class Duration:
    """A number with a unit (``5m``, ``7d``). Reads to seconds. ``words`` are special values (``never``: -1)."""

    minimum: int = 0
    maximum: int | None = None
    words: tuple[tuple[str, int], ...] = ()
    why: str = ""

    @property
    def expected(self) -> str:
        special = "".join(f", or `{word}`" for word, _ in self.words)
        return f"a duration with its unit, as `5m` or `7d`{special}"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> int | Invalid:
        if not isinstance(node, Scalar) or node.value is None:
            return wrong_shape(self.expected, node, address, mistakes)
        special = dict(self.words).get(node.text)
        if special is not None:
            return special
        value = units.seconds(node.text)
        if value is None:
            hint = (
                f"Write `{node.text}s` for seconds, `{node.text}m` for minutes."
                if isinstance(node.value, int)
                else ""
            )
            return wrong_shape(self.expected, node, address, mistakes, hint)
        return self._bounded(value, node, address, mistakes)

    def _bounded(
        self, value: int, node: Scalar, address: Address | None, mistakes: Mistakes
    ) -> int | Invalid:
        if value < self.minimum or (self.maximum is not None and value > self.maximum):
            least, most = units.duration_text(self.minimum), units.duration_text(self.maximum or 0)
            limits = f"from {least} to {most}" if self.maximum is not None else f"{least} or more"
            mistakes.add(
                "NP114",
                node.span,
                f"`{node.shown}` is out of range: {self.why or 'it is'} {limits}.",
                address=address or "",
            )
            return INVALID
        return value

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        pattern: dict[str, Any] = {"type": "string", "pattern": f"^{units.DURATION}$"}
        if self.words:
            pattern = {"anyOf": [{"enum": [word for word, _ in self.words]}, pattern]}
        return _or_reference(pattern)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Text that one function understands (a size, a timestamp, a clock time); None from it is a mistake."""

    what: str
    parse: Callable[[str], Any]
    pattern: str

    @property
    def expected(self) -> str:
        return self.what

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        if not isinstance(node, Scalar) or node.value is None:
            return wrong_shape(self.what, node, address, mistakes)
        value = self.parse(node.text)
        return wrong_shape(self.what, node, address, mistakes) if value is None else value

    def schema(self, _definitions: Definitions, /) -> dict[str, Any]:
        return _or_reference({"type": "string", "pattern": f"^(?:{self.pattern})$"})


def _clock(text: str) -> str | None:
    return text if re.fullmatch(units.CLOCK, text) else None


SIZE = Parsed("a size with its unit, as `512MB` or `10GB`", units.size_in_bytes, units.SIZE)
TIMESTAMP = Parsed(
    "a timestamp as RFC 3339 says it, `2026-01-31T12:00:00Z`", units.timestamp, units.TIMESTAMP
)
CLOCK = Parsed('a time of day in UTC, as `"03:00"`', _clock, units.CLOCK)
