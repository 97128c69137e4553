"""A stack's files: read, included and merged into one tree. The only code here that touches the disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Span
from neonctl_py.stack.inputs import Inputs, content_digest, matching
from neonctl_py.stack.literal_passwords import may_hold_passwords
from neonctl_py.stack.nodes import Entry, Mapping, Node, Scalar, Sequence, shape_name
from neonctl_py.stack.parse import MAXIMUM_BYTES, parse_text

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.shapes import Word
    from neonctl_py.stack.variables import Variables

_LISTS_THAT_ADD_UP: Final = frozenset({"moved", "removed", "allow"})
_SAY_ALIKE: Final = frozenset({"version", "stack"})


@dataclass(slots=True)
class Files:
    """Reads files, each once. ``read``: the paths, in the order of reading."""

    variables: Variables
    mistakes: Mistakes
    inputs: Inputs = field(default_factory=Inputs)
    read: list[Path] = field(default_factory=list)
    may_hold_passwords: bool = False
    _open: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _folders: dict[str, str] = field(default_factory=dict)
    _merged: dict[int, Mapping] = field(default_factory=dict)
    """Mappings that were made here, and that nothing but the tree holds: these may grow."""

    def tree(self, path: Path) -> Mapping | None:
        """The file with everything that it includes; None after telling that there is nothing to read."""
        return self._tree(path, self._resolved(path))

    def _tree(self, path: Path, resolved: str) -> Mapping | None:
        self._known.add(resolved)
        root = self._parsed(path)
        if root is None:
            return None
        self._open.append(resolved)
        merged = root
        for included, span in self._included(root, path):
            other = self._followed(included, span)
            if other is not None:
                merged = self._merged_roots(merged, other)
        self._open.pop()
        return merged

    def _followed(self, path: Path, span: Span) -> Mapping | None:
        resolved = self._resolved(path)
        if resolved in self._open:
            files = (*self._open[self._open.index(resolved) :], resolved)
            trail = " → ".join(map(os.path.basename, files))
            self.mistakes.add(
                "NP106", span, f"The files include each other in a circle: {trail}.", "Take one include out."
            )
            return None
        return None if resolved in self._known else self._tree(path, resolved)

    def _resolved(self, path: Path) -> str:
        """What ``Path.resolve`` says. A thousand files lie in one folder, which is looked up once."""
        folder, name = os.path.split(path)
        if name == ".." or (known := self._folders.get(folder)) is None:
            known = self._folders[folder] = os.path.realpath(folder)
        whole = os.path.join(known, name)  # noqa: PTH118  a Path takes ten times as long
        return os.path.realpath(whole) if name == ".." or os.path.islink(whole) else whole  # noqa: PTH114  as above

    def _parsed(self, path: Path) -> Mapping | None:
        self.read.append(path)
        text = self._text(path)
        if text is None:
            return None
        self.may_hold_passwords |= may_hold_passwords(text) or "\\" in text  # an escape may spell anything
        node = parse_text(text, file=str(path), variables=self.variables, mistakes=self.mistakes)
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return Mapping({}, Span(str(path), 1, 1))
        if not isinstance(node, Mapping):
            detail = f"A stack is a mapping, but this is {shape_name(node)}."
            self.mistakes.add("NP112", node.span, detail, "Begin with `version: 1`.")
            return None
        return node

    def _text(self, path: Path) -> str | None:
        start = Span(str(path), 1, 1)
        try:
            if path.stat().st_size > MAXIMUM_BYTES:
                detail = f"It is larger than {MAXIMUM_BYTES // 1024**2} MiB."
                self.mistakes.add("NP100", start, detail, "Divide it with `include:`.")
                return None
            content = path.read_bytes()
            self.inputs.files[str(path)] = content_digest(content)
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.mistakes.add(
                "NP100", start, f"It isn't UTF-8: byte {error.start} is wrong.", "Save it as UTF-8."
            )
        except FileNotFoundError:
            hint = "Name a stack's file or its folder; `neonpy init` writes a first one."
            self.mistakes.add("NP100", start, "There is no such file.", hint)
        except OSError as error:
            self.mistakes.add(
                "NP100", start, f"The system says: {error.strerror}.", "Check the path and its permissions."
            )
        return None

    def _included(self, root: Mapping, path: Path) -> list[tuple[Path, Span]]:
        """The files that its ``include`` names, in order; shapes of the list are told when documents are read."""
        written = root.node("include")
        found: list[tuple[Path, Span]] = []
        for item in written.items if isinstance(written, Sequence) else ():
            if not isinstance(item, Scalar) or not item.text:
                continue
            matches = matching(path.parent, item.text)
            self.inputs.patterns[str(path.parent), item.text] = tuple(matches)
            if not matches:
                detail = f"No file matches `{item.shown}`, seen from `{path.parent}`."
                self.mistakes.add("NP106", item.span, detail, "Paths are relative to the file that includes.")
            found += [(path.parent / match, item.span) for match in matches]
        return found

    def _merged_roots(self, one: Mapping, other: Mapping) -> Mapping:
        entries = {key: entry for key, entry in other.entries.items() if key != "include"}
        merged = dict(one.entries)
        for key, entry in entries.items():
            mine = merged.get(key)
            if mine and key in _LISTS_THAT_ADD_UP and _both_lists(mine.node, entry.node):
                items = [*_items(mine.node), *_items(entry.node)]
                merged[key] = mine._replace(node=Sequence(items, mine.node.span))
            elif mine and key in _SAY_ALIKE and _alike(mine.node, entry.node):
                continue
            else:
                merged[key] = self.merged_entry(mine, entry) if mine else entry
        return Mapping(merged, one.span)

    def merged_entry(self, mine: Entry, other: Entry) -> Entry:
        """One of two mappings; a clash is told with both places."""
        if not isinstance(mine.node, Mapping) or not isinstance(other.node, Mapping):
            detail = f"`{other.key}` is written at {mine.span} already."
            self.mistakes.add(
                "NP107", other.span, detail, "Keep one of the two: included files add, they never override."
            )
            return mine
        node = self._merged.get(id(mine.node))
        if node is None:  # an alias may stand for it elsewhere, too
            node = Mapping(dict(mine.node.entries), mine.node.span)
            self._merged[id(node)] = node
            mine = mine._replace(node=node)
        entries = node.entries
        for key, entry in other.node.entries.items():
            entries[key] = self.merged_entry(entries[key], entry) if key in entries else entry
        return mine


def read_beside(path: Word, build: Build, address: Address) -> str:
    """The content, byte for byte, of a file that a value names as seen from its own file; "" after telling that it can't be had."""
    file = Path(path.span.file).parent / path
    try:
        if file.stat().st_size > MAXIMUM_BYTES:
            trouble = f"It is larger than {MAXIMUM_BYTES // 1024**2} MiB."
        else:
            content = file.read_bytes()
            build.files.setdefault(file, content_digest(content))
            return content.decode("utf-8")
    except UnicodeDecodeError as error:
        trouble = f"It isn't UTF-8: byte {error.start} is wrong."
    except OSError as error:
        trouble = f"The system says: {error.strerror}."
    detail = f"{file}: {trouble}"
    build.mistakes.add(
        "NP100", path.span, detail, "Paths are relative to the file that names them.", address=address
    )
    return ""


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, Sequence) else []


def _both_lists(one: Node, other: Node) -> bool:
    return isinstance(one, Sequence) and isinstance(other, Sequence)


def _alike(one: Node, other: Node) -> bool:
    return isinstance(one, Scalar) and isinstance(other, Scalar) and one.value == other.value
