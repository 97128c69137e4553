"""A plan for people's eyes: what changes, what it may do to them, what to type, and the count.

Never here: what a plan means (wording, outline).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.plan.losses import LOSSY, safety_steps
from neonctl_py.plan.steps import Grade
from neonctl_py.render.archive_words import ARCHIVES_HEADING, archive_lines
from neonctl_py.render.characters import one_line
from neonctl_py.render.cost_words import cost_line
from neonctl_py.render.outline import Line, Tone, outline
from neonctl_py.render.terminal.console import INDENT, hanging, plain
from neonctl_py.render.terminal.diagnostics import diagnostic_lines
from neonctl_py.render.terminal.steps import revision_text, step_lines
from neonctl_py.render.wording import (
    LEGEND,
    SYMBOLS,
    allow_flags,
    consent_words,
    counted,
    loss_words,
    safety_words,
    steps_with,
    summary_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import Step

_STYLES = {
    Tone.SCOPE: "bold",
    Tone.PLAIN: "",
    Tone.ADD: "green",
    Tone.CHANGE: "yellow",
    Tone.DESTROY: "red",
}
_GRADES = {Grade.NOTHING: "green", Grade.RECOVERABLE: "yellow", Grade.GONE: "bold red"}
_SHOWN = 10


def plan_lines(
    plan: Plan,
    *,
    width: int,
    verbose: bool = False,
    allowed: Iterable[str] = (),
    command: str = "neonpy apply",
    sources: Mapping[str, str] | None = None,
) -> Iterator[Text]:
    """The whole plan, line by line. ``allowed``: the hazards consented to; ``command`` is the one that
    takes the consent. ``sources``: file texts for excerpts.
    """
    for diagnostic in plan.diagnostics:
        yield from diagnostic_lines(diagnostic, width=width, sources=sources or {})
    if not plan.is_empty:
        yield from _legend(plan, width)
        for line in outline(plan):
            if line.depth == 0:
                yield Text()
            yield from outline_line(line, width)
        yield Text()
        yield from _revisions(plan, width)
        yield from _safety(plan, width)
        yield from _hazards(plan, width, frozenset(allowed), command)
        yield from step_lines(plan, width=width, verbose=verbose)
    if verbose and plan.idle_consents:
        yield from _idle_consents(plan, width)
    yield from left_alone_lines(plan, width, verbose)
    yield from _archives(plan, width, verbose=verbose)
    if plan.cost is not None:
        yield from hanging(cost_line(plan.cost), width=width, rest="    ")
    yield from hanging(summary_line(plan), width=width, style="bold green" if plan.is_empty else "bold")


def _idle_consents(plan: Plan, width: int) -> Iterator[Text]:
    yield from hanging("Allowed by the stack, and needed by nothing now", width=width, style="dim")
    for consent in plan.idle_consents:
        text = one_line(f"{consent.hazard} on {consent.on}: {consent.reason}")
        yield from hanging(text, width=width, first="    ", rest=" " * 8, style="dim")
    yield Text()


def _legend(plan: Plan, width: int) -> Iterator[Text]:
    present = {change.action for change in plan.changes}
    what = f"neonpy will do this for the stack {plan.stack}:" if plan.stack else "neonpy will do this:"
    yield from hanging(one_line(what), width=width)
    for action, meaning in LEGEND.items():
        if action in present:
            first = f"{SYMBOLS[action]:>5}  "
            yield from hanging(meaning, width=width, first=first, style="dim", first_style="dim")


def outline_line(line: Line, width: int) -> Iterator[Text]:
    """One line of the outline, coloured and wrapped."""
    style = _STYLES[line.tone]
    margin = " " * (INDENT * line.depth)
    first = f"{margin}{line.symbol:>3} "
    rest = " " * (len(first) + INDENT)
    text = f"{line.text}  # {line.note}" if line.note else line.text
    if line.depth == 0:
        style = f"bold {style}".strip()
    yield from hanging(text, width=width, first=first, rest=rest, style=style, first_style=style)


def _safety(plan: Plan, width: int) -> Iterator[Text]:
    for kept in safety_steps(plan):
        text = one_line(f"Before the first loss, apply keeps {safety_words(kept)}")
        yield from hanging(text, width=width, first="", rest="    ")
    if safety_steps(plan):
        yield Text()


def _hazards(plan: Plan, width: int, allowed: frozenset[str], command: str) -> Iterator[Text]:
    if not plan.hazards:
        return
    yield Text("Hazards", style="bold")
    for hazard in plan.hazards:
        yield from _hazard(plan, hazard, width)
    asked = next((hazard for hazard in plan.hazards if hazard.needs_consent), plan.hazards[0])
    text = f"Why, and what to do about it: neonpy explain {asked.value}"
    yield from hanging(text, width=width, first="    ", rest=" " * 8, style="dim")
    missing = plan.unconsented(allowed)
    if missing:
        yield Text()
        yield Text("It is done only with your consent by name:")
        every = allow_flags(
            plan.unconsented(frozenset())
        )  # those given already, too: the line is there to be copied
        yield from hanging(f"{command} {every}", width=width, first="    ", rest=" " * 8)
    yield Text()


def _hazard(plan: Plan, hazard: Hazard, width: int) -> Iterator[Text]:
    style = "bold red" if hazard.needs_consent else "yellow"
    yield from hanging(
        hazard.sentence, width=width, first=f"  ! {hazard.value}: ", rest="      ", first_style=style
    )
    steps = steps_with(plan, hazard)
    for step in steps[:_SHOWN]:
        yield from hanging(_about(step), width=width, first="      ", rest="        ", style="dim")
        if step.loss is not None and hazard in LOSSY:
            text = one_line(loss_words(step.loss))
            yield from hanging(
                text, width=width, first="        ", rest=" " * 10, style=_GRADES[step.loss.grade]
            )
        if consent := consent_words(plan, step, hazard):
            yield from hanging(one_line(consent), width=width, first="        ", rest=" " * 10, style="green")
    if len(steps) > _SHOWN:
        yield Text(f"      and {counted(len(steps) - _SHOWN, 'more step')}", style="dim")


def _about(step: Step) -> str:
    return plain(f"{step.address}: {step.reason}" if step.reason else str(step.address)).plain


def _revisions(plan: Plan, width: int) -> Iterator[Text]:
    if plan.revisions:
        yield Text("Revisions to run, in this order", style="bold")
        for step in plan.revisions:
            yield from hanging(revision_text(step), width=width, first="    ", rest=" " * 8)
        yield Text()


def _archives(plan: Plan, width: int, *, verbose: bool) -> Iterator[Text]:
    if not plan.archives:
        return
    yield from hanging(ARCHIVES_HEADING, width=width, style="dim")
    lines = archive_lines(plan.archives)
    shown = lines if verbose else lines[:_SHOWN]
    for line in shown:
        yield from hanging(one_line(line), width=width, first="    ", rest=" " * 8, style="dim")
    if len(shown) < len(lines):
        yield Text(f"    and {len(lines) - len(shown):,} more (-v shows all)", style="dim")
    yield Text()


def left_alone_lines(plan: Plan, width: int, verbose: bool) -> Iterator[Text]:
    """What is there and not in the stack, and what neonpy can't manage; the first of them, or with ``verbose`` all."""
    if plan.records:
        yield from hanging("Records of migration tools, never touched", width=width, style="dim")
        for address, tool in plan.records:
            yield from hanging(plain(f"{address} ({tool})").plain, width=width, first="    ", style="dim")
        yield Text()
    if plan.unmanaged:
        title = f"Not in the stack, left alone: {counted(len(plan.unmanaged), 'object')}"
        yield from hanging(title, width=width, style="dim")
        shown = plan.unmanaged if verbose else plan.unmanaged[:_SHOWN]
        for address in shown:
            yield from hanging(plain(str(address)).plain, width=width, first="    ", style="dim")
        if len(shown) < len(plan.unmanaged):
            yield Text(f"    and {len(plan.unmanaged) - len(shown):,} more (-v shows all)", style="dim")
        yield Text()
    if plan.unsupported:
        title = "Of kinds that neonpy does not manage yet, left alone:"
        yield from hanging(title, width=width, style="dim")
        for entry in plan.unsupported:
            names = ", ".join(entry.names if verbose else entry.names[:_SHOWN])
            more = "" if verbose or len(entry.names) <= _SHOWN else f" and {len(entry.names) - _SHOWN:,} more"
            text = plain(f"{entry.database}: {entry.kind} {names}{more}").plain
            yield from hanging(text, width=width, first="    ", rest="        ", style="dim")
        yield Text()
