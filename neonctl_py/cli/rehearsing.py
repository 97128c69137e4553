"""What ``plan`` and ``apply`` share of a rehearsal: how it is told, and that it ends cleanly when it is ended.

Never here: rehearsing.
"""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from neonctl_py.report.events import StepFinished, StepProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from neonctl_py.report.events import Event
    from neonctl_py.report.rehearsal_report import RehearsalReport


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and SIGHUP end the command as Ctrl-C does: what was made for its length is removed first."""
    ends = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, _interrupt) for number in ends}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def progress_of(*, quiet: bool) -> Callable[[Event], None]:
    """What is going on, on standard error: the table follows. ``quiet``: only what is told once a place."""
    from neonctl_py.render.characters import one_line

    def listen(event: Event) -> None:
        match event:
            case StepProgress():
                sys.stderr.write(one_line(f"rehearsal of {event.address}: {event.text}") + "\n")
            case StepFinished() if not quiet and sys.stderr.isatty():
                sys.stderr.write(one_line(f"    {event.what.replace('_', ' ')} {event.address}") + "\n")
            case _:
                pass

    return listen


def print_rehearsal(report: RehearsalReport, file: IO[str]) -> None:
    """For a person."""
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.rehearsal import rehearsal_lines

    console = console_for(file)
    print_lines(console, rehearsal_lines(report, width=console.width))


def print_failure(report: RehearsalReport) -> None:
    """On standard error, as a failing command tells it; the exit code is the caller's."""
    if report.outcome != "failed":
        return
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.diagnostics import error_lines
    from neonctl_py.workflows.rehearse import failed

    sys.stdout.flush()
    console = console_for(sys.stderr)
    print_lines(console, error_lines(failed(report), width=console.width, sources={}))
