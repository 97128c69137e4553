"""Roles: of one made by SQL what differs from a new role, of the platform's only what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.role import Role
from neonctl_py.model.values import UNSET
from neonctl_py.stack import units
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writing import Inexpressible, Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

_FIELDS: Final = (
    "login",
    "superuser",
    "createdb",
    "createrole",
    "inherit",
    "replication",
    "bypassrls",
    "connection_limit",
    "valid_until",
    "comment",
)


def write(address: Address, value: Role, writing: Writing) -> None:
    """Roles belong to the project's document, whichever branch they were read from."""
    project = address.container("project")
    container = writing.document(project)
    if container is None:
        return
    document = writing.begin(address, container, "roles")
    by_neon = value.managed_by == "neon"
    defaults = dict.fromkeys(_FIELDS, UNSET) if by_neon else _defaults()
    if by_neon:
        document["managed_by"] = "neon"
    document.update(
        (name, item)
        for name in _FIELDS
        if (item := getattr(value, name)) is not UNSET and item != defaults[name]
    )
    if value.settings is not UNSET:
        document["settings"] = settings(value.settings)
    if value.password_rotate_every is not UNSET:
        put_written(document, [("password", {"rotate_every": _duration(value.password_rotate_every)})])
    if isinstance(value.password_takes_turns_with, str):
        document.setdefault("password", {})["takes_turns_with"] = value.password_takes_turns_with
    until = document.get("valid_until")
    if until is not None and until != "infinity" and units.timestamp(until) != until:
        raise Inexpressible(f"its password is valid until {until}, which is no moment of a calendar")


def _defaults() -> dict[str, Any]:
    return {name: getattr(Role(), name) for name in _FIELDS}


def _duration(seconds: Any) -> str | None:
    return units.duration_text(seconds) if isinstance(seconds, int) else None
