"""What became of a schema, and the table that tells it. Never here: how it was found out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from stack_road import Way

_COLUMNS = (
    "tables",
    "objects",
    "loads",
    "import",
    "plan",
    "apply",
    "plan empty",
    "unsupported",
    "dump equal",
)
_SHOWN = 4


@dataclass
class Outcome:
    """One line of the table. ``verdict`` is ``ok`` or the first thing that went wrong; ``details`` say more of everything."""

    name: str
    verdict: str = "ok"
    way: Way = field(default_factory=Way)
    load_errors: int = 0
    seconds: float = 0.0
    details: dict[str, str] = field(default_factory=dict)
    roles_made: set[str] = field(default_factory=set)

    def failed(self, verdict: str, detail: str) -> None:
        """The first failure is the verdict."""
        if self.verdict == "ok":
            self.verdict = verdict
        self.details[verdict] = detail


def print_heading(width: int) -> None:
    """Once, above the lines."""
    print(f"{'name':{width}}", *_COLUMNS, "seconds", "outcome", sep="  ")


def print_outcome(outcome: Outcome, width: int, *, verbose: bool) -> None:
    """One line, and beneath it what a person needs to understand a failure."""
    way = outcome.way
    cells = (
        str(way.tables),
        str(way.objects),
        f"{outcome.load_errors} err." if outcome.load_errors else "yes",
        _seconds(way.import_seconds),
        _seconds(way.plan_seconds),
        _seconds(way.apply_seconds),
        _yes(way.to_do),
        str(len(way.not_in_stack)),
        _yes(way.difference),
    )
    aligned = (f"{cell:>{len(title)}}" for cell, title in zip(cells, _COLUMNS, strict=True))
    print(
        f"{outcome.name:{width}}", *aligned, f"{outcome.seconds:7.1f}", outcome.verdict, sep="  ", flush=True
    )
    for what, detail in outcome.details.items():
        lines = detail.splitlines()
        shown = lines if verbose else lines[:_SHOWN]
        print(f"    {what}: " + "\n        ".join(shown))
        if len(shown) < len(lines):
            print(f"        … and {len(lines) - len(shown)} more lines (--verbose)")


def print_tally(outcomes: list[Outcome]) -> None:
    """The last line."""
    tally = Counter(outcome.verdict for outcome in outcomes)
    print(", ".join(f"{count} {verdict}" for verdict, count in tally.most_common()))


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _yes(found: str | None) -> str:
    return "-" if found is None else ("no" if found else "yes")
