"""Drift for people's eyes: what differs, and what to do when the world is right and when the stack is.

Never here: finding drift.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.outline import outline
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.terminal.plan import left_alone_lines, outline_line
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.plan.plan import Plan

_CHOICE = (
    ("If the stack is right: ", "neonpy apply makes the world match it, as shown above."),
    ("If the world is right: ", "write it into the stack; neonpy show prints what is there."),
)


def drift_lines(plan: Plan, *, width: int, verbose: bool = False) -> Iterator[Text]:
    """What ``neonpy apply`` would do to undo the drift, and the choice. What the stack doesn't mention is no drift, but told."""
    if plan.is_empty:
        yield from left_alone_lines(plan, width, verbose)
        yield Text("No drift. The world is as the stack says.", style="bold green")
        return
    what = f"The world differs from the stack {plan.stack}. To undo that, neonpy apply would do this:"
    yield from hanging(one_line(what), width=width)
    for line in outline(plan):
        if line.depth == 0:
            yield Text()
        yield from outline_line(line, width)
    yield Text()
    yield from left_alone_lines(plan, width, verbose)
    for label, advice in _CHOICE:
        yield from hanging(advice, width=width, first=label, first_style="bold")
    yield Text()
    yield Text(f"Drift: {counted(len(plan.changes), 'difference')}.", style="bold")
