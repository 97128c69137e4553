"""A stack's text with its comments and blank lines, as a tree that can be written again. No meaning: only layout.

Comments stand between tokens, where YAML parsers drop them; here each one is put to the entry that it is about.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER: Final[Any] = getattr(yaml, "CLoader", yaml.Loader)


@dataclass(slots=True)
class Entry:
    """One key with its value, or one item of a list (``key`` None). ``before``: comment lines above, "" a blank line."""

    key: Leaf | None
    value: Leaf | Branch
    line: int
    column: int
    in_flow: bool
    before: list[str] = field(default_factory=list)
    beside: str = ""
    after: list[str] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Its last line."""
        return max(self.value.end, self.line)


@dataclass(slots=True)
class Leaf:
    """A scalar or an alias, as it stands in the text."""

    raw: str
    value: str
    style: str
    line: int
    end: int
    anchor: str = ""


@dataclass(slots=True)
class Branch:
    """A mapping or a list."""

    is_mapping: bool
    flow: bool
    line: int
    entries: list[Entry] = field(default_factory=list)
    end: int = 0
    anchor: str = ""

    def walk(self) -> Iterator[Entry]:
        """Every entry inside, in the order of the text."""
        for entry in self.entries:
            yield entry
            if isinstance(entry.value, Branch):
                yield from entry.value.walk()

    def has_comments(self) -> bool:
        """Does any stand inside?"""
        return any(entry.beside or any(entry.before) or any(entry.after) for entry in self.walk())


@dataclass(slots=True)
class Document:
    """``head``: the lines above everything; ``foot``: those below."""

    root: Leaf | Branch | None
    head: list[str]
    foot: list[str]
    has_anchors: bool


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.events = _LOADER(text)
        self.leaves: list[tuple[int, int]] = []
        self.has_anchors = False

    def root(self) -> Leaf | Branch | None:
        self.events.get_event()
        if self.events.check_event(yaml.StreamEndEvent):
            return None
        self.events.get_event()
        return self.value(self.events.get_event())

    def value(self, event: Any) -> Leaf | Branch:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.AliasEvent):
            self.has_anchors = True
            self.leaves.append((start.index, end.index))
            return Leaf(f"*{event.anchor}", "", "*", start.line, end.line)
        anchor = event.anchor or ""
        self.has_anchors |= bool(anchor)
        if isinstance(event, yaml.ScalarEvent):
            return self.leaf(event, anchor)
        branch = Branch(
            isinstance(event, yaml.MappingStartEvent), bool(event.flow_style), start.line, anchor=anchor
        )
        self.fill(branch)
        return branch

    def leaf(self, event: Any, anchor: str) -> Leaf:
        start, end = event.start_mark, event.end_mark
        raw = self.text[start.index : end.index]
        style = event.style or ""
        if anchor:
            raw = re.sub(r"\A&\S+\s*", "", raw)
        begin = start.index
        if style in {"|", ">"}:
            raw = raw.rstrip("\n ")
            begin += len(raw.split("\n", 1)[0])  # a comment may stand beside the header
        self.leaves.append((begin, start.index + len(raw)))
        return Leaf(raw, event.value, style, start.line, start.line + raw.count("\n"), anchor)

    def fill(self, branch: Branch) -> None:
        inner = self.events.get_event()
        while not isinstance(inner, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            mark: Any = inner.start_mark
            key = None
            if branch.is_mapping:
                found = self.value(inner)
                key = found if isinstance(found, Leaf) else None
                inner = self.events.get_event()
            value = self.value(inner)
            column = mark.column if branch.is_mapping or branch.flow else self.dash(mark.index)
            branch.entries.append(Entry(key, value, mark.line, column, branch.flow))
            inner = self.events.get_event()
        last = branch.entries[-1].end if branch.entries else branch.line
        end_mark: Any = inner.end_mark
        branch.end = end_mark.line if branch.flow else last

    def dash(self, index: int) -> int:
        """The column of the ``-`` before an item."""
        dash = self.text.rfind("-", 0, index)
        return dash - (self.text.rfind("\n", 0, max(dash, 0)) + 1)


def read_layout(text: str) -> Document:
    """The tree of a text that is known to be valid."""
    reader = _Reader(text)
    root = reader.root()
    document = Document(root, [], [], reader.has_anchors)
    entries = list(root.walk()) if isinstance(root, Branch) else []
    _Comments(text, reader.leaves, entries, document).place()
    return document


class _Comments:
    def __init__(
        self, text: str, leaves: list[tuple[int, int]], entries: list[Entry], document: Document
    ) -> None:
        self.lines = text.split("\n")
        self.leaves = sorted(leaves)
        self.starts = [start for start, _ in self.leaves]
        self.entries = sorted(entries, key=lambda entry: entry.line)
        self.entry_lines = [entry.line for entry in self.entries]
        self.document = document

    def place(self) -> None:
        run: list[tuple[str, int]] = []
        offset = 0
        for number, line in enumerate(self.lines):
            inside = self.leaf_at(offset + len(line) - len(line.lstrip()))
            stripped = line.strip()
            if not inside and (not stripped or stripped.startswith("#")):
                run.append((stripped, len(line) - len(line.lstrip())))
            else:
                self.place_run(run, number)
                run = []
                comment = self.beside(line, offset)
                if comment:
                    self.put_beside(comment, number)
            offset += len(line) + 1
        self.place_run(run, len(self.lines))

    def leaf_at(self, index: int) -> bool:
        position = bisect.bisect_right(self.starts, index) - 1
        return position >= 0 and self.leaves[position][0] < index < self.leaves[position][1]

    def beside(self, line: str, offset: int) -> str:
        for match in re.finditer(r"(?<=\s)#", line):
            if not self.leaf_at(offset + match.start()):
                return line[match.start() :].rstrip()
        return ""

    def place_run(self, run: list[tuple[str, int]], next_line: int) -> None:
        if not run:
            return
        position = bisect.bisect_left(self.entry_lines, next_line)
        following = self.entries[position] if position < len(self.entries) else None
        if position == 0:
            self.document.head += [text for text, _ in run]
            return
        staying = self.stay(run, position, following)
        for_previous, for_next = run[:staying], run[staying:]
        if for_previous:
            column = max(column for text, column in for_previous if text)
            owner = self.owner(position, column)
            (owner.after if owner else self.document.foot).extend(text for text, _ in for_previous)
        if following:
            following.before += [text for text, _ in for_next]
        else:
            self.document.foot += [text for text, _ in for_next]

    def stay(self, run: list[tuple[str, int]], position: int, following: Entry | None) -> int:
        """How many of the lines belong to what stands above: those indented deeper than what follows."""
        limit = following.column if following else 0
        count = 0
        for number, (text, column) in enumerate(run, 1):
            if not text:
                continue
            if column <= limit or self.owner(position, column) is None:
                break
            count = number
        return count

    def owner(self, position: int, column: int) -> Entry | None:
        """The entry of a block whose column the lines share, or stand to the right of; none at the outermost level."""
        above = (entry for entry in reversed(self.entries[:position]) if not entry.in_flow)
        nearest = next((entry for entry in above if entry.column <= column), None)
        return nearest if nearest is not None and nearest.column > 0 else None

    def put_beside(self, comment: str, number: int) -> None:
        first = bisect.bisect_left(self.entry_lines, number)
        here = self.entries[first : bisect.bisect_right(self.entry_lines, number)]
        ended = [entry for entry in self.entries[:first] if entry.end == number]
        whole = [entry for entry in here if entry.end == number]
        if here:
            target = whole[0] if whole else here[-1]
        elif ended:
            target = ended[0]
        else:
            self.document.head.append(comment)
            return
        if target.beside:
            target.before.append(comment)
        else:
            target.beside = comment
