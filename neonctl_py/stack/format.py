"""``neonpy fmt``: the canonical form of a stack's text. Comments stay, meaning stays, and a second run changes nothing.

Keys stand in the order of the key tables; names (of tables, columns, roles …) in the order of their author. Small
mappings and lists of words stand on one line. A text with anchors keeps its order: an alias must follow its anchor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import InputError, InternalError
from neonctl_py.stack.documents.stack import STACK
from neonctl_py.stack.layout_tree import Branch, Entry, Leaf, read_layout
from neonctl_py.stack.layout_writer import WIDTH, flow_text, is_simple, may_flow, scalar_text, write_layout
from neonctl_py.stack.mistakes import Mistakes
from neonctl_py.stack.nodes import Mapping, Node, Scalar
from neonctl_py.stack.parse import parse_text
from neonctl_py.stack.shapes import ByKey, Either, ListOf, MapOf, Record
from neonctl_py.stack.variables import Variables

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span

_TINY: Final = 4
_ALWAYS_BLOCK: Final = frozenset(
    {"stack", "project", "database", "schema", "table", "mixin", "defaults", "policy"}
)


def format_text(text: str, *, file: str) -> str:
    """The canonical form. Raises InputError when it isn't a text that YAML or a stack allows."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    before = _data(text, file)
    written = laid_out(text)
    if _data(written, file) != before:
        raise InternalError("fmt would change the meaning of a stack")
    return written


def laid_out(text: str) -> str:
    """The same for a text of our own making, which needs no second look: reading it twice takes most of the time."""
    document = read_layout(text)
    if isinstance(document.root, Branch):
        _arrange(document.root, STACK, 0, keep_order=document.has_anchors)
        document.root.flow = document.root.flow and not document.root.entries
    return write_layout(document)


class _AsWritten(Variables):
    """References stay what they are."""

    __slots__ = ()

    def fill(self, text: str, span: Span, mistakes: Mistakes) -> str:  # noqa: ARG002  the base's signature
        return text


def _data(text: str, file: str) -> Any:
    mistakes = Mistakes()
    node = parse_text(text, file=file, variables=_AsWritten({}, {}), mistakes=mistakes)
    if errors := mistakes.errors():
        raise InputError(errors)
    return _plain(node) if node is not None else None


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return (type(node.value).__name__, node.value)
    if isinstance(node, Mapping):
        return {key: _plain(entry.node) for key, entry in node.entries.items()}
    return [_plain(item) for item in node.items]


def _arrange(branch: Branch, shape: Any, indent: int, *, keep_order: bool) -> None:
    """Order the keys, then decide from the inside out what stands on one line."""
    shape = _chosen(shape, branch)
    if isinstance(shape, Record) and not keep_order:
        order = {key: position for position, key in enumerate(shape.keys)}
        branch.entries.sort(key=lambda entry: order.get(_key(entry), len(order)))
    for entry in branch.entries:
        if isinstance(entry.value, Branch):
            _arrange(entry.value, _inner(shape, entry), indent + 2, keep_order=keep_order)
            _lay_out(entry, _chosen(_inner(shape, entry), entry.value), indent)


def _lay_out(entry: Entry, shape: Any, indent: int) -> None:
    value = entry.value
    if not isinstance(value, Branch):
        return
    name = shape.name if isinstance(shape, Record) else ""
    tiny = (
        name not in _ALWAYS_BLOCK
        and (not value.is_mapping or (bool(name) and len(value.entries) <= _TINY))
        and all(is_simple(inner.value) for inner in value.entries)
    )
    fits = all(may_flow(inner.value) for inner in value.entries) and not value.has_comments()
    head = indent + (len(scalar_text(entry.key)) + 2 if entry.key else 2)
    value.flow = (value.flow or tiny) and fits and head + len(flow_text(value)) <= WIDTH


def _key(entry: Entry) -> str:
    return entry.key.value if entry.key else ""


def _inner(shape: Any, entry: Entry) -> Any:
    match shape:
        case Record():
            known = shape.keys.get(_key(entry))
            return known.shape if known else None
        case MapOf() | ListOf():
            return shape.shape
        case _:
            return None


def _chosen(shape: Any, value: Leaf | Branch) -> Any:
    """The shape that a value takes where several are possible."""
    match shape:
        case Either() if isinstance(value, Branch):
            return _chosen(shape.mapping if value.is_mapping else shape.sequence, value)
        case ByKey() if isinstance(value, Branch):
            has_key = any(_key(entry) == shape.key for entry in value.entries)
            return _chosen(shape.record if has_key else shape.otherwise, value)
        case Either() | ByKey():
            return None
        case _:
            return getattr(shape, "record", shape)
