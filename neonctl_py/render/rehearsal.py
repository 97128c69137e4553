"""A rehearsal as a table and sentences that every rendering shares, and as Markdown for a pull request. Never here: colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.render.characters import one_line
from neonctl_py.render.markdown_text import code, plain, row, table_head
from neonctl_py.render.wording import counted, duration_words

if TYPE_CHECKING:
    from neonctl_py.report.rehearsal_report import RehearsalReport, Rehearsed, StepMeasured

HEADINGS: Final = ("seconds", "strongest lock", "held", "rows written", "disk written", "step")
RIGHT: Final = (True, False, True, True, True, False)
_DATA: Final = {"full": "with its data", "schema-only": "without its data", "none": "without any rows"}
_BLIND: Final = "There were no rows: what existing ones forbid was not found out, and seconds say little about large tables."
_SHOWN: Final = 60


def table(place: Rehearsed) -> list[tuple[str, ...]]:
    """A row for each step that was done, under ``HEADINGS``."""
    return [_row(place, step) for step in place.steps]


def _row(place: Rehearsed, step: StepMeasured) -> tuple[str, ...]:
    locked = f"{step.lock} on {step.locked}" if step.locked else step.lock
    where = str(step.address).removeprefix(f"{place.place}/")
    return (
        f"{step.seconds:.3f}",
        locked or "-",
        duration_words(step.lock_seconds) if step.lock else "-",
        f"{step.rows:,}",
        size_words(step.wal_bytes + step.file_bytes),
        one_line(f"{step.operation.replace('_', ' ')} {where}"),
    )


def size_words(size: int) -> str:
    """``0``, ``812 B``, ``16 kB``, ``1.2 MB``."""
    if size < 1000:
        return f"{size} B" if size else "0"
    number = float(size)
    for unit in ("kB", "MB", "GB", "TB"):
        number /= 1000
        if number < 1000 or unit == "TB":
            return f"{number:.1f} {unit}" if number < 10 else f"{number:,.0f} {unit}"
    return ""


def title(place: Rehearsed) -> str:
    """What it was rehearsed on."""
    compute = f", on a compute of its own ({place.compute}; costs-money)" if place.compute else ""
    kind = "a throwaway branch" if place.place.kind == "branch" else "on this machine"
    return (
        f"Rehearsed on {place.on}, {kind} for {place.place} {_DATA[place.data]}{compute},"
        f" in {duration_words(place.seconds)}:"
    )


def verdict(place: Rehearsed) -> str:
    """How it ended there."""
    if place.failure is not None:
        step = place.failure
        where = f" at {step.operation.replace('_', ' ')} {step.address}" if step.address is not None else ""
        return f"The rehearsal failed{where}. Nothing of {place.place} was touched."
    if place.left:
        return f"Planned again there: {counted(len(place.left), 'object')} still differ. Nothing of {place.place} was touched."
    gone = "The branch is deleted." if place.place.kind == "branch" else "It is gone."
    return f"Planned again there: no changes. {gone}"


def notes(report: RehearsalReport) -> list[str]:
    """What the rehearsal can't say."""
    lines = [_BLIND] if any(place.data != "full" for place in report.places) else []
    if report.left_out:
        lines.append("Not rehearsed:")
        lines += [f"    {address}: {why}" for address, why in report.left_out[:_SHOWN]]
        if len(report.left_out) > _SHOWN:
            lines.append(f"    and {len(report.left_out) - _SHOWN:,} more")
    if not report.places:
        lines.insert(0, "There was nothing to rehearse.")
    return lines


def rehearsal_markdown(report: RehearsalReport) -> str:
    """A heading and a table for each place, for below the plan."""
    lines = ["", f"#### Rehearsal: {report.outcome}", ""]
    for place in report.places:
        lines += [plain(title(place)), ""]
        if rows := table(place)[:_SHOWN]:
            lines += [*table_head(HEADINGS, RIGHT), *(row(_cells(told)) for told in rows)]
            if len(place.steps) > _SHOWN:
                lines += ["", f"and {counted(len(place.steps) - _SHOWN, 'more step')}"]
            lines.append("")
        lines += [f"**{plain(verdict(place))}**", ""]
        if place.failure is not None:
            told = (place.failure.summary, *place.failure.detail.splitlines())
            lines += [f"- {code(text)}" for text in told if text] + [""]
        lines += [f"- {code(str(address))}" for address in place.left[:10]]
    lines += [f"- {plain(text.strip())}" for text in notes(report)]
    return "\n".join(lines).rstrip() + "\n"


def _cells(told: tuple[str, ...]) -> list[str]:
    *numbers, step = told
    return [*map(plain, numbers), code(step)]
