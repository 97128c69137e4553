"""Markdown that is too long, cut where it stays Markdown: what is open at that place (a fence, a fold) is closed, and it is said
how much is missing and where all of it is.

Never here: what it says, how much somebody takes.
"""

from __future__ import annotations

import re
from typing import Final

from neonctl_py.render.wording import counted

_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")
_FOLD: Final = re.compile(r"<(/?)details\b", re.IGNORECASE)


def cut_to(text: str, room: int, where: str = "") -> str:
    """The text itself, if it has at most ``room`` characters; else whole lines of it from the first, and a last one that counts
    those that are missing. ``where``: Markdown that says where all of it is.
    """
    if len(text) <= room:
        return text
    lines = text.rstrip("\n").split("\n")
    fence, folds, used, best = "", 0, 0, (0, "")
    for number, line in enumerate(lines, 1):
        used += len(line) + 1
        fence, folds = _after(line, fence, folds)
        end = _closing(fence, folds) + _note(len(lines) - number, where)
        if used + len(end) <= room:
            best = (number, end)
        elif used > room:
            break
    count, end = best
    return "".join(f"{line}\n" for line in lines[:count]) + (end or _note(len(lines), where)[:room])


def _after(line: str, fence: str, folds: int) -> tuple[str, int]:
    """What is open behind a line: the mark that a fence ends with, and how many folds."""
    found = _FENCE.fullmatch(line)
    if fence:
        ends = found is not None and found[1].startswith(fence) and not found[2].strip()
        return ("" if ends else fence), folds
    if found is not None:
        return found[1], folds
    for fold in _FOLD.finditer(line):
        folds = max(0, folds - 1) if fold[1] else folds + 1
    return "", folds


def _closing(fence: str, folds: int) -> str:
    return (f"{fence}\n" if fence else "") + "\n</details>\n" * folds


def _note(missing: int, where: str) -> str:
    return f"\n… {counted(missing, 'more line')} did not fit into a comment{f': {where}' if where else '.'}\n"
