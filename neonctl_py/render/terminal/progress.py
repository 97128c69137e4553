"""An apply while it runs: on a terminal a live line above which finished steps pile up, elsewhere one plain line a step.

Never here: doing anything.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Self

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.outline import inside, scope_of
from neonctl_py.render.terminal.console import hanging, print_lines
from neonctl_py.render.wording import counted, duration_words
from neonctl_py.report.events import Event, StepFailed, StepFinished, StepProgress, StepStarted

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.console import Console
    from rich.status import Status

    from neonctl_py.model.address import Address

_TOGETHER: Final = 0.05
"""Seconds for which finished steps are kept back, to be printed at once: after a transaction there are thousands."""
_TOLD: Final = 0.0005
"""Seconds below which a time says nothing: the statements of one transaction travel together."""


UNDERWAY: Final = 800
"""Steps that were begun when the server has enough to do for as long as a plan of thousands of steps takes to be printed: it gets
more with every message, because statements are written faster than they are done.
"""


_COUNTED: Final = 30.0
"""Seconds between two lines of a log that only count rows."""


class Progress:
    """A context manager whose ``listen`` takes the events, one at a time."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._is_terminal = console.is_terminal  # rich asks the system each time
        self._width = 0 if self._is_terminal else console.width  # a window changes its own
        self._running: dict[Address, StepStarted] = {}
        self._status: Status | None = None
        self._scope: Address | None = None
        self.finished = 0
        self.total = 0
        self._has_failed = False
        self._lines: list[Text] = []
        self._printed = 0.0
        self._counted = 0.0
        self._unsaid: Callable[[], object] | None = None
        self._begun = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.pause()

    def pause(self) -> None:
        """Somebody is asked now: no live line under the question."""
        self._say()
        self._print()
        if self._status is not None:
            self._status.stop()
            self._status = None

    def begin(self, total: int) -> None:
        """The plan has that many steps and nothing more will be asked: the live line may appear."""
        self.total = total
        self.finished = 0
        if self._is_terminal:
            self._status = self._console.status("Starting")
            self._status.start()

    def announce(self, say: Callable[[], object]) -> None:
        """Let ``say`` print before anything else is printed, however this ends: in a log while the server is already at work on the first
        of many steps, so that it does not wait for thousands of lines; where people look on, at once.
        """
        self._unsaid, self._begun = say, 0
        if self._is_terminal:
            self._say()

    def _say(self) -> None:
        if self._unsaid is not None:
            say, self._unsaid = self._unsaid, None
            say()

    def listen(self, event: Event) -> None:
        """Show what happened."""
        self._begun += isinstance(event, StepStarted)
        if self._begun > UNDERWAY or not isinstance(event, StepStarted):
            self._say()
        if not isinstance(event, StepFinished):
            self._print()
        match event:
            case StepStarted():
                self._running[event.address] = event
            case StepProgress():
                self._show_progress(event)
            case StepFinished():
                self._running.pop(event.address, None)
                self.finished += 1
                self._line(event, "green", "")
            case StepFailed():
                self._has_failed = True
                self._running.pop(event.address, None)
                first, *_ = event.summary.splitlines() or [""]  # the error that follows tells the rest
                self._line(event, "bold red", f"failed: {first}")
                self._print()
        self._refresh()

    @property
    def has_begun(self) -> bool:
        """Has any step ended or been tried?"""
        return self.finished > 0 or self._has_failed

    def left_over(self) -> str:
        """What to say when the apply did not come to its end."""
        return f"Done, and stays done: {self.finished} of {counted(self.total, 'step')}. The same command goes on from there."

    def _line(self, event: StepFinished | StepFailed, style: str, problem: str) -> None:
        digits = len(str(self.total))
        number = self.finished + isinstance(event, StepFailed)
        first = f"[{number:>{digits}}/{self.total}] "
        tail = f" {problem}" if problem else ""
        where = self._where(event.address)
        took = f" ({duration_words(event.seconds)})" if event.seconds >= _TOLD else ""
        text = one_line(f"{event.what.replace('_', ' ')} {where}{took}{tail}")
        width = self._width or self._console.width
        self._lines += hanging(text, width=width, first=first, first_style=style)
        if self.finished == self.total or time.monotonic() - self._printed > _TOGETHER:
            self._print()

    def _print(self) -> None:
        if self._lines:
            print_lines(self._console, self._lines)
            self._lines = []
            self._printed = time.monotonic()

    def _where(self, address: Address) -> str:
        """The whole address in a log, where every line is read alone; on a terminal below a heading with its scope."""
        if not self._is_terminal:
            return str(address)
        scope = scope_of(address)
        if scope != self._scope:
            self._scope = scope
            self._lines += hanging(one_line(str(scope)), width=self._console.width, style="bold")
        return inside(address, scope)

    def _show_progress(self, event: StepProgress) -> None:
        if self._status is None:
            if event.total and event.done < event.total and time.monotonic() - self._counted < _COUNTED:
                return
            self._counted = time.monotonic() if event.total else self._counted
            print_lines(self._console, [Text(one_line(f"    {event.address}: {event.text}"))])
        else:
            self._status.update(self._fitting(f"{event.address}: {event.text}"))

    def _refresh(self) -> None:
        if self._status is None or not self._running:
            return
        newest = list(self._running.values())[-1]
        others = f" and {len(self._running) - 1} more" if len(self._running) > 1 else ""
        self._status.update(
            self._fitting(f"{self.finished + 1}/{self.total} {newest.what} {newest.address}{others}")
        )

    def _fitting(self, text: str) -> Text:
        line = Text(one_line(text), no_wrap=True, overflow="ellipsis")
        line.truncate(max(20, self._console.width - 4), overflow="ellipsis")
        return line
