"""The tree of a layout back to text: two spaces, one form for everything. It never changes a value."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from neonctl_py.stack.core_schema import resolve
from neonctl_py.stack.layout_tree import Branch, Document, Entry, Leaf

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH: Final = 110
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./$~][\w./$*@+~-]*(?: [\w./$*@+~-]+)*\Z")
_QUOTED: Final = re.compile(r"'[^\n]*'\Z|\"[^\n]*\"\Z")


def write_layout(document: Document) -> str:
    """The canonical text, with one newline at its end."""
    lines = list(_comment_lines(document.head, 0, first=True))
    match document.root:
        case Branch(flow=False) as root if root.entries:
            lines += _block(root, 0)
        case Branch() as root:
            lines.append(flow_text(root))
        case Leaf() as leaf:
            lines.append(leaf.raw)
    lines += _comment_lines(document.foot, 0, first=not lines)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n" if lines else ""


def _comment_lines(comments: Iterable[str], indent: int, *, first: bool) -> Iterable[str]:
    """Never two blank lines, none at the beginning of a block."""
    blank = first
    for comment in comments:
        if comment or not blank:
            yield " " * indent + comment if comment else ""
        blank = not comment


def _block(branch: Branch, indent: int) -> list[str]:
    lines: list[str] = []
    for number, entry in enumerate(branch.entries):
        lines += _comment_lines(entry.before, indent, first=number == 0)
        lines += _mapping_entry(entry, indent) if branch.is_mapping else _item(entry, indent)
        lines += _comment_lines(entry.after, indent, first=False)
    return lines


def _mapping_entry(entry: Entry, indent: int) -> list[str]:
    head = " " * indent + (scalar_text(entry.key) if entry.key else "") + ":"
    return _with_value(head, entry, indent)


def _with_value(head: str, entry: Entry, indent: int) -> list[str]:
    value = entry.value
    beside = f"  {entry.beside}" if entry.beside else ""
    if value.anchor:
        head += f" &{value.anchor}"
    if isinstance(value, Leaf):
        first, *rest = _leaf_lines(value, indent + 2)
        return [(f"{head} {first}" if first else head) + beside, *rest]
    if value.flow or not value.entries:
        return [f"{head} {flow_text(value)}{beside}"]
    return [head + beside, *_block(value, indent + 2)]


def _item(entry: Entry, indent: int) -> list[str]:
    """``- `` and the value; the first key of a mapping stands beside the dash."""
    dash = " " * indent + "-"
    value = entry.value
    compact = (
        isinstance(value, Branch)
        and not value.flow
        and value.entries
        and not value.anchor
        and not entry.beside
    )
    if not isinstance(value, Branch) or not compact or any(value.entries[0].before):
        return _with_value(dash, entry, indent)
    first, *rest = _block(value, indent + 2)
    return [f"{dash} {first.lstrip()}", *rest]


def _leaf_lines(leaf: Leaf, indent: int) -> list[str]:
    if leaf.style in {"|", ">"}:
        return _block_scalar(leaf, indent)
    return [scalar_text(leaf)]


def _block_scalar(leaf: Leaf, indent: int) -> list[str]:
    header, *body = leaf.raw.split("\n")
    header = header.split("#")[0].strip()
    filled = [line for line in body if line.strip()]
    if any(character.isdigit() for character in header) or "+" in header or not filled:
        return [json.dumps(leaf.value, ensure_ascii=False)]
    margin = len(filled[0]) - len(filled[0].lstrip(" "))
    if any(not line.startswith(" " * margin) for line in filled) or "\t" in filled[0][: margin + 1]:
        return [json.dumps(leaf.value, ensure_ascii=False)]
    return [header, *(" " * indent + line[margin:] if line.strip() else line[margin:] for line in body)]


def scalar_text(leaf: Leaf) -> str:
    """One line of it: as written, or quoted when it was written over several lines."""
    if leaf.style in {"|", ">"} or "\n" in leaf.raw:
        if leaf.style == "" and _PLAIN.match(leaf.value) and resolve(leaf.value) == leaf.value:
            return leaf.value
        return json.dumps(leaf.value, ensure_ascii=False)
    return leaf.raw


def flow_text(branch: Branch) -> str:
    """``{a: 1}`` or ``[a, b]``."""
    parts = [_flow_entry(entry) for entry in branch.entries]
    opening, closing = "{}" if branch.is_mapping else "[]"
    return f"{opening}{', '.join(parts)}{closing}"


def _flow_entry(entry: Entry) -> str:
    value = entry.value
    text = scalar_text(value) if isinstance(value, Leaf) else flow_text(value)
    anchor = f"&{value.anchor} " if value.anchor else ""
    if entry.key is None:
        return f"{anchor}{text}"
    return f"{scalar_text(entry.key)}: {anchor}{text}".rstrip()


def is_simple(value: Leaf | Branch) -> bool:
    """May it stand in a flow collection as it is written?"""
    if isinstance(value, Branch) or value.style in {"|", ">"} or value.anchor:
        return False
    return bool(_PLAIN.match(value.raw) or _QUOTED.match(value.raw))


def may_flow(value: Leaf | Branch) -> bool:
    """Is everything in it simple, or written as a flow collection already?"""
    if isinstance(value, Leaf):
        return is_simple(value) or value.style in {"", "*"}
    return value.flow or not value.entries
