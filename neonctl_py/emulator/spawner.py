"""Starting child processes that die with us.

Linux binds the parent-death signal to the *thread* that forked, so all children are forked by one thread
that lives as long as the process. Never here: what the children are.
"""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from neonctl_py.emulator.service_user import ServiceUser

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


class Spawner:
    """Forks from its own thread. ``spawn`` may be called from any thread."""

    def __init__(self, user: ServiceUser) -> None:
        self.user = user
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="spawner", daemon=True)
        self._thread.start()

    def spawn(self, command: Sequence[str], *, env: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        request = _Request(list(command), dict(env), log)
        self._requests.put(request)
        return request.answer.result()

    def close(self) -> None:
        """End the thread, and with it every child that is still there."""
        self._requests.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (request := self._requests.get()) is not None:
            try:
                request.answer.set_result(self._fork(request))
            except OSError as error:
                request.answer.set_exception(error)

    def _fork(self, request: _Request) -> subprocess.Popen[bytes]:
        with request.log.open("ab") as log:
            return subprocess.Popen(
                request.command,
                env=request.env,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  one system call, nothing that can take a lock
                process_group=0,
                **self.user.identity(),
            )


class _Request:
    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self.command = command
        self.env = env
        self.log = log
        self.answer: Future[subprocess.Popen[bytes]] = Future()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
