"""Where findings accumulate while a stack is read. It never raises by itself and never prints."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Diagnostic, Severity, Span
from neonctl_py.stack.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable


_NO_VALUE: Final = "NP105"
"""A reference without a value explains every other mistake at its place."""


class Mistakes:
    """Diagnostics in the order of finding; the same finding at the same place is kept once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span | None, str], Diagnostic] = {}

    def add(self, code: str, span: Span | None, detail: str, hint: str = "", *, address: object = "") -> None:
        """Note one finding. ``address`` is anything whose text is an address."""
        severity, summary = CODES[code]
        diagnostic = Diagnostic(severity, code, summary, detail, hint, str(address) if address else "", span)
        self._found.setdefault((code, span, detail), diagnostic)

    def errors(self) -> tuple[Diagnostic, ...]:
        """What stops, in source order."""
        return self._sorted(severity is Severity.ERROR for severity in self._severities())

    def warnings(self) -> tuple[Diagnostic, ...]:
        """What doesn't stop, in source order."""
        return self._sorted(severity is not Severity.ERROR for severity in self._severities())

    def _severities(self) -> Iterable[Severity]:
        return (diagnostic.severity for diagnostic in self._found.values())

    def _sorted(self, picks: Iterable[bool]) -> tuple[Diagnostic, ...]:
        picked = [diagnostic for diagnostic, pick in zip(self._found.values(), picks, strict=True) if pick]
        without_value = {diagnostic.span for diagnostic in picked if diagnostic.code == _NO_VALUE}
        told = (d for d in picked if d.code == _NO_VALUE or d.span not in without_value)
        return tuple(sorted(told, key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    span = diagnostic.span
    return (span.file, span.line, span.column, diagnostic.code) if span else ("", 0, 0, diagnostic.code)


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """A sentence with the nearest known word, or the known words, or ``otherwise``."""
    choices = sorted(set(known))
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{folded[near[0]]}`?"
    if otherwise or not choices:
        return otherwise
    listed = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")
    return f"Known here: {listed}."
