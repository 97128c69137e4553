"""Failures on demand, so that clients can be tested against the bad days of an API.

Never here: failures of our own.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re

    from neonctl_py.emulator.store import Document


@dataclass
class Fault:
    """What to do to requests that match. ``after`` matches pass first, then ``times`` are hit (0 = all).

    ``fail_operation`` does not touch requests: it makes operations of that action (``*`` = any) fail.
    """

    method: str
    path: re.Pattern[str]
    status: int | None = None
    body: Any = None
    html: str | None = None
    drop: bool = False
    drop_answer: bool = False
    delay_ms: int = 0
    retry_after: str | None = None
    fail_operation: str | None = None
    times: int = 1
    after: int = 0
    hits: int = 0

    def is_spent(self) -> bool:
        return self.times > 0 and self.hits >= self.times + self.after

    def takes(self) -> bool:
        """Count a match; whether this one is hit."""
        self.hits += 1
        return self.hits > self.after


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def request_fault(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, counted."""
        with self._lock:
            for fault in self._faults:
                if fault.fail_operation is None and not fault.is_spent() and _matches(fault, method, path):
                    return fault if fault.takes() else None
        return None

    def operation_failure(self, operation: Document) -> str:
        """Why an operation must fail; empty lets it be."""
        with self._lock:
            for fault in self._faults:
                is_about_it = fault.fail_operation in ("*", operation["action"])
                if is_about_it and not fault.is_spent() and fault.path.search(operation["project_id"]):
                    return f"injected failure of {operation['action']}" if fault.takes() else ""
        return ""


def _matches(fault: Fault, method: str, path: str) -> bool:
    return fault.method in ("*", method) and fault.path.search(path) is not None
