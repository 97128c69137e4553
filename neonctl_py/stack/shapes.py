"""Shapes of values: each reads a node (or says what is wrong with it) and tells the editor's JSON Schema the same.

Shapes are data: the documents' key tables are made of them, so reading, formatting and the JSON Schema can't drift
apart. Scalars live in ``scalars.py``. Nothing here knows a kind of object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Protocol

from neonctl_py.model.values import UNSET
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.nodes import Entry, Node, Scalar, Sequence, is_null, shape_name, shortened
from neonctl_py.stack.nodes import Mapping as MappingNode

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.mistakes import Mistakes


class Invalid(Enum):
    """The type of ``INVALID``: the value was wrong, and has been told."""

    INVALID = "invalid"


INVALID: Final = Invalid.INVALID

Definitions = dict[str, Any]


class Shape(Protocol):
    """Reads one node. ``expected`` completes the sentence "This must be …"."""

    @property
    def expected(self) -> str: ...

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        """The value, or INVALID after telling why."""
        ...

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        """JSON Schema of what ``read`` accepts; named parts go into ``definitions``."""
        ...


class Word(str):
    """Text that knows where it is written."""

    __slots__ = ("span",)
    span: Span

    @classmethod
    def at(cls, text: str, span: Span) -> Word:
        """Make one."""
        word = cls(text)
        word.span = span
        return word


class Doc:
    """What was written in one mapping, key by key, after reading."""

    __slots__ = ("node", "span", "values")

    def __init__(self, values: dict[str, Any], node: MappingNode | None, span: Span) -> None:
        self.values = values
        self.node = node
        self.span = span

    def get(self, key: str, default: Any = UNSET) -> Any:
        """The value; ``default`` where the key isn't written."""
        return self.values.get(key, default)

    def has(self, key: str) -> bool:
        """Is the key written (even as null)?"""
        return key in self.values

    def place(self, key: str) -> Span:
        """Where the key is written; the mapping itself when it isn't."""
        entry = self.node.entries.get(key) if self.node else None
        return entry.span if entry else self.span

    def value_place(self, key: str) -> Span:
        """Where the key's value is written."""
        entry = self.node.entries.get(key) if self.node else None
        return entry.node.span if entry else self.span


def wrong_shape(
    expected: str, node: Node, address: Address | None, mistakes: Mistakes, hint: str = ""
) -> Invalid:
    """Tell that the node is something else."""
    mistakes.add(
        "NP112",
        node.span,
        f"This must be {expected}, but it is {shape_name(node)}.",
        hint,
        address=address or "",
    )
    return INVALID


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record. ``nullable``: null means something (reset to the platform's default, or nothing)."""

    shape: Shape
    description: str
    required: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with a fixed set of keys, in canonical order. ``hints``: what to say to who writes another word."""

    name: str
    keys: Mapping[str, Key]
    description: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> str:
        shown = ", ".join(f"`{key}`" for key in list(self.keys)[:4])
        return f"a mapping with {shown}" + (" …" if len(self.keys) > 4 else "")

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Doc | Invalid:
        if is_null(node):
            node = MappingNode({}, node.span)
        if not isinstance(node, MappingNode):
            return wrong_shape(self.expected, node, address, mistakes)
        values: dict[str, Any] = {}
        for key, entry in node.entries.items():
            known = self.keys.get(key)
            if known is None:
                self._unknown(entry, address, mistakes)
            elif known.nullable and is_null(entry.node):
                values[key] = None
            else:
                value = known.shape.read(entry.node, address, mistakes)
                if value is not INVALID:
                    values[key] = value
        self._missing(node, address, mistakes)
        return Doc(values, node, node.span)

    def _unknown(self, entry: Entry, address: Address | None, mistakes: Mistakes) -> None:
        hint = self.hints.get(entry.key) or self._further_in(entry.key) or did_you_mean(entry.key, self.keys)
        if entry.key == "<<":
            hint = "YAML 1.2 has no merge key: write the keys out, or share table parts with `mixins:` and `use:`."
        what = f"`{shortened(entry.key)}` is not a key of {self.description or self.name}."
        mistakes.add("NP110", entry.span, what, hint, address=address or "")

    def _further_in(self, word: str) -> str:
        """Where a word belongs that one of this mapping's own named things knows."""
        places = [
            f"`{key}: {{NAME: {{{word}: …}}}}`"
            for key, known in self.keys.items()
            if isinstance(known.shape, MapOf)
            and isinstance(known.shape.shape, Record)
            and word in known.shape.shape.keys
        ]
        near = did_you_mean(word, self.keys, otherwise=" ").strip()
        return f"It belongs further in: {' or '.join(places[:3])}." if places and not near else ""

    def _missing(self, node: MappingNode, address: Address | None, mistakes: Mistakes) -> None:
        for key, known in self.keys.items():
            if known.required and key not in node.entries:
                what = f"`{key}` is missing in {self.description or self.name}: {known.description}"
                mistakes.add(
                    "NP111",
                    node.span,
                    what,
                    f"Write `{key}: …`, {known.shape.expected}.",
                    address=address or "",
                )

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        if self.name not in definitions:
            made: dict[str, Any] = {"type": ["object", "null"], "additionalProperties": False}
            definitions[self.name] = made
            if self.description:
                made["description"] = self.description[0].upper() + self.description[1:] + "."
            made["properties"] = {key: _key_schema(known, definitions) for key, known in self.keys.items()}
            required = [key for key, known in self.keys.items() if known.required]
            if required:
                made["required"] = required
        return {"$ref": f"#/$defs/{self.name}"}


def _key_schema(key: Key, definitions: Definitions, /) -> dict[str, Any]:
    inner = key.shape.schema(definitions)
    if key.nullable:
        inner = {"anyOf": [inner, {"type": "null"}]}
    return {"description": key.description, **inner}


NameRule = Callable[[str], str]
"""Says what is wrong with a name; "" when nothing is."""

Placing = Callable[["Address | None", str], "Address | None"]


def child_of(kind: str) -> Placing:
    """Places a named thing directly under its container."""

    def place(parent: Address | None, name: str) -> Address | None:
        return parent.child(kind, name) if parent is not None else None

    return place


class Named(dict[Word, Any]):
    """Values by name, in the order of writing. ``broken``: names whose values were wrong: they exist all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: set[str] = set()


def broken_names(written: Any) -> set[str]:
    """Names that a map of the stack has though their values couldn't be read."""
    return getattr(written, "broken", set())


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from names to values of one shape. Reads to ``Named``."""

    shape: Shape
    what: str
    place: Placing | None = None
    rule: NameRule | None = None

    @property
    def expected(self) -> str:
        return f"a mapping from {self.what} to {self.shape.expected}"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Named | Invalid:
        if is_null(node):
            return Named()
        if not isinstance(node, MappingNode):
            return wrong_shape(self.expected, node, address, mistakes)
        values = Named()
        for name, entry in node.entries.items():
            inside = self.place(address, name) if self.place else address
            trouble = self.rule(name) if self.rule else ("" if name else "it is empty")
            if trouble:
                detail = f"`{shortened(name)}` can't name {self.what.removesuffix('s')}: {trouble}."
                mistakes.add("NP115", entry.span, detail, address=inside or "")
            value = self.shape.read(entry.node, inside, mistakes)
            if value is INVALID:
                values.broken.add(name)
            else:
                values[Word.at(name, entry.span)] = value
        return values

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return {"type": ["object", "null"], "additionalProperties": self.shape.schema(definitions)}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape. Reads to a list."""

    shape: Shape
    what: str
    minimum: int = 0

    @property
    def expected(self) -> str:
        return f"a list of {self.what}"

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> list[Any] | Invalid:
        if is_null(node) and self.minimum == 0:
            return []
        if not isinstance(node, Sequence):
            return wrong_shape(self.expected, node, address, mistakes, self._hint(node))
        if len(node.items) < self.minimum:
            mistakes.add(
                "NP112",
                node.span,
                "The list is empty.",
                f"Write at least one of the {self.what}.",
                address=address or "",
            )
            return INVALID
        values = [self.shape.read(item, address, mistakes) for item in node.items]
        return [value for value in values if value is not INVALID]

    def _hint(self, node: Node) -> str:
        return f"Write `[{shortened(node.shown)}]`." if isinstance(node, Scalar) and not is_null(node) else ""

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        made: dict[str, Any] = {"items": self.shape.schema(definitions)}
        if self.minimum:
            return {"type": "array", "minItems": self.minimum, **made}
        return {"type": ["array", "null"], **made}


@dataclass(frozen=True, slots=True)
class Either:
    """One shape per form of node: text, list or mapping. What a form reads to is told by the value's type."""

    scalar: Shape | None = None
    sequence: Shape | None = None
    mapping: Shape | None = None

    @property
    def expected(self) -> str:
        return " or ".join(shape.expected for shape in self.shapes())

    def shapes(self) -> tuple[Shape, ...]:
        """The forms that exist."""
        return tuple(shape for shape in (self.scalar, self.sequence, self.mapping) if shape is not None)

    def of(self, node: Node) -> Shape | None:
        """The shape for that form of node."""
        match node:
            case Sequence():
                return self.sequence
            case MappingNode():
                return self.mapping
            case Scalar(value=None) if self.mapping is not None:
                return self.mapping
            case _:
                return self.scalar

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        shape = self.of(node)
        if shape is None:
            return wrong_shape(self.expected, node, address, mistakes)
        return shape.read(node, address, mistakes)

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return {"anyOf": [shape.schema(definitions) for shape in self.shapes()]}


@dataclass(frozen=True, slots=True)
class ByKey:
    """A mapping that is a record when it holds ``key``, and something else otherwise."""

    key: str
    record: Shape
    otherwise: Shape

    @property
    def expected(self) -> str:
        return self.otherwise.expected

    def of(self, node: Node) -> Shape:
        """The shape for that mapping."""
        return self.record if isinstance(node, MappingNode) and self.key in node.entries else self.otherwise

    def read(self, node: Node, address: Address | None, mistakes: Mistakes) -> Any:
        return self.of(node).read(node, address, mistakes)

    def schema(self, definitions: Definitions, /) -> dict[str, Any]:
        return {"anyOf": [self.record.schema(definitions), self.otherwise.schema(definitions)]}
