"""The parts of a running embedded Neon, opened and closed in the right order.

Never here: HTTP routes (``api/``), sockets of the API (``server.py``).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from neonctl_py.emulator import catalog_sync, wal
from neonctl_py.emulator.api import branch_rules
from neonctl_py.emulator.api.problem import Problem, not_found
from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.certificate import self_signed
from neonctl_py.emulator.clock import Clock
from neonctl_py.emulator.compute_settings import primary_endpoint
from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.expiry import Expiry
from neonctl_py.emulator.faults import Faults
from neonctl_py.emulator.fleet import Fleet
from neonctl_py.emulator.jobs import Jobs, key_of
from neonctl_py.emulator.layout import Layout, cache_dir
from neonctl_py.emulator.operations import Operations, Work
from neonctl_py.emulator.proxy import Proxy
from neonctl_py.emulator.service_user import ServiceUser, service_user
from neonctl_py.emulator.spawner import Spawner
from neonctl_py.emulator.store import Document, Store, public
from neonctl_py.emulator.sweeper import Sweeper
from neonctl_py.emulator.template import Templates
from neonctl_py.emulator.timelines import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.cluster_sql import Task

_log = logging.getLogger(__name__)


class ControlPlane:
    """Everything behind the API. ``open`` before use, ``close`` to suspend all computes and end."""

    def __init__(self, data_dir: Path, *, pg_bin: Path | None = None) -> None:
        self.layout = Layout(data_dir)
        user = service_user()
        _prepare(self.layout, user)
        self.clock = Clock()
        self.started = time.monotonic()
        self.store = Store(self.layout.state)
        self.spawner = Spawner(user)
        self.installations = Installations(cache_dir(), user, pg_bin)
        self.templates = Templates(cache_dir(), self.layout.templates, self.spawner)
        workshop = Workshop(self.layout, self.templates, user)
        self.fleet = Fleet(
            self.layout,
            self.store,
            self.clock,
            installations=self.installations,
            workshop=workshop,
            spawner=self.spawner,
        )
        self.sweeper = Sweeper(self.layout, self.store, self.fleet, workshop)
        self.jobs = Jobs(self.store, self.fleet, self.sweeper)
        self.operations = Operations(self.store, self.clock, self.jobs.perform)
        self.faults = Faults()
        self.operations.sabotage = self.faults.operation_failure
        self.proxy = Proxy(self.store, self.fleet, self.jobs)
        self.expiry = Expiry(self.store, self.clock)
        self._project_locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)

    def open(self) -> None:
        self.fleet.open()
        self.sweeper.open()
        self.proxy.open()
        self.operations.open()
        self.expiry.open(self.expire_branch)

    def close(self) -> None:
        self.expiry.close()
        self.proxy.close()
        self.operations.close()
        self.fleet.close()
        self.sweeper.close()
        self.spawner.close()
        self.store.close()

    @contextmanager
    def changing(self, project_id: str) -> Iterator[None]:
        """One change of a project at a time, and none while operations run: 423."""
        with self._project_locks[project_id]:
            if self.operations.is_busy(project_id):
                raise Problem(
                    423,
                    "project already has running conflicting operations, scheduling of new ones is prohibited",
                )
            yield

    def project(self, project_id: str) -> Document:
        found = self.store.get("project", project_id)
        if found is None:
            raise not_found("project")
        return found

    def branch(self, project_id: str, branch_id: str) -> Document:
        found = self.store.get("branch", branch_id)
        if found is None or found["project_id"] != project_id:
            raise not_found("branch")
        return found

    def endpoint(self, project_id: str, endpoint_id: str) -> Document:
        found = self.store.get("endpoint", endpoint_id)
        if found is None or found["project_id"] != project_id:
            raise not_found("endpoint")
        return found

    def branches(self, project_id: str) -> list[Document]:
        return self.store.find("branch", project=project_id)

    def default_branch(self, project_id: str) -> Document:
        return next(branch for branch in self.branches(project_id) if branch["default"])

    def timeline(self, branch: Document) -> Document:
        found = self.store.get("timeline", branch["_timeline"])
        if found is None:
            raise not_found("branch data")
        return found

    def has_tls(self, project_id: str) -> bool:
        branch = self.default_branch(project_id)
        return self.fleet.binaries_of(self.timeline(branch)).has_tls

    def schedule(self, project_id: str, *works: Work) -> list[Document]:
        return self.operations.schedule(project_id, list(works))

    def synchronize(self, branch: Document) -> None:
        """Learn what SQL did to roles and databases, if there was SQL since the last look."""
        timeline_id = branch["_timeline"]
        try:
            if branch.get("_stale"):
                with self.fleet.use(timeline_id) as compute:
                    catalog_sync.synchronize(self.store, self.clock, branch["id"], compute.server)
                return
            running = self.fleet.running(timeline_id)
            if running is not None and not self.timeline(branch)["tasks"]:
                catalog_sync.synchronize(self.store, self.clock, branch["id"], running.server)
        except psycopg.OperationalError as error:
            _log.info("the compute of %s went away while it was looked at: %s", branch["id"], error)

    def change_compute(self, branch: Document, tasks: list[Task]) -> list[Document]:
        """Let SQL be done on a branch, inside a transaction; the wire form of its operations."""
        timeline = self.timeline(branch)
        changed = {"tasks": [*timeline["tasks"], *tasks], "changes": timeline["changes"] + 1}
        self.store.put("timeline", timeline["id"], {**timeline, **changed})
        endpoint = primary_endpoint(self.store, branch)
        work = Work(
            "apply_config", ["tasks", timeline["id"]], branch["id"], endpoint["id"] if endpoint else ""
        )
        return [public(operation) for operation in self.schedule(branch["project_id"], work)]

    def key_of(self, endpoint: Document) -> str:
        """Under which key the fleet knows an endpoint's server."""
        return key_of(self.store, endpoint)

    def data_of(self, timeline: Document) -> Path:
        return self.layout.timeline(timeline["id"]) / "data"

    def delete_branch(self, branch: Document) -> list[Document]:
        """Delete a branch that may be deleted; the wire form of its operations."""
        keys = [self.key_of(endpoint) for endpoint in self.store.find("endpoint", branch=branch["id"])]
        with self.store.transaction():
            self.forget_branch(branch)
            works = [Work("suspend_compute", ["stop_server", *keys], branch["id"])] if keys else []
            works.append(Work("delete_timeline", ["collect"], branch["id"]))
            return [public(operation) for operation in self.schedule(branch["project_id"], *works)]

    def expire_branch(self, branch: Document) -> None:
        """What happens when a branch's time has come. Raises Problem when it can't be deleted now."""
        with self.changing(branch["project_id"]):
            current = self.store.get("branch", branch["id"])
            if current is not None and current.get("expires_at") == branch["expires_at"]:
                branch_rules.check_deletable(self, current)
                self.delete_branch(current)

    def forget_branch(self, branch: Document) -> None:
        """Drop a branch's documents, inside a transaction; its data follows when nothing refers to it."""
        for endpoint in self.store.find("endpoint", branch=branch["id"]):
            self.forget_endpoint(endpoint)
        for kind in ("role", "database"):
            for document in self.store.find(kind, branch=branch["id"]):
                self.store.delete(kind, f"{branch['id']}/{document['name']}")
        self.store.delete("auth", branch["id"])
        for document in self.store.find("data_api", branch=branch["id"]):
            self.store.delete("data_api", f"{branch['id']}/{document['name']}")
        self.store.delete("branch", branch["id"])

    def forget_endpoint(self, endpoint: Document) -> None:
        self.store.delete("endpoint", endpoint["id"])
        self.store.after_commit(lambda: self.proxy.remove(endpoint["id"]))

    def start_of(self, template: str, major: int) -> int:
        """The LSN at which a new project's history begins."""
        binaries = self.installations.exact(major)
        if binaries is None:
            raise EmulatorError(f"PostgreSQL {major} is no longer available")
        return wal.shutdown_lsn(binaries, self.templates.path(template))


def _prepare(layout: Layout, user: ServiceUser) -> None:
    """Make the data directory's parts; those that Postgres writes into belong to its user."""
    layout.marker.touch()
    for folder in layout.owned_by_service_user():
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        user.take(folder)
    cache_dir().mkdir(parents=True, exist_ok=True, mode=0o755)
    user.require_reach(layout.timelines, "NEONPY_DATA_DIR")
    user.require_reach(cache_dir(), "NEONPY_CACHE_DIR")
    layout.sockets.chmod(0o700)
    key = layout.tls / "server.key"
    if not key.exists():
        certificate, private = self_signed("neonpy")
        (layout.tls / "server.crt").write_text(certificate)
        key.touch(mode=0o600)
        key.write_text(private)
        user.take(key)
