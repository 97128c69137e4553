"""Bringing what SQL did to roles and databases into the control plane's documents.

Never here: changing the compute.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from neonctl_py.emulator.cluster_sql import HIDDEN_DATABASES, HIDDEN_ROLES

if TYPE_CHECKING:
    from neonctl_py.emulator.clock import Clock
    from neonctl_py.emulator.server_process import ServerProcess
    from neonctl_py.emulator.store import Document, Store

_ROLES = "select rolname, rolcanlogin, rolpassword from pg_authid where rolname !~ '^pg_' order by oid"
_DATABASES = "select oid::bigint, datname, pg_get_userbyid(datdba) from pg_database order by oid"


def synchronize(store: Store, clock: Clock, branch_id: str, server: ServerProcess) -> None:
    """Make the role and database documents of a branch say what its compute says. Raises psycopg.Error."""
    timeline_id = server.data.parent.name
    before = store.get("timeline", timeline_id)
    with server.connect() as connection:
        roles = [row for row in connection.execute(_ROLES).fetchall() if row[0] not in HIDDEN_ROLES]
        databases = [
            row for row in connection.execute(_DATABASES).fetchall() if row[1] not in HIDDEN_DATABASES
        ]
    with store.transaction():
        branch = store.get("branch", branch_id)
        now = store.get("timeline", timeline_id)
        if branch is None or branch["_timeline"] != timeline_id or before is None or now is None:
            return
        if now["tasks"] or now["changes"] != before["changes"]:
            return  # the API knows of something that the compute did not show yet
        _roles(store, clock, branch, roles)
        _databases(store, clock, branch, databases)
        if branch.pop("_stale", None):
            store.put("branch", branch_id, branch)


def _roles(store: Store, clock: Clock, branch: Document, rows: list[tuple[str, bool, str | None]]) -> None:
    branch_id = branch["id"]
    known = {role["name"]: role for role in store.find("role", branch=branch_id)}
    for name, can_login, verifier in rows:
        role = known.pop(name, None) or role_document(branch_id, name, clock.stamp())
        before = dict(role)
        role["authentication_method"] = "password" if can_login else "no_login"
        if role.get("_verifier") != verifier:
            role["_verifier"] = verifier
            role["_password"] = None  # set by SQL: only its author knows it
        if role != before or "_made_here" not in role:
            role["_made_here"] = True
            store.put("role", f"{branch_id}/{name}", role)
    for name in known:
        store.delete("role", f"{branch_id}/{name}")


def _databases(store: Store, clock: Clock, branch: Document, rows: list[tuple[int, str, str]]) -> None:
    branch_id = branch["id"]
    known = {database["name"]: database for database in store.find("database", branch=branch_id)}
    for _, name, owner in rows:
        database = known.pop(name, None)
        if database is None or database["owner_name"] != owner:
            stamp = clock.stamp()
            database = database or database_document(branch_id, name, owner, stamp)
            database |= {"owner_name": owner, "updated_at": stamp}
            store.put("database", f"{branch_id}/{name}", database)
    for name in known:
        store.delete("database", f"{branch_id}/{name}")


def role_document(branch_id: str, name: str, stamp: str) -> Document:
    return {
        "branch_id": branch_id,
        "name": name,
        "protected": False,
        "authentication_method": "password",
        "created_at": stamp,
        "updated_at": stamp,
        "_password": None,
        "_verifier": None,
    }


def database_document(branch_id: str, name: str, owner: str, stamp: str) -> Document:
    return {
        "id": zlib.crc32(f"{branch_id}/{name}/{stamp}".encode()),
        "branch_id": branch_id,
        "name": name,
        "owner_name": owner,
        "created_at": stamp,
        "updated_at": stamp,
    }
