"""A plan as Markdown for a pull request. Names and expressions come from the world: they stand in fences and code spans that
they can't leave, and the whole fits into one comment. What does not fit is counted, and it is said where all of it is.

Never here: what a plan means (wording, outline), how words become Markdown (markdown_text).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.plan.losses import safety_steps
from neonctl_py.render.archive_words import ARCHIVES_HEADING, archive_lines
from neonctl_py.render.characters import one_line
from neonctl_py.render.cost_words import cost_line
from neonctl_py.render.diagram.entities import diagram_of_changes
from neonctl_py.render.diagram.mermaid import mermaid
from neonctl_py.render.markdown_text import code, fitting, plain, row, table_head
from neonctl_py.render.outline import Line, Tone, outline
from neonctl_py.render.wording import (
    allow_flags,
    consent_words,
    counted,
    hazard_words,
    safety_words,
    steps_with,
    summary_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import Step

COMMENT_LIMIT: Final = 60_000
"""GitHub takes 65,536 characters; the rest is for what a workflow puts around it."""

HEADINGS: Final = ("hazard", "on", "what", "consent")

_SHOWN = 10
_NAME = 200
"""Characters of a stack's name."""

_MOST_TABLES = 25
_MOST_CHARACTERS = 15_000
"""GitHub draws no more than 50,000 characters, and nobody reads a picture of that."""
_TOLD_SYMBOLS = ("-/+", "<=", ".")
"""The others say no more than the mark at the line's start."""
_MARKS = {Tone.ADD: "+", Tone.CHANGE: "!", Tone.DESTROY: "-"}
_WHERE: Final = "`neonpy plan` shows all, and `neonpy plan --html FILE` writes a page of it."


def plan_markdown(plan: Plan, *, limit: int = COMMENT_LIMIT) -> str:
    """A heading with the count, the hazards with what to type, the changes in a fence; at most ``limit`` characters, of which a
    third is for the hazards at the most, and a tenth for each of what stands beside.
    """
    head = [
        f"### neonpy plan: {code(plan.stack[:_NAME]) if plan.stack else 'stack'}",
        "",
        f"**{summary_line(plan)}**",
        *(() if plan.cost is None else ("", cost_line(plan.cost))),
        "",
    ]
    head += _revisions(plan, limit // 10)
    head += _hazards(plan, limit // 3)
    head += _diagnostics(plan.diagnostics, limit // 10)
    tail = _archives(plan) + _left_alone(plan, limit // 10)
    room = limit - len("\n".join(head + tail)) - 300
    body = [] if plan.is_empty else _changes(plan, room)
    picture = _picture(plan, limit - len("\n".join(head + body + tail)) - 200)
    return "\n".join(head + body + picture + tail).rstrip() + "\n"


def _changes(plan: Plan, room: int) -> list[str]:
    whole = [_diff_line(line) for line in outline(plan)]
    longest = max((len(run) for text in whole for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines, cut = fitting(whole, room - 2 * len(fence))
    shown = ["<details open><summary>Changes</summary>", "", f"{fence}diff", *lines, fence, ""]
    if cut:
        shown += [f"{counted(cut, 'more line')} did not fit here: {_WHERE}", ""]
    return [*shown, "</details>", ""]


def _picture(plan: Plan, room: int) -> list[str]:
    """The tables that are touched, where they fit and can still be looked at."""
    diagram = diagram_of_changes(plan.changes)
    if not 0 < len(diagram.entities) <= _MOST_TABLES:
        return []
    text = mermaid(diagram)
    if len(text) > min(room, _MOST_CHARACTERS):
        return []
    return _folded(f"Tables touched: {len(diagram.entities)}", ["```mermaid", text.rstrip(), "```"])


def _diff_line(line: Line) -> str:
    mark = _MARKS.get(line.tone, " ")
    note = f"  # {line.note}" if line.note else ""
    symbol = line.symbol if line.symbol in _TOLD_SYMBOLS else ""
    return one_line(f"{mark} {'    ' * line.depth}{symbol:>3} {line.text}{note}").rstrip()


def _revisions(plan: Plan, room: int) -> list[str]:
    lines = [
        f"- {code(step.revision)} {code(step.title[:300])}"
        + (f", agreed: {', '.join(step.agreed)}" if step.agreed else "")
        for step in plan.revisions
    ]
    return _listed("#### Revisions to run, in this order", lines, room, "revision")


def _hazards(plan: Plan, room: int) -> list[str]:
    """A row for each step that carries one, and what each hazard means."""
    notes = [f"- **{hazard.value}**: {hazard.sentence}" for hazard in plan.hazards]
    notes += [
        f"- Before the first loss, apply keeps {code(safety_words(step))}" for step in safety_steps(plan)
    ]
    if not notes:
        return []
    notes, unsaid = fitting(notes, room // 3)
    rows, cut = fitting([line for hazard in plan.hazards for line in _rows(plan, hazard)], room * 2 // 3)
    shown = ["#### Hazards", ""]
    if rows:
        shown += [*table_head(HEADINGS), *rows, ""]
    if cut or unsaid:
        shown += [f"{counted(cut + unsaid, 'more line')} did not fit here: {_WHERE}", ""]
    shown += [*notes, ""]
    if missing := plan.unconsented(()):
        shown += [f"Applied only with consent: {code('neonpy apply ' + allow_flags(missing))}", ""]
    return shown


def _rows(plan: Plan, hazard: Hazard) -> list[str]:
    sign = ":warning: " if hazard.needs_consent else ""
    name = f"{sign}**{hazard.value}**"
    steps = steps_with(plan, hazard)
    rows = [
        row((name, code(str(step.address)), plain(hazard_words(step, hazard)), _consent(plan, step, hazard)))
        for step in steps[:_SHOWN]
    ]
    if len(steps) > _SHOWN:
        rows.append(row((name, f"and {counted(len(steps) - _SHOWN, 'more step')}", "", "")))
    return rows


def _consent(plan: Plan, step: Step, hazard: Hazard) -> str:
    if not hazard.needs_consent:
        return "none needed"
    given = consent_words(plan, step, hazard)
    return code(given) if given else code(allow_flags([hazard]))


def _diagnostics(diagnostics: Iterable[Diagnostic], room: int) -> list[str]:
    lines = [f"- {found.severity.value} {code(found.code)} {_about(found)}" for found in diagnostics]
    return _listed("#### Diagnostics", lines, room, "diagnostic")


def _about(found: Diagnostic) -> str:
    parts = (found.summary, found.address, str(found.span) if found.span else "", found.detail)
    return ", ".join(code(part[:300]) for part in parts if part)


def _archives(plan: Plan) -> list[str]:
    lines = [f"- {code(line[:300])}" for line in archive_lines(plan.archives)]
    if not lines:
        return []
    more = [f"- and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else []
    return _folded(ARCHIVES_HEADING, [*lines[:_SHOWN], *more])


def _left_alone(plan: Plan, room: int) -> list[str]:
    lines = [f"- {code(str(address))}" for address in plan.unmanaged]
    lines, cut = fitting(lines[:_SHOWN], room // 2)
    if cut := cut + max(0, len(plan.unmanaged) - _SHOWN):
        lines.append(f"- and {cut:,} more")
    others = []
    for entry in plan.unsupported:
        names = ", ".join(entry.names[:_SHOWN])
        more = "" if len(entry.names) <= _SHOWN else f" and {len(entry.names) - _SHOWN:,} more"
        others.append(
            f"- {code(str(entry.database))}: {code(entry.kind)} {code(names)}{more} (not managed yet)"
        )
    others, cut = fitting(others, room // 2)
    if cut:
        others.append(f"- and {counted(cut, 'more kind')}")
    if not lines + others:
        return []
    title = "Left alone: not in the stack, or of a kind that neonpy does not manage yet"
    return _folded(title, [*lines, *others])


def _folded(title: str, lines: list[str]) -> list[str]:
    return [f"<details><summary>{title}</summary>", "", *lines, "", "</details>", ""]


def _listed(heading: str, lines: list[str], room: int, noun: str) -> list[str]:
    if not lines:
        return []
    shown, cut = fitting(lines[:_SHOWN], room)
    if cut := cut + max(0, len(lines) - _SHOWN):
        shown.append(f"- and {counted(cut, f'more {noun}')}: {_WHERE}")
    return [heading, "", *shown, ""]
