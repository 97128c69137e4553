"""Starting, finding, stopping and wiping an embedded Neon. Standard library only, so that a CLI starts fast.

Never here: the server itself, which is another process and is reached over HTTP.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.layout import Layout, default_data_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "EmulatorError",
    "LocalServer",
    "default_data_dir",
    "log_path",
    "reset",
    "start",
    "status",
    "stop",
]

_POLL = 0.01
_STOP_SECONDS = 60.0
_children: dict[int, subprocess.Popen[bytes]] = {}
"""Servers that this process spawned, kept so that they are reaped when they end."""


@dataclass(frozen=True)
class LocalServer:
    """A running embedded Neon. ``url`` is the API's base, ``http://127.0.0.1:<port>/api/v2``."""

    url: str
    api_key: str
    pid: int
    port: int
    data_dir: Path


def start(data_dir: Path, *, pg_bin: Path | None = None, timeout: float = 60) -> LocalServer:
    """The running server of ``data_dir``, started when there is none.

    Safe to call from several processes at once: one of them starts it, all get the same server.
    ``timeout`` is in seconds. Raises EmulatorError.
    """
    layout = Layout(data_dir.absolute())
    _claim(layout)
    with _start_lock(layout):
        return _settled(layout, timeout) or _spawn(layout, pg_bin, timeout)


def status(data_dir: Path) -> LocalServer | None:
    """The running server of ``data_dir``, or None."""
    layout = Layout(data_dir.absolute())
    _reap_children()
    if not _is_locked(layout.server_lock):
        return None
    try:
        document = json.loads(layout.server_file.read_text())
    except (FileNotFoundError, ValueError):
        return None  # it is starting, and writes the file when it listens
    return LocalServer(
        url=document["url"],
        api_key=document["api_key"],
        pid=document["pid"],
        port=document["port"],
        data_dir=layout.root,
    )


def stop(data_dir: Path) -> bool:
    """Stop the server and its Postgres processes; False when none was running."""
    running = status(data_dir)
    if running is None:
        return False
    lock = Layout(running.data_dir).server_lock
    _signal(running.pid, signal.SIGTERM)
    if not _wait_until_unlocked(lock, _STOP_SECONDS):
        _signal(running.pid, signal.SIGKILL)
        if not _wait_until_unlocked(lock, 5):
            raise EmulatorError(f"the embedded Neon (process {running.pid}) does not stop")
    child = _children.pop(running.pid, None)
    if child is not None:
        child.wait()
    return True


def reset(data_dir: Path) -> None:
    """Stop the server and delete everything that it kept. A directory that is not ours is refused."""
    layout = Layout(data_dir.absolute())
    if not layout.root.exists():
        return
    if any(layout.root.iterdir()) and not layout.marker.exists():
        raise EmulatorError(
            f"{layout.root} does not belong to an embedded Neon, nothing was deleted",
            "Name the directory that was given to `local start`.",
        )
    stop(layout.root)
    shutil.rmtree(layout.sockets, ignore_errors=True)
    for entry in layout.root.iterdir():
        if entry != layout.marker:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink(missing_ok=True)
    layout.marker.unlink(missing_ok=True)
    with suppress(OSError):  # somebody put a file there meanwhile: it is theirs
        layout.root.rmdir()


def log_path(data_dir: Path) -> Path:
    """The server's log; it may not exist yet."""
    return Layout(data_dir.absolute()).log


def _claim(layout: Layout) -> None:
    root = layout.root
    # in this order: whoever begins at the same time makes the marker first
    if root.exists() and any(root.iterdir()) and not layout.marker.exists():
        raise EmulatorError(
            f"{root} is not empty and does not belong to an embedded Neon",
            "Choose another directory with --data-dir or NEONPY_DATA_DIR.",
        )
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o755)
        layout.marker.touch()
    except OSError as error:
        raise EmulatorError(
            f"{root} can't be used: {error.strerror}", "Set NEONPY_DATA_DIR to a directory you can write."
        ) from error


@contextmanager
def _start_lock(layout: Layout) -> Iterator[None]:
    with layout.start_lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_locked(path: Path) -> bool:
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _settled(layout: Layout, timeout: float) -> LocalServer | None:
    """The running server once it answers; None when there is none, or when the one there was has ended."""
    deadline = time.monotonic() + timeout
    while _is_locked(layout.server_lock):
        running = status(layout.root)
        if running is not None and _answers(running.port):
            return running
        if time.monotonic() > deadline:
            raise EmulatorError("an embedded Neon runs but does not answer", _last_words(layout))
        time.sleep(_POLL)
    return None


def _spawn(layout: Layout, pg_bin: Path | None, timeout: float) -> LocalServer:
    layout.server_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "neonctl_py.emulator", "serve", "--data-dir", str(layout.root)]
    if pg_bin is not None:
        command += ["--pg-bin", str(pg_bin)]
    package_root = str(Path(__file__).resolve().parents[2])
    search_path = os.pathsep.join(filter(None, [package_root, os.environ.get("PYTHONPATH", "")]))
    with layout.log.open("ab") as log:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env={**os.environ, "PYTHONPATH": search_path},
        )
    _children[child.pid] = child
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        running = status(layout.root)
        if running is not None and running.pid == child.pid and _answers(running.port):
            return running
        if child.poll() is not None:
            raise EmulatorError("the embedded Neon did not start", _last_words(layout))
        time.sleep(_POLL)
    _signal(child.pid, signal.SIGKILL)
    child.wait()
    raise EmulatorError(f"the embedded Neon did not answer within {timeout:g} seconds", _last_words(layout))


def _answers(port: int) -> bool:
    """Whether it really speaks: the kernel goes on accepting for a process that is being killed."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            probe.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return probe.recv(5) == b"HTTP/"
    except OSError:
        return False


def _last_words(layout: Layout) -> str:
    lines = layout.log.read_text(errors="replace").splitlines()
    return "\n".join([*lines[-15:], f"The whole log: {layout.log}"])


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait_until_unlocked(lock: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _is_locked(lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL)
    return True


def _reap_children() -> None:
    for pid, child in list(_children.items()):
        if child.poll() is not None:
            _children.pop(pid, None)
