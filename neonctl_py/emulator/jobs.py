"""What operations do, by the first word of their job. Every job may be done twice.

Never here: deciding that something must be done (``api/``), or in which order (``operations.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.emulator.fleet import Compute, Fleet
    from neonctl_py.emulator.operations import Job
    from neonctl_py.emulator.store import Document, Store
    from neonctl_py.emulator.sweeper import Sweeper


class Jobs:
    def __init__(self, store: Store, fleet: Fleet, sweeper: Sweeper) -> None:
        self._store = store
        self._fleet = fleet
        self._sweeper = sweeper

    def perform(self, job: Job) -> None:
        verb, *arguments = job
        match verb:
            case "nothing":
                pass
            case "branch_ready":
                self._branch_ready(*arguments)
            case "start":
                self.start_endpoint(*arguments)
            case "suspend":
                self._fleet.stop(self._key(*arguments))
            case "restart":
                self._fleet.restart(self._key(*arguments))
            case "stop_server":
                for key in arguments:
                    self._fleet.stop(key)
            case "retire":
                for key in arguments:
                    self._fleet.stop(key)
                self._sweeper.collect()
            case "tasks":
                self._fleet.apply_tasks(*arguments)
            case "collect":
                self._sweeper.collect()
            case _:
                raise AssertionError(f"no such job: {job}")

    def start_endpoint(self, endpoint_id: str) -> Compute | None:
        """The endpoint's server, running; None when the endpoint is gone."""
        endpoint = self._store.get("endpoint", endpoint_id)
        branch = self._store.get("branch", endpoint["branch_id"]) if endpoint is not None else None
        if endpoint is None or branch is None:
            return None
        if endpoint["type"] == "read_only":
            return self._fleet.replica(endpoint, branch["_timeline"])
        return self._fleet.primary(branch["_timeline"])

    def _key(self, endpoint_id: str) -> str:
        return key_of(self._store, self._store.get("endpoint", endpoint_id))

    def _branch_ready(self, branch_id: str) -> None:
        with self._store.transaction():
            branch = self._store.get("branch", branch_id)
            if branch is not None:
                branch.pop("pending_state", None)
                self._store.put("branch", branch_id, {**branch, "current_state": "ready"})


def key_of(store: Store, endpoint: Document | None) -> str:
    """Under which key the fleet knows an endpoint's server."""
    if endpoint is None:
        return ""
    if endpoint["type"] == "read_only":
        return str(endpoint["id"])
    branch = store.get("branch", endpoint["branch_id"])
    return str(branch["_timeline"]) if branch is not None else ""
