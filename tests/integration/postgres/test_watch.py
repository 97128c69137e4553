"""The dashboard on a real terminal (of pyte's making), looking at a real database that comes and goes."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fresh_database import Database

    from neonctl_py.postgres.connect import Connection

NEONPY = Path(sys.executable).parent / "neonpy"
PATIENCE = 90


class Terminal:
    """A command on a screen of its own."""

    def __init__(self, *arguments: str, columns: int = 80, rows: int = 24) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._master, self.slave = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        self.said = b""
        environment = {**os.environ, "TERM": "xterm-256color"}
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [NEONPY, *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  Ctrl-C needs a terminal that controls
        )
        self._lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            with self._lock:
                self.said += data
                self._stream.feed(data)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    @property
    def lines(self) -> list[str]:
        with self._lock:
            return [line.rstrip() for line in self.screen.display]

    def sees(self, words: str, *, gone: bool = False) -> None:
        self.comes_to(lambda lines: (words in "\n".join(lines)) != gone, words)

    def comes_to(self, is_so: Callable[[list[str]], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so(self.lines):
            assert time.monotonic() < deadline, "\n".join([f"it never came to {what!r}:", *self.lines])
            time.sleep(0.05)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.slave)


@contextmanager
def watching(database: Database) -> Iterator[Terminal]:
    terminal = Terminal("inspect", "--watch", "--every", "1s", "--url", database.url.reveal())
    try:
        terminal.sees(" q quit")
        yield terminal
    finally:
        terminal.close()


def is_as_before(terminal: Terminal) -> bool:
    """Echo and lines are on, the other screen is left, the cursor is there."""
    return (
        termios.tcgetattr(terminal.slave) == terminal.before
        and terminal.said.rfind(b"\x1b[?1049l") > terminal.said.rfind(b"\x1b[?1049h")
        and terminal.said.rfind(b"\x1b[?25h") > terminal.said.rfind(b"\x1b[?25l")
    )


def test_it_shows_the_database_and_survives_its_absence(database: Database, admin: Connection) -> None:
    database.session.execute("create table orders (id int)")
    with watching(database) as terminal:
        terminal.sees("PostgreSQL")
        assert terminal.lines[-1].startswith(" q quit")
        terminal.press("6")
        terminal.sees("public.orders")
        terminal.press("2 ")  # several keys at once
        terminal.sees("Sessions by role")
        terminal.sees("PAUSED")
        terminal.resize(100, 30)
        terminal.comes_to(lambda lines: len(lines) == 30 and lines[-1].startswith(" q quit"), "30 lines")
        terminal.press(" ")
        terminal.sees("PAUSED", gone=True)
        admin.execute(f"alter database {database.name} allow_connections false")
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'neonpy inspect' and datname = %s",
            (database.name,),
        )
        terminal.sees("Gone for")
        terminal.sees("Sessions by role")
        admin.execute(f"alter database {database.name} allow_connections true")
        terminal.sees("Gone for", gone=True)
        terminal.press("\x03")
        assert terminal.process.wait(PATIENCE) == 0
        assert is_as_before(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["q", "terminated"])
def test_however_it_ends_the_terminal_is_as_before(database: Database, ending: str) -> None:
    with watching(database) as terminal:
        if ending == "q":
            terminal.press("q")
        else:
            terminal.process.terminate()
        assert terminal.process.wait(PATIENCE) == 0
        assert is_as_before(terminal)


@pytest.mark.slow
def test_a_database_that_is_not_there_is_an_error_and_no_dashboard(database: Database) -> None:
    url = database.url.reveal().replace(database.name, "no_such_database")
    terminal = Terminal("inspect", "--watch", "--url", url)
    try:
        assert terminal.process.wait(PATIENCE) == 1
        terminal.sees("no_such_database")
        assert b"\x1b[?1049h" not in terminal.said
    finally:
        terminal.close()
