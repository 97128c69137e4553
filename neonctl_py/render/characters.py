"""Making text from the world harmless: names, comments and expressions come from databases that others write to.

Never here: layout.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters (terminal escapes), invisible ones and those that change the direction of text."""


def safe(text: str) -> str:
    """The text with every such character written as its hexadecimal escape; tabs and line ends stay."""
    return _UNSAFE.sub(_escaped, text)


def one_line(text: str) -> str:
    """As ``safe``, and on one line."""
    if text.isascii() and text.isprintable():
        return text  # as below, at once: plans have 10,000s of lines
    return safe(text).replace("\n", "\\n").replace("\t", "\\t")


def _escaped(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
