"""Deleting branches and snapshots whose time has come.

Never here: which expiry times are allowed (``api/branches.py``).
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from neonctl_py.emulator.api.problem import Problem
from neonctl_py.emulator.clock import parse_rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.emulator.clock import Clock
    from neonctl_py.emulator.store import Document, Store

_log = logging.getLogger(__name__)
_INTERVAL_SECONDS = 0.5


class Expiry:
    """Looks twice a second; ``delete_branch`` is what the API's own deletion does."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="expiry", daemon=True)

    def open(self, delete_branch: Callable[[Document], None]) -> None:
        self._delete_branch = delete_branch
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join()

    def _serve(self) -> None:
        while not self._closing.wait(_INTERVAL_SECONDS):
            now = self._clock.now()
            for branch in self._store.find("branch"):
                if "expires_at" in branch and parse_rfc3339(branch["expires_at"]) <= now:
                    try:
                        self._delete_branch(branch)
                    except Problem as problem:  # busy, or it has got a child: the next round tries again
                        _log.info("branch %s is not deleted yet: %s", branch["id"], problem.message)
            for snapshot in self._store.find("snapshot"):
                if "expires_at" in snapshot and parse_rfc3339(snapshot["expires_at"]) <= now:
                    self._store.delete("snapshot", snapshot["id"])
