"""One ``postgres`` process on one data directory: start, readiness, stop, and the orphans of an earlier life.

Never here: what is in the cluster, and who wants it to run (``fleet.py``).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from neonctl_py.emulator.errors import ComputeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.emulator.spawner import Spawner

ADMIN = "cloud_admin"
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_PORT_ATTEMPTS = 4


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServerProcess:
    """A running Postgres. Made by ``start``; ``port`` is on 127.0.0.1, ``sockets`` holds its unix socket."""

    def __init__(self, process: subprocess.Popen[bytes], data: Path, sockets: Path, port: int) -> None:
        self._process = process
        self.data = data
        self.sockets = sockets
        self.port = port
        self.started_at = time.monotonic()

    @classmethod
    def start(
        cls,
        spawner: Spawner,
        binaries: Binaries,
        data: Path,
        sockets: Path,
        settings: Mapping[str, str],
        *,
        tcp: bool = True,
    ) -> ServerProcess:
        """Start and wait until it accepts connections. Raises ComputeError with the log's last lines."""
        write_settings(data / "postgresql.auto.conf", settings)
        spawner.user.take(data / "postgresql.auto.conf")
        log = data.parent / "postgres.log"
        for attempt in range(_PORT_ATTEMPTS):
            (data / "postmaster.pid").unlink(missing_ok=True)
            begin = log.stat().st_size if log.exists() else 0
            port = free_port()
            command = [str(binaries.server), "-D", str(data), "-p", str(port), "-k", str(sockets)]
            command += ["-h", "127.0.0.1" if tcp else ""]
            process = spawner.spawn(command, env=binaries.environment(), log=log)
            server = cls(process, data, sockets, port)
            if server._becomes_ready():
                return server
            words = _read_from(log, begin)
            port_was_taken = "could not bind" in words or "lock file" in words
            if not port_was_taken or attempt == _PORT_ATTEMPTS - 1:
                server.stop(signal.SIGQUIT)
                raise ComputeError(f"Postgres did not start in {data}:\n{words[-3000:]}")
        raise ComputeError(f"no free port for Postgres in {data}")

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def connect(self, database: str = "postgres", **options: Any) -> psycopg.Connection[tuple[Any, ...]]:
        """A superuser's connection through the unix socket, in autocommit."""
        return psycopg.connect(
            host=str(self.sockets),
            port=self.port,
            user=ADMIN,
            dbname=database,
            autocommit=True,
            application_name="neonpy-control",
            **options,
        )

    def stop(self, how: signal.Signals = signal.SIGINT) -> bool:
        """End it; True when it shut down cleanly. SIGINT writes a checkpoint, SIGQUIT just ends."""
        if self.is_running():
            self._process.send_signal(how)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait()
                return False
        return how == signal.SIGINT and self._process.returncode == 0

    def _becomes_ready(self) -> bool:
        deadline = time.monotonic() + _START_SECONDS
        pidfile = self.data / "postmaster.pid"
        while time.monotonic() < deadline and self.is_running():
            with suppress(FileNotFoundError):
                lines = pidfile.read_text().splitlines()
                if len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() in ("ready", "standby"):
                    return self._accepts()
            time.sleep(0.002)
        return False

    def _accepts(self) -> bool:
        """A hot standby says ``standby`` shortly before it lets anybody in."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.is_running():
            try:
                self.connect().close()
            except psycopg.OperationalError:
                time.sleep(0.005)
            else:
                return True
        return False


def write_settings(path: Path, settings: Mapping[str, str]) -> None:
    quoted = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())
    path.write_text("".join(quoted))


def reap_orphan(data: Path) -> None:
    """End a Postgres that an earlier life of ours left running in ``data``, if it really is one."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if str(data) not in _command_line(pid):
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)
        deadline = time.monotonic() + _STOP_SECONDS
        while _command_line(pid) and time.monotonic() < deadline:
            time.sleep(0.01)


def _command_line(pid: int) -> str:
    """What process ``pid`` was started as; empty when there is none."""
    if Path("/proc/self").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "))
        except (FileNotFoundError, ProcessLookupError):
            return ""
    result = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, check=False)
    return os.fsdecode(result.stdout).strip()


def _read_from(log: Path, begin: int) -> str:
    with log.open("rb") as file:
        file.seek(begin)
        return file.read().decode(errors="replace").strip()
