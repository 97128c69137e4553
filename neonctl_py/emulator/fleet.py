"""The running Postgres servers: started when somebody needs one, stopped when nobody does.

A server is known by a key: its timeline's id for a primary, its endpoint's id for a replica.
Never here: HTTP, and the order in which the API's operations happen.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from neonctl_py.emulator import cluster_sql, compute_settings, wal
from neonctl_py.emulator.catalog_sync import synchronize
from neonctl_py.emulator.errors import ComputeError
from neonctl_py.emulator.lsn import parse_lsn
from neonctl_py.emulator.server_process import ServerProcess, reap_orphan, write_settings
from neonctl_py.emulator.timelines import recovery_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.binaries import Binaries, Installations
    from neonctl_py.emulator.clock import Clock
    from neonctl_py.emulator.layout import Layout
    from neonctl_py.emulator.spawner import Spawner
    from neonctl_py.emulator.store import Document, Store
    from neonctl_py.emulator.timelines import Workshop

_log = logging.getLogger(__name__)
_DEFAULT_SUSPEND_SECONDS = 300
_ORPHAN_SUSPEND_SECONDS = 30
_JANITOR_SECONDS = 0.5
_CATCH_UP_SECONDS = 30.0
_BUSY = """select count(*) from pg_stat_activity
where backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()"""


@dataclass
class Compute:
    """A running server and who uses it. ``users`` counts our own work, ``clients`` the proxy's connections."""

    server: ServerProcess
    timeline_id: str
    clock: Clock
    endpoint_id: str = ""
    users: int = 0
    clients: int = 0
    last_active: float = 0.0

    def __post_init__(self) -> None:
        self.touch()

    def touch(self) -> None:
        self.last_active = self.clock.monotonic()

    def idle_seconds(self) -> float:
        return self.clock.monotonic() - self.last_active


class Fleet:
    def __init__(
        self,
        layout: Layout,
        store: Store,
        clock: Clock,
        *,
        installations: Installations,
        workshop: Workshop,
        spawner: Spawner,
    ) -> None:
        self._layout = layout
        self._store = store
        self._clock = clock
        self._installations = installations
        self._workshop = workshop
        self._spawner = spawner
        self._computes: dict[str, Compute] = {}
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._guard = threading.Lock()
        self._closing = threading.Event()
        self._janitor = threading.Thread(target=self._suspend_idle_ones, name="janitor", daemon=True)

    def open(self) -> None:
        for parent in (self._layout.timelines, self._layout.replicas, self._layout.templates):
            for data in parent.glob("*/data"):
                reap_orphan(data)
        self._janitor.start()

    def close(self) -> None:
        self._closing.set()
        self._janitor.join()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(self.stop, list(self._computes)))

    def running(self, key: str) -> Compute | None:
        with self._guard:
            compute = self._computes.get(key)
        return compute if compute is not None and compute.server.is_running() else None

    def count_running(self) -> int:
        return sum(1 for key in list(self._computes) if self.running(key) is not None)

    def binaries_of(self, timeline: Document) -> Binaries:
        """The installation of exactly the version that the timeline's files were made with."""
        found = self._installations.exact(timeline["major"])
        if found is None:
            raise ComputeError(f"PostgreSQL {timeline['major']} is no longer available")
        return found

    def primary(self, timeline_id: str) -> Compute:
        """The read-write server of a timeline, running, with all its tasks done. Raises ComputeError."""
        with self._lock(timeline_id):
            compute = self.running(timeline_id) or self._start_primary(timeline_id)
            compute.touch()
            return compute

    def replica(self, endpoint: Document, timeline_id: str) -> Compute:
        """A hot standby for a read-only endpoint, streaming from its primary. Raises ComputeError."""
        key = endpoint["id"]
        with self._lock(key):
            compute = self.running(key)
            if compute is not None and compute.timeline_id != timeline_id:
                self.stop(key)
                compute = None
            compute = compute or self._start_replica(endpoint, timeline_id)
            compute.touch()
            return compute

    @contextmanager
    def use(self, timeline_id: str) -> Iterator[Compute]:
        """The primary, kept from being suspended meanwhile."""
        with self._lock(timeline_id):
            compute = self.primary(timeline_id)
            with self._guard:
                compute.users += 1
        try:
            yield compute
        finally:
            with self._guard:
                compute.users -= 1
                compute.touch()

    def mark(self, timeline_id: str) -> int:
        """The LSN of now, such that a child recovered to it sees all that is committed and nothing else."""
        with self._lock(timeline_id):
            timeline = self._timeline(timeline_id)
            if self.running(timeline_id) is None:
                if not timeline["made"]:
                    return int(timeline["source_lsn"])
                if timeline["tip"] is not None:
                    return int(timeline["tip"])
            return _position(self.primary(timeline_id).server)

    def apply_tasks(self, timeline_id: str) -> None:
        """Do what waits for a timeline, unless it has never run: then it waits for the first start."""
        with self._lock(timeline_id):
            timeline = self._timeline(timeline_id)
            if timeline["made"] and timeline["tasks"]:
                self._do_tasks(timeline_id, self.primary(timeline_id).server)

    def stop(self, key: str) -> None:
        """Suspend: clients get 57P01, the state is on disk. Nothing happens when it does not run."""
        with self._lock(key):
            compute = self.running(key)
            if compute is None:
                return
            if not compute.endpoint_id:
                self._note_catalog(compute)
            clean = compute.server.stop()
            with self._guard:
                self._computes.pop(key, None)
            if not compute.endpoint_id:
                self._note_stop(compute, clean=clean)
            self._note_endpoint(compute, "suspended_at")

    def kill(self, key: str) -> None:
        """End a server whose data nobody will need again."""
        with self._lock(key):
            with self._guard:
                compute = self._computes.pop(key, None)
            if compute is not None:
                compute.server.stop(signal.SIGQUIT)

    def restart(self, key: str) -> None:
        """Suspend, and start again when it was running."""
        with self._lock(key):
            compute = self.running(key)
            if compute is None:
                return
            self.stop(key)
            endpoint = self._store.get("endpoint", compute.endpoint_id) if compute.endpoint_id else None
            if endpoint is not None:
                self.replica(endpoint, compute.timeline_id)
            else:
                self.primary(compute.timeline_id)

    def client_opened(self, compute: Compute) -> None:
        with self._guard:
            compute.clients += 1
            compute.touch()

    def client_closed(self, compute: Compute) -> None:
        with self._guard:
            compute.clients -= 1
            compute.touch()

    def _lock(self, key: str) -> threading.RLock:
        with self._guard:
            return self._locks[key]

    def _timeline(self, timeline_id: str) -> Document:
        timeline = self._store.get("timeline", timeline_id)
        if timeline is None:
            raise ComputeError(f"the branch's data {timeline_id} is gone")
        return timeline

    def _start_primary(self, timeline_id: str) -> Compute:
        if self._closing.is_set():
            raise ComputeError("the embedded Neon is shutting down")
        timeline = self._timeline(timeline_id)
        binaries = self.binaries_of(timeline)
        data = self._workshop.build(timeline)
        with self._store.transaction():
            self._store.put("timeline", timeline_id, {**self._timeline(timeline_id), "tip": None})
        settings = compute_settings.primary_settings(self._store, timeline, binaries, self._layout.tls)
        settings |= recovery_settings(timeline, data)
        server = ServerProcess.start(self._spawner, binaries, data, self._layout.sockets, settings)
        self._do_tasks(timeline_id, server)
        compute = Compute(server, timeline_id, self._clock)
        with self._guard:
            self._computes[timeline_id] = compute
        self._redirect_replicas(compute)
        self._note_endpoint(compute, "started_at")
        return compute

    def _do_tasks(self, timeline_id: str, server: ServerProcess) -> None:
        """A task that fails is dropped: otherwise it would keep the branch from ever starting."""
        failure: psycopg.Error | None = None
        had_tasks = bool(self._timeline(timeline_id)["tasks"])
        while tasks := self._timeline(timeline_id)["tasks"]:
            try:
                cluster_sql.perform(server, tasks[0])
            except psycopg.Error as error:
                _log.warning("%s could not be done: %s", tasks[0][:2], error)
                failure = failure or error
            with self._store.transaction():
                timeline = self._timeline(timeline_id)
                self._store.put("timeline", timeline_id, {**timeline, "tasks": timeline["tasks"][1:]})
        timeline = self._timeline(timeline_id)
        if not timeline["made"]:
            born = _position(server) if had_tasks else timeline["born"]
            with self._store.transaction():
                timeline = self._timeline(timeline_id)
                self._store.put("timeline", timeline_id, {**timeline, "made": True, "born": born})
        elif failure is not None:
            raise ComputeError(str(failure).strip())

    def _start_replica(self, endpoint: Document, timeline_id: str) -> Compute:
        with self.use(timeline_id) as primary:
            timeline = self._timeline(timeline_id)
            binaries = self.binaries_of(timeline)
            position = self.mark(timeline_id)
            data = self._workshop.build_replica(endpoint["id"], timeline, position)
            settings = compute_settings.replica_settings(
                self._store, timeline, endpoint, binaries, self._layout.tls
            )
            settings["primary_conninfo"] = self._conninfo(primary, endpoint["id"])
            server = ServerProcess.start(self._spawner, binaries, data, self._layout.sockets, settings)
            _catch_up(server, position)
        compute = Compute(server, timeline_id, self._clock, endpoint["id"])
        with self._guard:
            self._computes[endpoint["id"]] = compute
        self._note_endpoint(compute, "started_at")
        return compute

    def _conninfo(self, primary: Compute, name: str) -> str:
        server = primary.server
        return f"host={server.sockets} port={server.port} user=cloud_admin application_name={name}"

    def _redirect_replicas(self, primary: Compute) -> None:
        """A primary gets a new port each time it starts; its standbys must learn it."""
        for key, compute in list(self._computes.items()):
            endpoint = self._store.get("endpoint", key)
            if endpoint is None or compute.timeline_id != primary.timeline_id:
                continue
            timeline = self._timeline(primary.timeline_id)
            binaries = self.binaries_of(timeline)
            settings = compute_settings.replica_settings(
                self._store, timeline, endpoint, binaries, self._layout.tls
            )
            settings["primary_conninfo"] = self._conninfo(primary, key)
            write_settings(compute.server.data / "postgresql.auto.conf", settings)
            with compute.server.connect() as connection:
                connection.execute("select pg_reload_conf()")

    def _note_catalog(self, compute: Compute) -> None:
        branch = compute_settings.branch_of_timeline(self._store, self._timeline(compute.timeline_id))
        if branch is None:
            return
        try:
            synchronize(self._store, self._clock, branch["id"], compute.server)
        except psycopg.Error as error:
            _log.warning("roles and databases of %s could not be read: %s", branch["id"], error)

    def _note_stop(self, compute: Compute, *, clean: bool) -> None:
        timeline = self._timeline(compute.timeline_id)
        if not clean or timeline["tasks"]:
            return
        tip = wal.shutdown_lsn(self.binaries_of(timeline), compute.server.data)
        base = self._workshop.take_base(timeline, tip)
        with self._store.transaction():
            timeline = self._timeline(compute.timeline_id)
            bases = [*timeline["bases"], base] if base is not None else timeline["bases"]
            self._store.put("timeline", timeline["id"], {**timeline, "tip": tip, "bases": bases})

    def _note_endpoint(self, compute: Compute, moment: str) -> None:
        with self._store.transaction():
            endpoint = self._endpoint_of(compute)
            if endpoint is not None:
                stamp = self._clock.stamp()
                self._store.put("endpoint", endpoint["id"], {**endpoint, moment: stamp, "last_active": stamp})

    def _endpoint_of(self, compute: Compute) -> Document | None:
        if compute.endpoint_id:
            return self._store.get("endpoint", compute.endpoint_id)
        timeline = self._store.get("timeline", compute.timeline_id)
        branch = compute_settings.branch_of_timeline(self._store, timeline) if timeline is not None else None
        return compute_settings.primary_endpoint(self._store, branch) if branch is not None else None

    def _suspend_idle_ones(self) -> None:
        while not self._closing.wait(_JANITOR_SECONDS):
            for key, compute in list(self._computes.items()):
                if not compute.server.is_running():
                    self._forget_crashed(key, compute)
                elif compute.users == 0 and compute.idle_seconds() > self._patience(compute):
                    self._suspend_if_idle(key, compute)

    def _forget_crashed(self, key: str, compute: Compute) -> None:
        with self._guard:
            if self._computes.get(key) is compute:
                del self._computes[key]
                _log.warning("the Postgres of %s ended by itself", key)

    def _patience(self, compute: Compute) -> float:
        endpoint = self._endpoint_of(compute)
        if endpoint is None:
            return _ORPHAN_SUSPEND_SECONDS
        wanted = int(endpoint["suspend_timeout_seconds"])
        if wanted < 0:
            return float("inf")
        return wanted or _DEFAULT_SUSPEND_SECONDS

    def _suspend_if_idle(self, key: str, compute: Compute) -> None:
        with self._lock(key):
            if compute.users:
                return
            try:
                if compute.clients:
                    with compute.server.connect() as connection:
                        row = connection.execute(_BUSY).fetchone()
                    if row is not None and row[0]:
                        compute.touch()
                        return
                self.stop(key)
            except (psycopg.Error, ComputeError) as error:
                _log.warning("%s could not be suspended: %s", key, error)
                compute.touch()


def _position(server: ServerProcess) -> int:
    """The end of the log, with a record behind it: recovery stops at the first one at or after its target."""
    with server.connect() as connection:
        row = connection.execute("select pg_current_wal_insert_lsn()::text").fetchone()
        connection.execute("select pg_logical_emit_message(true, 'neonpy', 'here')")
    return parse_lsn(row[0] if row else "0/0")


def _catch_up(server: ServerProcess, position: int) -> None:
    """A standby lets clients in as soon as it is consistent, which can be long before it is up to date."""
    deadline = time.monotonic() + _CATCH_UP_SECONDS
    with server.connect() as connection:
        while time.monotonic() < deadline:
            row = connection.execute("select pg_last_wal_replay_lsn()::text").fetchone()
            if row is not None and row[0] is not None and parse_lsn(row[0]) >= position:
                return
            time.sleep(0.005)
    _log.warning("a replica is still behind its primary after %g seconds", _CATCH_UP_SECONDS)
