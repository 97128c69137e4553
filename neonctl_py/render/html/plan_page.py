"""A plan as one HTML page that needs nothing but itself: to be read, filtered, printed, kept beside the approval.

Names and expressions come from the world and are escaped; the page's policy loads nothing and sends nothing. Never here: what a plan means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from neonctl_py.plan.losses import safety_steps
from neonctl_py.plan.steps import SqlStep
from neonctl_py.render.archive_words import ARCHIVES_HEADING, archive_lines
from neonctl_py.render.characters import one_line
from neonctl_py.render.cost_words import cost_line
from neonctl_py.render.diagram.entities import diagram_of_changes
from neonctl_py.render.diagram.svg import svg
from neonctl_py.render.outline import Line, Tone, outline
from neonctl_py.render.rehearsal import HEADINGS, RIGHT, notes, table, title, verdict
from neonctl_py.render.values import size
from neonctl_py.render.wording import (
    allow_flags,
    consent_words,
    hazard_words,
    operation_words,
    safety_words,
    steps_with,
    summary_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import Step
    from neonctl_py.report.rehearsal_report import RehearsalReport

_PAGE: Final = Path(__file__).with_name("plan_page.html")
_COLUMNS: Final = ("", "what", "on", "lock", "form", "rows", "size", "hazards")
_NUMBERS: Final = ("", "rows", "size")
_TONES: Final = {Tone.ADD: "add", Tone.CHANGE: "change", Tone.DESTROY: "destroy"}


def plan_page(plan: Plan, rehearsal: RehearsalReport | None = None) -> str:
    """The whole page."""
    sections = [
        *_diagnostics(plan.diagnostics),
        *_hazards(plan),
        *_changes(plan),
        *_steps(plan.steps),
        *(_rehearsed(rehearsal) if rehearsal is not None else ()),
        *_picture(plan),
        *_archives(plan),
    ]
    boxes = (
        f'<label><input type="checkbox" value="{_text(hazard.value)}">{_badge(hazard)}</label>'
        for hazard in plan.hazards
    )
    return Template(_PAGE.read_text(encoding="utf-8")).substitute(
        title=_text(f"neonpy plan: {plan.stack}"),
        stack=_text(plan.stack or "stack"),
        summary=_text(summary_line(plan)),
        facts="\n".join(f'<p class="soft">{_text(fact)}</p>' for fact in _facts(plan)),
        boxes="\n".join(boxes),
        sections="\n".join(sections),
    )


def _facts(plan: Plan) -> Iterator[str]:
    if plan.cost is not None:
        yield cost_line(plan.cost)
    missing = plan.unconsented(())
    if missing:
        yield f"Applied only with consent: neonpy apply {allow_flags(missing)}"
    for step in safety_steps(plan):
        yield f"Before the first loss, apply keeps {safety_words(step)}"
    yield f"Plan {plan.fingerprint[:12]}"


def _diagnostics(found: Iterable[Diagnostic]) -> Iterator[str]:
    rows = [
        f"<tr><td>{_text(item.severity.value)}</td><td><code>{_text(item.code)}</code></td><td>{_text(item.summary)}</td>"
        f"<td><code>{_text(item.address or str(item.span or ''))}</code></td><td>{_text(item.detail)}</td></tr>"
        for item in found
    ]
    if rows:
        yield "<h2>Diagnostics</h2>" + _table(("", "code", "what", "where", "detail"), rows)


def _hazards(plan: Plan) -> Iterator[str]:
    rows = [
        f'<tr data-address="{_text(str(step.address))}" data-hazards="{_text(hazard.value)}"><td>{_badge(hazard)}</td>'
        f"<td>{_address(step)}</td><td>{_text(hazard_words(step, hazard))}</td>"
        f"<td>{_consent(plan, step, hazard)}</td></tr>"
        for hazard in plan.hazards
        for step in steps_with(plan, hazard)
    ]
    if not rows:
        return
    yield "<h2>Hazards</h2>"
    yield "".join(f"<p>{_badge(hazard)} {_text(hazard.sentence)}</p>" for hazard in plan.hazards)
    yield _table(("hazard", "on", "what", "consent"), rows)


def _consent(plan: Plan, step: Step, hazard: Hazard) -> str:
    """Who agrees to it, or what to type."""
    if not hazard.needs_consent:
        return "none needed"
    given = consent_words(plan, step, hazard)
    return _text(given) if given else f"<code>{_text(allow_flags([hazard]))}</code>"


@dataclass(slots=True)
class _Group:
    """The lines of one object."""

    address: str
    head: Line
    lines: list[Line] = field(default_factory=list)


def _changes(plan: Plan) -> Iterator[str]:
    if plan.is_empty:
        return
    yield "<h2>Changes</h2>"
    hazards = [(str(step.address), step.hazards) for step in plan.steps]
    for scope, groups in _grouped(plan):
        inner = "".join(_group(group, hazards) for group in groups)
        yield f'<section class="scoped"><p class="scope mono">{_text(scope)}</p>{inner}</section>'


def _grouped(plan: Plan) -> Iterator[tuple[str, list[_Group]]]:
    scope, groups = "", list[_Group]()
    for line in outline(plan):
        if line.depth == 0:
            if groups:
                yield scope, groups
            scope, groups = line.text, [_Group(line.text, line)] if line.symbol else []
        elif not groups or (line.depth == 1 and (line.symbol or line.tone is Tone.SCOPE)):
            groups.append(_Group(f"{scope}/{line.text.split()[0] if line.text else ''}", line))
        else:
            groups[-1].lines.append(line)
    if groups:
        yield scope, groups


def _group(group: _Group, hazards: list[tuple[str, tuple[Hazard, ...]]]) -> str:
    own = sorted({hazard for address, found in hazards if _is_in(address, group) for hazard in found})
    tone = _TONES.get(group.head.tone, "")
    note = f' <span class="soft"># {_text(group.head.note)}</span>' if group.head.note else ""
    lines = "\n".join(_line(line) for line in group.lines)
    badges = " ".join(map(_badge, own))
    return (
        f'<details open class="is-{tone}" data-address="{_text(group.address)}" data-hazards="{_text(" ".join(own))}">'
        f'<summary><span class="{tone}">{_text(group.head.symbol)} {_text(group.head.text)}</span>{note} {badges}</summary>'
        + (f"<pre>{lines}</pre>" if lines else "")
        + "</details>"
    )


def _is_in(address: str, group: _Group) -> bool:
    """What stands below a project, a branch or a database is a group of its own."""
    return address == group.address or (group.head.depth > 0 and address.startswith(f"{group.address}/"))


def _line(line: Line) -> str:
    note = f"  # {line.note}" if line.note else ""
    text = _text(f"{'    ' * max(0, line.depth - 2)}{line.symbol:>3} {line.text}{note}")
    tone = _TONES.get(line.tone, "")
    return f'<span class="{tone}">{text}</span>' if tone else text


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    """Without columns in which nothing stands."""
    rows = [(step, _cells(number, step)) for number, step in enumerate(steps, 1)]
    if not rows:
        return
    shown = [number for number in range(len(_COLUMNS)) if any(cells[number] for _, cells in rows)]
    yield "<h2>Steps, in this order</h2>"
    yield _table([_COLUMNS[number] for number in shown], [_step(step, cells, shown) for step, cells in rows])


def _step(step: Step, cells: tuple[str, ...], shown: list[int]) -> str:
    names = _text(" ".join(hazard.value for hazard in step.hazards))
    told = (
        f'<td class="number">{cells[number]}</td>'
        if _COLUMNS[number] in _NUMBERS
        else f"<td>{cells[number]}</td>"
        for number in shown
    )
    return f'<tr data-address="{_text(str(step.address))}" data-hazards="{names}">{"".join(told)}</tr>'


def _cells(number: int, step: Step) -> tuple[str, ...]:
    """As HTML, one for each of the columns."""
    lock, form, rows, much = "", "", "", ""
    if isinstance(step, SqlStep):
        lock, form = step.effect.lock, "; ".join(part for part in (step.form, step.reason) if part)
        rows = f"{step.effect.rows:,}" if step.effect.rows else ""
        much = size(step.effect.bytes) if step.effect.bytes else ""
    told = (_text(text) for text in (lock, form, rows, much))
    return (
        str(number),
        _text(operation_words(step)),
        _address(step),
        *told,
        " ".join(map(_badge, step.hazards)),
    )


def _rehearsed(report: RehearsalReport) -> Iterator[str]:
    yield "<h2>Rehearsal</h2>"
    for place in report.places:
        rows = [_measured(row) for row in table(place)]
        yield f"<p>{_text(title(place))}</p>" + (_table(HEADINGS, rows) if rows else "")
        yield f'<p class="total">{_text(verdict(place))}</p>'
    yield from (f'<p class="soft">{_text(note)}</p>' for note in notes(report))


def _measured(row: Iterable[str]) -> str:
    cells = zip(row, RIGHT, strict=True)
    told = (f"<td{' class=number' if right else ''}>{_text(cell)}</td>" for cell, right in cells)
    return f"<tr>{''.join(told)}</tr>"


def _picture(plan: Plan) -> Iterator[str]:
    diagram = diagram_of_changes(plan.changes)
    if diagram.entities:
        yield "<h2>Tables touched</h2>"
        yield f'<div class="wide">{svg(diagram, title="Tables that this plan touches")}</div>'


def _archives(plan: Plan) -> Iterator[str]:
    if plan.archives:
        yield f"<h2>{ARCHIVES_HEADING}</h2>"
        yield from (f'<p class="soft">{_text(line)}</p>' for line in archive_lines(plan.archives))


def _table(headings: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col">{_text(heading)}</th>' for heading in headings)
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _badge(hazard: Hazard) -> str:
    return f'<span class="hazard{" consent" if hazard.needs_consent else ""}">{_text(hazard.value)}</span>'


def _address(step: Step) -> str:
    """It may be broken behind each of its parts."""
    told = _text(str(step.address)).replace("/", "/<wbr>")
    return f'<code class="address">{told}</code>'


def _text(text: str) -> str:
    return escape(one_line(text), quote=True)
