"""What branches, their roles, databases and connection URIs look like, at birth and on the wire.

Never here: routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from neonctl_py.emulator import names
from neonctl_py.emulator.api.endpoint_values import host_of
from neonctl_py.emulator.catalog_sync import role_document
from neonctl_py.emulator.scram import scram_verifier
from neonctl_py.emulator.store import Document, public

if TYPE_CHECKING:
    from neonctl_py.emulator.control_plane import ControlPlane

_FORBIDDEN_ROLES = ("neon_superuser", "cloud_admin", "zenith_admin", "public", "none")
_FORBIDDEN_DATABASES = ("postgres", "template0", "template1")
_LONGEST_NAME = 63
_COUNTERS = (
    "cpu_used_sec",
    "compute_time_seconds",
    "active_time_seconds",
    "written_data_bytes",
    "data_transfer_bytes",
)


def why_not_role(name: str) -> str:
    """Why a role can't have this name; empty when it can."""
    if len(name.encode()) > _LONGEST_NAME:
        return f"must have at most {_LONGEST_NAME} bytes"
    if name in _FORBIDDEN_ROLES or name.startswith("pg_"):
        return f'role name "{name}" is reserved'
    return ""


def why_not_database(name: str) -> str:
    """Why a database can't have this name; empty when it can."""
    if len(name.encode()) > _LONGEST_NAME:
        return f"must have at most {_LONGEST_NAME} bytes"
    return f'database name "{name}" is reserved' if name in _FORBIDDEN_DATABASES else ""


def new_branch(plane: ControlPlane, project_id: str, name: str, timeline_id: str) -> Document:
    identifier = names.prefixed_id("br")
    stamp = plane.clock.stamp()
    return {
        "id": identifier,
        "project_id": project_id,
        "name": name or identifier,
        "current_state": "init",
        "pending_state": "ready",
        "state_changed_at": stamp,
        "creation_source": "console",
        "default": False,
        "protected": False,
        **dict.fromkeys(_COUNTERS, 0),
        "created_at": stamp,
        "updated_at": stamp,
        "init_source": "parent-data",
        "_timeline": timeline_id,
    }


def wire_branch(branch: Document) -> dict[str, Any]:
    return {**public(branch), "primary": branch["default"]}


def new_role(
    plane: ControlPlane, branch_id: str, name: str, *, login: bool, keep: bool
) -> tuple[Document, str]:
    """A role's document and its password (empty without login); ``keep`` says whether it can be revealed later."""
    role = role_document(branch_id, name, plane.clock.stamp())
    if not login:
        return {**role, "authentication_method": "no_login"}, ""
    password = names.password()
    return {**role, "_password": password if keep else None, "_verifier": scram_verifier(password)}, password


def wire_role(role: Document, password: str = "") -> dict[str, Any]:
    return {**public(role), **({"password": password} if password else {})}


def connection_uri(role: str, password: str | None, endpoint: Document, database: str, *, tls: bool) -> str:
    secret = f":{quote(password, safe='')}" if password else ""
    security = "?sslmode=require&channel_binding=require" if tls else "?sslmode=disable"
    return f"postgresql://{quote(role, safe='')}{secret}@{host_of(endpoint)}/{quote(database, safe='')}{security}"


def connection_details(
    role: Document, password: str | None, endpoint: Document, database: str, *, tls: bool
) -> dict[str, Any]:
    return {
        "connection_uri": connection_uri(role["name"], password, endpoint, database, tls=tls),
        "connection_parameters": {
            "database": database,
            "password": password or "",
            "role": role["name"],
            "host": host_of(endpoint),
            "pooler_host": host_of(endpoint),
        },
    }
