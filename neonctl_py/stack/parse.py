"""YAML text to nodes with places: strict, bounded, and without constructing anything but text, numbers and truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from neonctl_py.diagnostics import Span
from neonctl_py.stack.core_schema import resolve
from neonctl_py.stack.nodes import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.variables import Variables

MAXIMUM_BYTES: Final = 10 * 1024 * 1024
MAXIMUM_DEPTH: Final = 64
MAXIMUM_REPEATED_NODES: Final = 100_000
"""Nodes that aliases may stand for, in one file: more than any stack of people's, far less than a bomb."""

_PARSER: Final[Any] = getattr(yaml, "CLoader", yaml.Loader)


def _is_word(event: Any) -> bool:
    """Text, with neither an anchor nor a tag."""
    return isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None


class _Stop(Exception):  # noqa: N818  not an error of anyone's: it ends the walk of one file
    """The rest of the file can't be read."""


class _Reading:
    """One file being read."""

    def __init__(self, text: str, file: str, variables: Variables, mistakes: Mistakes) -> None:
        self.file = file
        self.variables = variables
        self.mistakes = mistakes
        self.events = _PARSER(text)
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.repeated = 0
        self.count = 0

    def document(self) -> Node | None:
        """The one document of the file, or None when there is none."""
        self.events.get_event()  # the stream's start
        if self.events.check_event(yaml.StreamEndEvent):
            return None
        self.events.get_event()  # the document's start
        node = self.node(self.events.get_event(), 0)
        self.events.get_event()  # the document's end
        event = self.events.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            self.stop(
                "NP101",
                event,
                "There is a second document (`---`) in the file.",
                "Put it into a file of its own.",
            )
        return node

    def span(self, mark: Any) -> Span:
        return Span(self.file, mark.line + 1, mark.column + 1)

    def stop(self, code: str, event: Any, detail: str, hint: str) -> None:
        self.mistakes.add(code, self.span(event.start_mark), detail, hint)
        raise _Stop

    def node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if event.tag is not None:
            self.mistakes.add(
                "NP103",
                self.span(event.start_mark),
                f"`{event.tag}` is a tag.",
                "Leave it out; quote the value if it must stay text.",
            )
        if depth > MAXIMUM_DEPTH:
            self.stop(
                "NP101", event, f"It is nested more than {MAXIMUM_DEPTH} levels deep.", "No stack needs that."
            )
        before = self.count
        self.count += 1
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self.scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, depth)
        else:
            node = self.mapping(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.count - before)
        return node

    def alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            self.stop(
                "NP101", event, f"The alias `*{event.anchor}` stands before its anchor, or inside it.", ""
            )
        node, size = self.anchors[event.anchor]
        self.count += size
        self.repeated += size
        if self.repeated > MAXIMUM_REPEATED_NODES:
            self.stop(
                "NP104",
                event,
                f"Its aliases stand for more than {MAXIMUM_REPEATED_NODES:,} values.",
                "Write `mixins:` for what several tables share.",
            )
        return node

    def scalar(self, event: Any) -> Scalar:
        start, end, text = event.start_mark, event.end_mark, event.value
        line, column = start.line, start.column
        span = Span(self.file, line + 1, column + 1)
        plain = not event.style
        filled = self.variables.fill(text, span, self.mistakes) if "${" in text else text
        value = resolve(filled) if plain else filled
        exact = plain and filled is text and end.line == line and end.column - column == len(text)
        return Scalar(value, filled, span, plain, text, exact)

    def sequence(self, event: Any, depth: int) -> Sequence:
        items = []
        inner = self.events.get_event()
        while not isinstance(inner, yaml.SequenceEndEvent):
            items.append(self.node(inner, depth + 1))
            inner = self.events.get_event()
        return Sequence(items, self.span(event.start_mark))

    def mapping(self, event: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        following = self.events.get_event
        inner = following()
        while not isinstance(inner, yaml.MappingEndEvent):
            # nearly every key is a plain word: no node is made of it
            is_word = _is_word(inner) and "${" not in inner.value and depth < MAXIMUM_DEPTH
            self.count += is_word
            key = None if is_word else self.node(inner, depth + 1)
            event_of_value = following()
            if _is_word(event_of_value) and depth < MAXIMUM_DEPTH:
                self.count += 1
                value: Node = self.scalar(event_of_value)
            else:
                value = self.node(event_of_value, depth + 1)
            if is_word and inner.value not in entries:
                mark = inner.start_mark
                span = Span(self.file, mark.line + 1, mark.column + 1)
                entries[inner.value] = Entry(inner.value, span, value)
            else:
                self.enter(entries, key or self.scalar(inner), value)
            inner = following()
        return Mapping(entries, self.span(event.start_mark))

    def enter(self, entries: dict[str, Entry], key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self.mistakes.add("NP101", key.span, "A key must be one word or text.", "Write `name: value`.")
        elif key.text in entries:
            first = entries[key.text].span
            self.mistakes.add(
                "NP102",
                key.span,
                f"`{key.shown}` is written at {first} already, and YAML would silently keep only one of them.",
                "Merge the two, or rename one.",
            )
        else:
            entries[key.text] = Entry(key.text, key.span, value)


def parse_text(text: str, *, file: str, variables: Variables, mistakes: Mistakes) -> Node | None:
    """The document's root node; None when the file is empty or its syntax is broken (then ``mistakes`` says so)."""
    try:
        return _Reading(text, file, variables, mistakes).document()
    except _Stop:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = Span(file, mark.line + 1, mark.column + 1) if mark else Span(file, 1, 1)
        mistakes.add("NP101", span, _sentence(error), _syntax_hint(error, text))
    except yaml.reader.ReaderError as error:
        mistakes.add(
            "NP101", _reader_place(error, text, file), f"A character can't stand here: {error.reason}."
        )
    return None


def _sentence(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return f"The parser says: {', '.join(parts)}."


def _syntax_hint(error: yaml.MarkedYAMLError, text: str) -> str:
    problem = error.problem or ""
    mark = error.problem_mark
    lines = text.split("\n")
    if mark is not None and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        return "Indent with two spaces, never with tabs."
    if "mapping values are not allowed" in problem:
        return "Quote a value that holds `: `, and check the indentation."
    return "Check the indentation, the quotes and the brackets of this line and the one above."


def _reader_place(error: yaml.reader.ReaderError, text: str, file: str) -> Span:
    before = text[: error.position] if isinstance(error.position, int) else ""
    return Span(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
