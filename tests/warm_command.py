"""``neonpy`` in a process of its own that doesn't begin at nothing: it is forked from one in which all is imported already.

Importing is more than half of what a short command costs, and the tests run many. Everything else is as the installed command has it:
its arguments, environment, folder and streams, its end and its exit code. NEONPY_TESTS_COLD=1 starts the installed one each time, as do
all tests that look at how the command starts, or interrupt it. Never here: what a command is expected to say.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = Path(sys.executable).parent / "neonpy"
_LENGTH = 8
_STREAMS = 4
"""Standard input, output and error, and where the process's end is told."""


def run_neonpy(
    *arguments: object,
    env: Mapping[str, str],
    cwd: Path | str | None = None,
    stdin: str = "",
    timeout: float = 240,
) -> subprocess.CompletedProcess[str]:
    """What ``subprocess.run`` gives for the installed command with these arguments."""
    words = [str(COMMAND), *map(str, arguments)]
    if os.environ.get("NEONPY_TESTS_COLD") or not hasattr(os, "fork"):
        return subprocess.run(
            words, env=env, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=timeout, check=False
        )
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        code = _nursery().born(words, dict(env), str(cwd or Path.cwd()), (given, out, err), timeout)
        return subprocess.CompletedProcess(words, code, _text(out), _text(err))


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode().replace("\r\n", "\n")


class _Nursery:
    """The process that the others are forked from. It ends with this one."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()

    def born(
        self,
        words: list[str],
        env: dict[str, str],
        cwd: str,
        streams: tuple[IO[bytes], ...],
        timeout: float,
    ) -> int:
        """The exit code of a process with these words; negative when a signal ended it."""
        told, telling = os.pipe()
        try:
            message = json.dumps({"words": words, "env": env, "cwd": cwd}).encode()
            with self._lock:
                handles = [*(stream.fileno() for stream in streams), telling]
                socket.send_fds(self._socket, [len(message).to_bytes(_LENGTH)], handles)
                self._socket.sendall(message)
        finally:
            os.close(telling)
        with open(told, "rb", buffering=0) as ending:  # noqa: PTH123  a descriptor, not a path
            pid = int(ending.read(_LENGTH))
            if not select.select([ending.fileno()], [], [], timeout)[0]:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(words, timeout)
            return int(ending.read(_LENGTH))


_STARTING = threading.Lock()


def _nursery() -> _Nursery:
    """The one of this process, though several threads ask for it at once."""
    with _STARTING:
        return _started()


@cache
def _started() -> _Nursery:
    return _Nursery()


def _serve(orders: socket.socket) -> None:
    """Fork for each order and tell each end. Returns in each forked process, which is then what was ordered."""
    telling: dict[int, int] = {}
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the tests, and they end this
    while True:
        ready, _, _ = select.select([asked := orders.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _tell_ends(telling)
        if asked not in ready:
            continue
        length, handles = _received(orders)
        if not length:
            sys.exit()
        order = json.loads(_exactly(orders, int.from_bytes(length)))
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for own in (orders.detach(), woken, waking, handles[-1], *telling.values()):
                os.close(own)
            _become(order, handles[:-1])
            return
        os.write(handles[-1], b"%8d" % pid)
        telling[pid] = handles.pop()
        for handle in handles:
            os.close(handle)


def _received(orders: socket.socket) -> tuple[bytes, list[int]]:
    handles = array.array("i")
    room = socket.CMSG_LEN(_STREAMS * handles.itemsize)
    message, ancillary, _, _ = orders.recvmsg(_LENGTH, room)
    for _, _, data in ancillary:
        handles.frombytes(data)
    return message, list(handles)


def _exactly(orders: socket.socket, length: int) -> bytes:
    message = b""
    while len(message) < length:
        message += orders.recv(length - len(message))
    return message


def _tell_ends(telling: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            handle = telling.pop(pid)
            with contextlib.suppress(BrokenPipeError):  # whoever asked has given up
                os.write(handle, b"%8d" % os.waitstatus_to_exitcode(status))
            os.close(handle)


def _become(order: dict[str, Any], streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    sys.argv = order["words"]
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115  the stream of a process's whole life


def _import_all() -> None:
    """What any command may import."""
    package = importlib.import_module("neonctl_py")
    for module in pkgutil.walk_packages(package.__path__, "neonctl_py."):
        if not module.name.startswith("neonctl_py.emulator") and not module.name.endswith("alembic_entry"):
            importlib.import_module(module.name)
    for name in ("alembic.command", "psycopg_binary", "rich.live", "typer.main"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    del sys.path[0]  # the tests' folder is no part of what the command sees
    _import_all()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    main = importlib.import_module("neonctl_py.__main__").main
    sys.exit(main())
