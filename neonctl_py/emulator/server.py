"""The embedded Neon as a process: its lock, its socket, its end.

Never here: the API (``api/``).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from waitress.server import create_server

from neonctl_py.emulator.api.app import PREFIX, Application
from neonctl_py.emulator.control_plane import ControlPlane
from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.layout import Layout
from neonctl_py.emulator.loopback import bound

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

_log = logging.getLogger(__name__)
_THREADS = 16


def serve(data_dir: Path, pg_bin: Path | None = None, port: int = 0) -> None:
    """Run until SIGTERM or SIGINT; computes are suspended before it returns. Raises EmulatorError."""
    layout = Layout(data_dir.absolute())
    os.umask(0o022)  # Postgres' own user must get through our folders; what is secret says so itself
    layout.root.mkdir(parents=True, exist_ok=True)
    with _only_one(layout):
        plane = ControlPlane(layout.root, pg_bin=pg_bin)
        plane.open()
        try:
            key = _api_key(layout)
            listener = _listener(layout, port)
            server = create_server(
                Application(plane, key), sockets=[listener], threads=_THREADS, ident="neonpy"
            )
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, _leave)
            _announce(layout, listener.getsockname()[1], key)
            _log.info("listening on 127.0.0.1:%s, data in %s", listener.getsockname()[1], layout.root)
            server.run()
            server.close()
        finally:
            layout.server_file.unlink(missing_ok=True)
            plane.close()
            _log.info("stopped")


def _leave(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


@contextmanager
def _only_one(layout: Layout) -> Iterator[None]:
    with layout.server_lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EmulatorError(f"an embedded Neon is running on {layout.root} already") from error
        yield


def _api_key(layout: Layout) -> str:
    """One key for the life of the data directory, so that an environment prepared once stays good."""
    path = layout.root / "api-key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f"napi_{secrets.token_hex(24)}")
    return path.read_text()


def _listener(layout: Layout, port: int) -> socket.socket:
    """The port asked for, or the one of the last time if it is still free."""
    memory = layout.root / "api-port"
    remembered = int(memory.read_text()) if memory.exists() else 0
    listener = bound(port or remembered, insist=bool(port))
    memory.write_text(str(listener.getsockname()[1]))
    return listener


def _announce(layout: Layout, port: int, key: str) -> None:
    document = {
        "url": f"http://127.0.0.1:{port}{PREFIX}",
        "api_key": key,
        "pid": os.getpid(),
        "port": port,
    }
    fresh = layout.server_file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(document, file)
    fresh.rename(layout.server_file)
