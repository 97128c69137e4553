"""``${pr}`` and ``${slug}``: they stand in the name of previews, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.nodes import Mapping, Node, Scalar, Sequence
from neonctl_py.stack.variables import PREVIEW_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.diagnostics import Span
    from neonctl_py.stack.mistakes import Mistakes


def tell_misplaced(root: Mapping, mistakes: Mistakes) -> None:
    """Every other place is a mistake."""
    previews = root.entries.get("previews")
    name = previews.node.node("name") if previews is not None and isinstance(previews.node, Mapping) else None
    for span in _uses(root, name):
        mistakes.add(
            "NP105",
            span,
            "`${pr}` and `${slug}` stand where there is no pull request.",
            "Use them in `previews: {name: …}`.",
        )


def _uses(node: Node, allowed: Node | None) -> Iterator[Span]:
    match node:
        case Scalar():
            if node is not allowed and _says(node.text):
                yield node.span
        case Sequence():
            for item in node.items:
                yield from _uses(item, allowed)
        case Mapping():
            for key, entry in node.entries.items():
                if _says(key):
                    yield entry.span
                yield from _uses(entry.node, allowed)


def _says(text: str) -> bool:
    return any(mark in text for mark in PREVIEW_WORDS.values())
