"""Two texts of several lines (bodies of functions, queries of views) as the lines that differ, with a little around them.

Never here: colours and symbols' meaning.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_AROUND: Final = 2
"""Equal lines shown before and after each difference."""


def line_changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """(``-``, ``+`` or nothing, line), in the order of the texts."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        yield "", "(only ends of lines differ)"
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number or group[0][1] or group[0][3]:
            yield "", "…"
        for _, start, end, new_start, new_end in group:
            if old[start:end] == new[new_start:new_end]:
                yield from (("", line) for line in old[start:end])
            else:
                yield from (("-", line) for line in old[start:end])
                yield from (("+", line) for line in new[new_start:new_end])
