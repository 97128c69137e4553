"""The dashboard on a terminal: keys in, one screen out, and the terminal as it was when it ends, however it ends.

Never here: what is on the screen (render/terminal/dashboard), asking the database.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
import threading
import tty
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from neonctl_py.errors import InternalError, NeonpyError
from neonctl_py.render.terminal.dashboard import Dashboard, screen_lines
from neonctl_py.report.pulse import Gone, Pulse
from neonctl_py.workflows.watch_database import pulses, require_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from neonctl_py.workflows.database_places import DatabasePlace

_TICK: Final = 0.2
"""Seconds: how soon a new look, another size of the terminal, a passing second are seen."""
_TABS: Final = {str(number): number - 1 for number in range(1, 7)}
_ROWS: Final = {"\x1b[A": -1, "k": -1, "\x1b[B": 1, "j": 1, "\x1b[5~": -10, "\x1b[6~": 10}
_NEXT: Final = {"\x1b[C": 1, "\t": 1, "l": 1, "\x1b[D": -1, "\x1b[Z": -1, "h": -1}
_KEY: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z~]|.", re.DOTALL)
_QUIT: Final = frozenset({"q", "Q", "\x04"})

News = SimpleQueue[Pulse | Gone | None]
"""What was seen; None when nobody looks any more."""


def watch(place: DatabasePlace, every: float, *, reveal: bool) -> None:
    """Until the person has seen enough. Raises NeonpyError where there is no terminal, or no database."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NeonpyError(
            "a dashboard needs a terminal",
            detail="--watch draws on one, and this is a pipe or a file.",
            hint="Leave out --watch for one look; --json is for programs.",
        )
    require_database(place.url)
    stop, paused = threading.Event(), threading.Event()
    seen: News = SimpleQueue()

    def look() -> None:
        try:
            for one in pulses(place.url, every, stop, paused, reveal=reveal):
                seen.put(one)
        finally:
            seen.put(None)

    threading.Thread(target=look, daemon=True, name="looks").start()
    console = Console(highlight=False, markup=False, emoji=False)
    with _keys_one_by_one(), _terminated_as_interrupted():
        try:
            with Live(console=console, screen=True, auto_refresh=False, transient=True) as live:
                _show(live, Dashboard(place.name, every), seen, paused)
        except KeyboardInterrupt:
            pass
        finally:
            stop.set()


def _show(live: Live, board: Dashboard, seen: News, paused: threading.Event) -> None:
    drawn: object = None
    while True:
        board = _with_news(board, seen)
        now = datetime.now(UTC)
        size = os.get_terminal_size(sys.stdout.fileno())
        state = (board, size, now.replace(microsecond=0))
        if state != drawn:
            lines = screen_lines(board, width=size.columns, height=size.lines, now=now)
            live.update(Text("\n", no_wrap=True, overflow="crop", end="").join(lines), refresh=True)
            drawn = state
        for key in _pressed(_TICK):
            if key in _QUIT:
                return
            board = _after(board, key)
        (paused.set if board.is_paused else paused.clear)()


def _after(board: Dashboard, key: str) -> Dashboard:
    if key == " ":
        return replace(board, is_paused=not board.is_paused)
    if key in _TABS:
        return board.at_tab(_TABS[key])
    if key in _NEXT:
        return board.at_tab(board.tab + _NEXT[key])
    return board.scrolled(_ROWS[key]) if key in _ROWS else board


def _with_news(board: Dashboard, seen: News) -> Dashboard:
    while True:
        try:
            one = seen.get_nowait()
        except Empty:
            return board
        if one is None:
            raise InternalError("the looks at the database ended")
        board = board.with_pulse(one) if isinstance(one, Pulse) else replace(board, gone=one)


def _pressed(seconds: float) -> list[str]:
    """The keys that came; none when none came in that time. Arrows come as several characters at once."""
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if not ready:
        return []
    text = os.read(sys.stdin.fileno(), 64).decode(errors="replace")
    return _KEY.findall(text) or ["q"]  # nothing to read: the terminal was closed


@contextmanager
def _keys_one_by_one() -> Iterator[None]:
    """Without Enter and without echo. Ctrl-C still interrupts; Ctrl-Z would leave a screen that nobody redraws."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSANOW)
        changed = termios.tcgetattr(terminal)
        changed[6][termios.VSUSP] = os.fpathconf(terminal, "PC_VDISABLE").to_bytes(1, "little")
        termios.tcsetattr(terminal, termios.TCSANOW, changed)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """A kill and a closed window, too, leave the terminal as it was."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signals = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(one, interrupt) for one in signals]
    try:
        yield
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)
