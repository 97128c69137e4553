"""Operations: the work behind a change, done in the background, one at a time per project.

An operation is durable before the API answers; after a kill, what was unfinished is done again, so every
job is safe to repeat. Never here: what a job does (``jobs.py``).
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from neonctl_py.emulator.errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.emulator.clock import Clock
    from neonctl_py.emulator.store import Document, Store

_log = logging.getLogger(__name__)
_WORKERS = 4
_UNFINISHED = ("scheduling", "running")

Job = list[str]


@dataclass(frozen=True)
class Work:
    """One operation to come: Neon's name for it, what it is about, and our job."""

    action: str
    job: Job
    branch_id: str = ""
    endpoint_id: str = ""


class Operations:
    def __init__(self, store: Store, clock: Clock, perform: Callable[[Job], None]) -> None:
        self._store = store
        self._clock = clock
        self._perform = perform
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="operation")
        self._queues: defaultdict[str, list[str]] = defaultdict(list)
        self._guard = threading.Lock()
        self._closing = False
        self.delay_seconds = 0.0
        """How long every operation takes at least."""
        self.sabotage: Callable[[Document], str] = lambda _: ""
        """Says why an operation must fail; empty lets it be."""

    def open(self) -> None:
        """Take up what an earlier life left unfinished."""
        for operation in self._store.find("operation"):
            if operation["status"] in _UNFINISHED:
                self._enqueue(operation["project_id"], [operation["id"]])

    def close(self) -> None:
        self._closing = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def is_busy(self, project_id: str) -> bool:
        with self._guard:
            return bool(self._queues.get(project_id))

    def schedule(self, project_id: str, works: list[Work]) -> list[Document]:
        """Record operations and begin them once the current transaction is durable."""
        made = [self._record(project_id, work, is_first=at == 0) for at, work in enumerate(works)]
        identifiers = [operation["id"] for operation in made]
        self._store.after_commit(lambda: self._enqueue(project_id, identifiers))
        return made

    def _record(self, project_id: str, work: Work, *, is_first: bool) -> Document:
        stamp = self._clock.stamp()
        operation: Document = {"id": str(uuid.uuid4()), "project_id": project_id}
        if work.branch_id:
            operation["branch_id"] = work.branch_id
        if work.endpoint_id:
            operation["endpoint_id"] = work.endpoint_id
        operation |= {
            "action": work.action,
            "status": "running" if is_first else "scheduling",
            "failures_count": 0,
            "created_at": stamp,
            "updated_at": stamp,
            "total_duration_ms": 0,
            "_job": work.job,
            "_created": self._clock.precise_stamp(),
        }
        self._store.put("operation", operation["id"], operation)
        return operation

    def _enqueue(self, project_id: str, identifiers: list[str]) -> None:
        with self._guard:
            is_idle = not self._queues[project_id]
            self._queues[project_id].extend(identifiers)
            if is_idle and not self._closing:
                self._pool.submit(self._drain, project_id)

    def _drain(self, project_id: str) -> None:
        while not self._closing:
            with self._guard:
                identifier = self._queues[project_id][0]
            self._run(identifier)
            with self._guard:
                self._queues[project_id].pop(0)
                if not self._queues[project_id]:
                    del self._queues[project_id]
                    return

    def _run(self, identifier: str) -> None:
        begin = time.monotonic()
        operation = self._note(identifier, status="running")
        if operation is None:
            return
        if self.delay_seconds:
            time.sleep(self.delay_seconds)
        error = self.sabotage(operation)
        if not error:
            try:
                self._perform(operation["_job"])
            except (EmulatorError, psycopg.Error, OSError) as failure:
                _log.exception("operation %s of %s failed", operation["action"], operation["project_id"])
                error = str(failure)
        spent = int((time.monotonic() - begin) * 1000)
        if error:
            self._note(identifier, status="failed", error=error, failures_count=1, total_duration_ms=spent)
        else:
            self._note(identifier, status="finished", total_duration_ms=spent)

    def _note(self, identifier: str, **changes: object) -> Document | None:
        with self._store.transaction():
            operation = self._store.get("operation", identifier)
            if operation is None:
                return None
            operation |= {**changes, "updated_at": self._clock.stamp()}
            self._store.put("operation", identifier, operation)
            return operation
