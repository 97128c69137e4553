"""Python expressions as values, and their text as ``ruff format`` and ``black`` write it with their defaults.

Never here: what is said (operation_source).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH: Final = 88
_INDENT: Final = "    "
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Call:
    """``function(*arguments, **named)``; values are primitives, sequences and mappings of them, and calls."""

    function: str
    arguments: Sequence[Any] = ()
    named: Mapping[str, Any] | None = None

    def parts(self) -> list[tuple[str, Any]]:
        """Every argument with what stands before it."""
        named = [(f"{name}=", held) for name, held in (self.named or {}).items()]
        return [*(("", held) for held in self.arguments), *named]


def statement(value: Any, indent: str = _INDENT) -> str:
    """An expression on lines of its own, indented, without a final line feed."""
    return indent + _laid_out(value, indent, len(indent), 0)


def assignment(name: str, value: Any) -> str:
    """``name = value`` at the left margin."""
    return f"{name} = {_laid_out(value, '', len(name) + 3, 0)}"


def text_literal(text: str) -> str:
    """``text`` in the quotes that need fewer backslashes; double ones where it makes no difference."""
    mark = "'" if text.count('"') > text.count("'") else '"'
    return mark + "".join(_escaped(character, mark) for character in text) + mark


def _escaped(character: str, mark: str) -> str:
    if character == mark:
        return f"\\{mark}"
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _laid_out(value: Any, indent: str, column: int, after: int) -> str:
    """``column``: where it begins; ``after``: what must still fit behind it on its last line."""
    flat = _flat(value)
    if column + len(flat) + after <= WIDTH:
        return flat
    inner = indent + _INDENT
    match value:
        case str() if "\n" in value.rstrip("\n"):
            lines = "".join(f"{inner}{text_literal(line)}\n" for line in value.splitlines(keepends=True))
            return f"(\n{lines}{indent})"
        case Call():
            parts = value.parts()
            body = ", ".join(before + _flat(held) for before, held in parts)
            if len(inner) + len(body) <= WIDTH:
                return f"{value.function}(\n{inner}{body}\n{indent})"
            return f"{value.function}({_one_a_line(parts, inner)}{indent})" if parts else flat
        case list() | tuple() if value:
            opening, closing = ("[", "]") if isinstance(value, list) else ("(", ")")
            return f"{opening}{_one_a_line([('', held) for held in value], inner)}{indent}{closing}"
        case dict() if value:
            pairs = [(f"{_flat(key)}: ", held) for key, held in value.items()]
            return f"{{{_one_a_line(pairs, inner)}{indent}}}"
        case _:
            return flat


def _one_a_line(parts: Sequence[tuple[str, Any]], indent: str) -> str:
    lines = (
        f"{indent}{before}{_laid_out(held, indent, len(indent) + len(before), 1)},\n"
        for before, held in parts
    )
    return "\n" + "".join(lines)


def _flat(value: Any) -> str:
    match value:
        case None | bool() | int() | float():
            return repr(value)
        case str():
            return text_literal(str(value))
        case Call():
            arguments = ", ".join(before + _flat(held) for before, held in value.parts())
            return f"{value.function}({arguments})"
        case list():
            return f"[{', '.join(map(_flat, value))}]"
        case tuple():
            return f"({', '.join(map(_flat, value))}{',' if len(value) == 1 else ''})"
        case dict():
            return "{" + ", ".join(f"{_flat(key)}: {_flat(held)}" for key, held in value.items()) + "}"
        case _:
            raise InternalError(f"a revision can't hold a {type(value).__name__}")
