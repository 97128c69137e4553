"""What a compute's ``postgresql.auto.conf`` says: ours, the project's, the endpoint's.

Never here: checking what a user asks for (``api/pg_settings.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.emulator.template import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.emulator.store import Document, Store

_NOT_LOWER_THAN_PRIMARY = (
    "max_connections",
    "max_locks_per_transaction",
    "max_prepared_transactions",
    "max_wal_senders",
    "max_worker_processes",
)


def primary_endpoint(store: Store, branch: Document) -> Document | None:
    """The read-write endpoint of a branch."""
    endpoints = store.find("endpoint", branch=branch["id"])
    return next((endpoint for endpoint in endpoints if endpoint["type"] == "read_write"), None)


def branch_of_timeline(store: Store, timeline: Document) -> Document | None:
    """The branch whose present a timeline is; None when only snapshots or children need it."""
    branches = store.find("branch", project=timeline["project_id"])
    return next((branch for branch in branches if branch["_timeline"] == timeline["id"]), None)


def primary_settings(store: Store, timeline: Document, binaries: Binaries, tls: Path) -> dict[str, str]:
    settings = {**SETTINGS, **_tls(binaries, tls), **_libraries(binaries)}
    project = store.get("project", timeline["project_id"])
    if project is not None and project["settings"].get("enable_logical_replication"):
        settings["wal_level"] = "logical"
    branch = branch_of_timeline(store, timeline)
    endpoint = primary_endpoint(store, branch) if branch is not None else None
    return {**settings, **(_asked_for(endpoint) if endpoint is not None else {})}


def replica_settings(
    store: Store, timeline: Document, endpoint: Document, binaries: Binaries, tls: Path
) -> dict[str, str]:
    """A standby refuses to start with fewer slots of some kinds than its primary has."""
    primary = primary_settings(store, timeline, binaries, tls)
    settings = {**SETTINGS, **_tls(binaries, tls), **_libraries(binaries), **_asked_for(endpoint)}
    for name in _NOT_LOWER_THAN_PRIMARY:
        if name in primary:
            settings[name] = str(max(int(primary[name]), int(settings.get(name, "0"))))
    return {**settings, "wal_level": primary["wal_level"]}


def _asked_for(endpoint: Document) -> dict[str, str]:
    return {str(name): str(value) for name, value in endpoint["settings"].get("pg_settings", {}).items()}


def _libraries(binaries: Binaries) -> dict[str, str]:
    libraries = binaries.library_path or binaries.folder.parent / "lib"
    found = any((libraries / folder / "pg_stat_statements.so").exists() for folder in ("", "postgresql"))
    return {"shared_preload_libraries": "pg_stat_statements"} if found else {}


def _tls(binaries: Binaries, folder: Path) -> dict[str, str]:
    if not binaries.has_tls:
        return {}
    return {
        "ssl": "on",
        "ssl_cert_file": str(folder / "server.crt"),
        "ssl_key_file": str(folder / "server.key"),
    }
