"""What is wrong (or worth knowing) about the user's input, as values that accumulate. Nothing here prints or raises."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """``error`` stops; ``warning`` and ``advice`` are told."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Span(NamedTuple):
    """A place in a file of the user's: 1-based line and column."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a stable ``code`` (``NP101``), a short fixed ``summary``, then what is wrong with *this* thing
    (``detail``), what to write instead (``hint``), the address it is about and where it is written. ``rule``: the name of the
    lint rule that found it.
    """

    severity: Severity
    code: str
    summary: str
    detail: str = ""
    hint: str = ""
    address: str = ""
    span: Span | None = None
    rule: str = ""

    def __str__(self) -> str:
        where = f"{self.span}: " if self.span else ""
        about = f" ({self.address})" if self.address else ""
        lines = [f"{where}{self.severity}[{self.code}]: {self.summary}{about}"]
        lines += [f"    {text}" for text in (self.detail, self.hint) if text]
        return "\n".join(lines)
