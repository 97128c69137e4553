"""Diagnostics with the line that they are about and a caret under the place; errors with what to type.

Never here: finding anything wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.errors import InputError, NeonApiError, NeonpyError, PostgresError
from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.ADVICE: "bold cyan"}
_MARGIN = "    "
_SECRET_VALUE = re.compile(
    r"""((?:password|passwd|secret|token|api_?key)["']?\s*:\s*)(?![\s${\[*&|>])["']?[^\s,}\]]+""",
    re.IGNORECASE,
)
_SECRET_IN_URL = re.compile(r"(//[^:/\s@]*:)\S+@")
"""Also of what only looks like a URL: the mistake may be in its beginning."""


def diagnostic_lines(diagnostic: Diagnostic, *, width: int, sources: Mapping[str, str]) -> Iterator[Text]:
    """One diagnostic, ending with an empty line. ``sources``: file name -> its text, for the excerpt."""
    name = f" {diagnostic.rule}" if diagnostic.rule not in ("", diagnostic.code) else ""
    code = f"[{diagnostic.code}{name}]" if diagnostic.code else ""
    head = f"{diagnostic.severity.value}{code}: "
    yield from hanging(
        one_line(diagnostic.summary),
        width=width,
        first=head,
        rest=_MARGIN,
        style="bold",
        first_style=_STYLES[diagnostic.severity],
    )
    if diagnostic.span is not None:
        yield Text(f"  --> {one_line(str(diagnostic.span))}", style="cyan")
        yield from _excerpt(diagnostic, sources, width)
    if diagnostic.address:
        yield Text(f"  at  {one_line(diagnostic.address)}", style="cyan")
    yield from _paragraph(diagnostic.detail, width, "")
    yield from _paragraph(diagnostic.hint, width, "hint: ")
    yield Text()


def error_lines(error: NeonpyError, *, width: int, sources: Mapping[str, str]) -> Iterator[Text]:
    """What went wrong, why, and what to type."""
    if isinstance(error, InputError):
        for diagnostic in error.diagnostics:
            yield from diagnostic_lines(diagnostic, width=width, sources=sources)
        yield Text(
            f"{counted(len(error.diagnostics), 'mistake')} found, nothing was changed.", style="bold red"
        )
        return
    yield from hanging(
        one_line(error.summary),
        width=width,
        first="error: ",
        rest=_MARGIN,
        style="bold",
        first_style="bold red",
    )
    yield from _paragraph(error.detail, width, "")
    yield from _paragraph(_reference(error), width, "")
    yield from _paragraph(error.hint, width, "hint: ")


def _reference(error: NeonpyError) -> str:
    """What support asks for, as far as the detail does not say it."""
    facts: tuple[tuple[str, object], ...] = ()
    if isinstance(error, NeonApiError):
        facts = (("status", error.status or ""), ("code", error.code), ("request", error.request_id))
    elif isinstance(error, PostgresError):
        facts = (("SQLSTATE", error.sqlstate),)
    told = ", ".join(f"{name} {value}" for name, value in facts if value and str(value) not in error.detail)
    return f"({told})" if told else ""


def _paragraph(text: str, width: int, label: str) -> Iterator[Text]:
    for number, line in enumerate(text.splitlines()):
        first = _MARGIN + (label if number == 0 else " " * len(label))
        kept = line[: len(line) - len(line.lstrip())]
        yield from hanging(
            one_line(line.strip()), width=width, first=first + kept, first_style="green" if label else ""
        )


def _without_secrets(line: str) -> str:
    """What its author took for a password, by mistake or not, is no part of a log."""
    return _SECRET_IN_URL.sub(r"\1***@", _SECRET_VALUE.sub(r"\1***", line))


def _excerpt(diagnostic: Diagnostic, sources: Mapping[str, str], width: int) -> Iterator[Text]:
    span = diagnostic.span
    lines = sources.get(span.file, "").splitlines() if span is not None else []
    if span is None or not 1 <= span.line <= len(lines):
        return
    number = f"{span.line:>5}"
    raw = _without_secrets(lines[span.line - 1])
    column = len(one_line(raw[: span.column - 1]))
    line = one_line(raw)
    room = max(20, width - len(number) - 3)
    cut = max(0, column - room // 2) if len(line) > room else 0
    gutter = Text(f"{number} | ", style="cyan")
    yield gutter + Text(line[cut : cut + room])
    yield Text(" " * len(number) + " | ", style="cyan") + Text(" " * (column - cut) + "^", style="bold red")
