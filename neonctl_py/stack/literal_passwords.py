"""Passwords that stand in a stack as text: refused wherever they are, because a stack is read by many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.stack.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from neonctl_py.stack.mistakes import Mistakes

_URL: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/@\s:]*:(?P<password>[^@/\s]+)@")
_PARAMETER: Final = re.compile(r"\bpassword\s*=\s*(?P<password>'[^']*'|[^\s'&]+)")
_SQL: Final = re.compile(r"\bpassword\s+'(?P<password>[^']+)'", re.IGNORECASE)


def find_literal_passwords(node: Node, mistakes: Mistakes) -> None:
    """Tell every one in the tree, without repeating it."""
    match node:
        case Scalar():
            _look(node, mistakes)
        case Sequence():
            for item in node.items:
                find_literal_passwords(item, mistakes)
        case Mapping():
            for entry in node.entries.values():
                find_literal_passwords(entry.node, mistakes)


def may_hold_passwords(text: str) -> bool:
    """Of a whole file: is there anything to look at?"""
    return "://" in text or "assword" in text.lower()


def _look(scalar: Scalar, mistakes: Mistakes) -> None:
    if holds_password(scalar.source):
        mistakes.add(
            "NP150",
            scalar.span,
            "A password stands in the text, where everyone who reads the stack finds it.",
            "Write the whole value as a reference: `${env:DATABASE_URL}`.",
        )


def holds_password(text: str) -> bool:
    """Does it look like it, and not like a reference?"""
    if "://" not in text and "assword" not in text.lower():
        return False
    patterns = (_URL, _SQL) if "://" not in text else (_URL, _PARAMETER, _SQL)
    matches = (pattern.search(text) for pattern in patterns)
    return any(match and "${" not in match["password"] for match in matches)
