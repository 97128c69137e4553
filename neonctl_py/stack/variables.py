"""``${env:NAME}``, ``${env:NAME:-default}``, ``${var:name}`` and ``${branch}``: what they are replaced by.

``$${…}`` writes such a reference as plain text. Any other dollar sign (``$$ … $$``, ``$1``) is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.nodes import Entry, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    import collections.abc

    from neonctl_py.diagnostics import Span
    from neonctl_py.stack.mistakes import Mistakes

BRANCH: Final = "\ue000branch\ue001"
"""What ``${branch}`` is until the branch is known: not the text itself, which ``$${branch}`` writes."""

PREVIEW_WORDS: Final = {word: f"\ue000{word}\ue001" for word in ("pr", "slug")}
"""What a preview's name is made of; filled in when there is one (``documents.previews``)."""

_REFERENCE: Final = re.compile(r"(\$?)\$\{([a-zA-Z_][^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Variables:
    """Where references get their values from. ``${branch}`` waits until the branch is known (``with_branch``)."""

    variables: collections.abc.Mapping[str, str]
    environment: collections.abc.Mapping[str, str]
    waiting: set[str] = field(default_factory=set)
    """Holds ``branch`` once a text said it, and ``preview`` once one said a word of a preview's name."""

    def fill(self, text: str, span: Span, mistakes: Mistakes) -> str:
        """The text with its references replaced; a missing one is a mistake and becomes nothing."""

        def value(match: re.Match[str]) -> str:
            escape, reference = match.groups()
            if escape:
                return match.group()[1:]
            if reference == "branch":
                self.waiting.add(reference)
                return BRANCH
            if reference in PREVIEW_WORDS:
                self.waiting.add("preview")
                return PREVIEW_WORDS[reference]
            return self._value(reference, span, mistakes)

        return _REFERENCE.sub(value, text)

    def _value(self, reference: str, span: Span, mistakes: Mistakes) -> str:
        source, _, rest = reference.partition(":")
        name, has_default, default = rest.partition(":-")
        if source == "env" and name:
            found = self.environment.get(name)
            hint = f"Set it, or write `${{env:{name}:-default}}`."
            kind = "environment variable"
        elif source == "var" and name:
            found = self.variables.get(name)
            hint = did_you_mean(
                name, self.variables, otherwise=f"Give it with `--var {name}=value` or a --var-file."
            )
            kind = "variable"
        else:
            mistakes.add(
                "NP105",
                span,
                f"`${{{reference}}}` is not a reference that a stack knows.",
                "Write `${env:NAME}`, `${env:NAME:-default}`, `${var:name}` or `${branch}`.",
            )
            return ""
        if has_default:
            return found or default
        if found is None:
            mistakes.add("NP105", span, f"The {kind} `{name}` is not set.", hint)
            return ""
        return found


def with_branch(node: Node, branch: str) -> Node:
    """The same tree with ``${branch}`` filled in; parts without it are shared, not copied."""
    match node:
        case Scalar():
            if BRANCH not in node.text:
                return node
            text = node.text.replace(BRANCH, branch)
            return Scalar(text, text, node.span, node.plain, node.source, exact=False)
        case Sequence():
            items = [with_branch(item, branch) for item in node.items]
            same = all(new is old for new, old in zip(items, node.items, strict=True))
            return node if same else Sequence(items, node.span)
        case Mapping():
            entries = {
                key.replace(BRANCH, branch): Entry(
                    key.replace(BRANCH, branch), entry.span, with_branch(entry.node, branch)
                )
                for key, entry in node.entries.items()
            }
            same = all(
                new.node is old.node and new.key == old.key
                for new, old in zip(entries.values(), node.entries.values(), strict=False)
            )
            return node if same else Mapping(entries, node.span)


def uses_branch(node: Node) -> bool:
    """Does ``${branch}`` occur in it?"""
    match node:
        case Scalar():
            return BRANCH in node.text
        case Sequence():
            return any(uses_branch(item) for item in node.items)
        case Mapping():
            return any(BRANCH in key or uses_branch(entry.node) for key, entry in node.entries.items())
