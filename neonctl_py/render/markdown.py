"""A plan as Markdown for a pull request. Names and expressions come from the world: they stand in fences and code spans that
they can't leave, and the whole fits into one comment.

Never here: what a plan means (wording, outline).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neonctl_py.plan.losses import LOSSY, safety_steps
from neonctl_py.render.archive_words import ARCHIVES_HEADING, archive_lines
from neonctl_py.render.characters import one_line
from neonctl_py.render.cost_words import cost_line
from neonctl_py.render.diagram.entities import diagram_of_changes
from neonctl_py.render.diagram.mermaid import mermaid
from neonctl_py.render.outline import Line, Tone, outline
from neonctl_py.render.wording import (
    allow_flags,
    consent_words,
    counted,
    loss_words,
    safety_words,
    steps_with,
    summary_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.plan.plan import Plan

COMMENT_LIMIT = 60_000
"""GitHub takes 65,536 characters; the rest is for what a workflow puts around it."""

_SHOWN = 10
_MOST_TABLES = 25
_MOST_CHARACTERS = 15_000
"""GitHub draws no more than 50,000 characters, and nobody reads a picture of that."""
_TOLD_SYMBOLS = ("-/+", "<=", ".")
"""The others say no more than the mark at the line's start."""
_MARKS = {Tone.ADD: "+", Tone.CHANGE: "!", Tone.DESTROY: "-"}


def plan_markdown(plan: Plan, *, limit: int = COMMENT_LIMIT) -> str:
    """A heading with the count, the hazards with what to type, the changes in a fence; at most ``limit`` characters."""
    head = [
        f"### neonpy plan: {code(plan.stack) if plan.stack else 'stack'}",
        "",
        f"**{summary_line(plan)}**",
        *(() if plan.cost is None else ("", cost_line(plan.cost))),
        "",
    ]
    head += _revisions(plan)
    head += _hazards(plan)
    head += _diagnostics(plan.diagnostics)
    tail = _archives(plan) + _left_alone(plan)
    room = limit - len("\n".join(head + tail)) - 200
    body = [] if plan.is_empty else _changes(plan, room)
    picture = _picture(plan, limit - len("\n".join(head + body + tail)) - 200)
    return "\n".join(head + body + picture + tail).rstrip()[:limit] + "\n"


def code(text: str) -> str:
    """A code span that the text can't end."""
    shown = one_line(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def _changes(plan: Plan, room: int) -> list[str]:
    lines: list[str] = []
    used = 0
    whole = list(outline(plan))
    for line in whole:
        text = _diff_line(line)
        used += len(text) + 1
        if used > room:
            break
        lines.append(text)
    longest = max((len(run) for text in lines for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    cut = len(whole) - len(lines)
    shown = ["<details open><summary>Changes</summary>", "", f"{fence}diff", *lines, fence, ""]
    if cut:
        shown += [f"{counted(cut, 'more line')} did not fit: see the job's output.", ""]
    return [*shown, "</details>", ""]


def _picture(plan: Plan, room: int) -> list[str]:
    """The tables that are touched, where they fit and can still be looked at."""
    diagram = diagram_of_changes(plan.changes)
    if not 0 < len(diagram.entities) <= _MOST_TABLES:
        return []
    text = mermaid(diagram)
    if len(text) > min(room, _MOST_CHARACTERS):
        return []
    summary = f"<details><summary>Tables touched: {len(diagram.entities)}</summary>"
    return [summary, "", "```mermaid", text.rstrip(), "```", "", "</details>", ""]


def _diff_line(line: Line) -> str:
    mark = _MARKS.get(line.tone, " ")
    note = f"  # {line.note}" if line.note else ""
    symbol = line.symbol if line.symbol in _TOLD_SYMBOLS else ""
    return one_line(f"{mark} {'    ' * line.depth}{symbol:>3} {line.text}{note}").rstrip()


def _revisions(plan: Plan) -> list[str]:
    if not plan.revisions:
        return []
    lines = [
        f"- {code(step.revision)} {code(step.title)}"
        + (f", agreed: {', '.join(step.agreed)}" if step.agreed else "")
        for step in plan.revisions[:_SHOWN]
    ]
    if len(plan.revisions) > _SHOWN:
        lines.append(f"- and {counted(len(plan.revisions) - _SHOWN, 'more revision')}")
    return ["#### Revisions to run, in this order", "", *lines, ""]


def _hazards(plan: Plan) -> list[str]:
    lines: list[str] = []
    for hazard in plan.hazards:
        sign = ":warning: " if hazard.needs_consent else ""
        lines.append(f"- {sign}**{hazard.value}**: {hazard.sentence}")
        steps = steps_with(plan, hazard)
        for step in steps[:_SHOWN]:
            consent = consent_words(plan, step, hazard)
            loss = f": {loss_words(step.loss)}" if step.loss is not None and hazard in LOSSY else ""
            lines.append(f"  - {code(str(step.address))}{loss}" + (f", {code(consent)}" if consent else ""))
        if len(steps) > _SHOWN:
            lines.append(f"  - and {counted(len(steps) - _SHOWN, 'more step')}")
    lines += [
        f"- Before the first loss, apply keeps {code(safety_words(step))}" for step in safety_steps(plan)
    ]
    missing = plan.unconsented(())
    if missing:
        lines += ["", f"Applied only with consent: {code('neonpy apply ' + allow_flags(missing))}"]
    return ["#### Hazards", "", *lines, ""] if lines else []


def _diagnostics(diagnostics: Iterable[Diagnostic]) -> list[str]:
    shown = list(diagnostics)
    if not shown:
        return []
    lines = [f"- {found.severity.value} {code(found.code)} {_about(found)}" for found in shown[:_SHOWN]]
    if len(shown) > _SHOWN:
        lines.append(f"- and {len(shown) - _SHOWN:,} more")
    return ["#### Diagnostics", "", *lines, ""]


def _about(found: Diagnostic) -> str:
    parts = (found.summary, found.address, str(found.span) if found.span else "", found.detail)
    return ", ".join(code(part[:300]) for part in parts if part)


def _archives(plan: Plan) -> list[str]:
    lines = [f"- {code(line[:300])}" for line in archive_lines(plan.archives)]
    if not lines:
        return []
    more = [f"- and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else []
    return [
        f"<details><summary>{ARCHIVES_HEADING}</summary>",
        "",
        *lines[:_SHOWN],
        *more,
        "",
        "</details>",
        "",
    ]


def _left_alone(plan: Plan) -> list[str]:
    lines = [f"- {code(str(address))}" for address in plan.unmanaged[:_SHOWN]]
    if len(plan.unmanaged) > _SHOWN:
        lines.append(f"- and {len(plan.unmanaged) - _SHOWN:,} more")
    for entry in plan.unsupported:
        names = ", ".join(entry.names[:_SHOWN])
        more = "" if len(entry.names) <= _SHOWN else f" and {len(entry.names) - _SHOWN:,} more"
        lines.append(
            f"- {code(str(entry.database))}: {code(entry.kind)} {code(names)}{more} (not managed yet)"
        )
    if not lines:
        return []
    title = "Left alone: not in the stack, or of a kind that neonpy does not manage yet"
    return [f"<details><summary>{title}</summary>", "", *lines, "", "</details>", ""]
