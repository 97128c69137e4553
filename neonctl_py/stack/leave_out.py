"""What was observed, without what a person would not write: the platform's and Postgres' defaults become UNSET.

The reverse direction, and only that: what is left is what ``write`` writes. Nothing here reads or compares.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.auth import Auth
from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column
from neonctl_py.model.compute import Compute
from neonctl_py.model.data_api import DataApi
from neonctl_py.model.database import Database
from neonctl_py.model.default_names import default_name, multirange_name
from neonctl_py.model.domain import Domain
from neonctl_py.model.extension import Extension
from neonctl_py.model.jwks import Jwks
from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.model.project import Project
from neonctl_py.model.range import Range
from neonctl_py.model.replica import Replica
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.table import Table
from neonctl_py.model.values import PLAIN, UNSET
from neonctl_py.stack.documents.role import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

PLATFORM_ROLES: Final = frozenset({"cloud_admin", "zenith_admin", "neon_superuser", "neon_service"})
_PUBLIC_OWNERS: Final = PLATFORM_ROLES | {"pg_database_owner"}
_HOUR: Final = 3600
_CLOCKS_DIFFER: Final = 120
"""Seconds by which a branch's lifetime may be off: as ``neon.convert`` compares it."""


def without_defaults(objects: Mapping[Address, Object]) -> dict[Address, Object]:
    """The same objects as a stack would declare them."""
    return {address: _lean(address, value) for address, value in objects.items()}


def _lean(address: Address, value: Any) -> Object:
    match value:
        case Project() | Replica() | Auth() | DataApi() | Jwks():
            return replace(value, **_at_default(value))
        case Branch():
            return _branch(value)
        case Compute():
            return replace(value, **_at_default(value))
        case Role():
            return _role(value)
        case Database():
            return _database(value)
        case Extension():
            return replace(value, version=UNSET)
        case Schema():
            return _schema(address, value)
        case Table(access_method="heap" | None) | MaterializedView(access_method="heap"):
            return replace(value, access_method=UNSET)
        case Column():
            return _column(address, value)
        case Domain():
            default = default_name(address.name[-1], "", "not_null", lambda _: False)
            return (
                value if value.not_null_name not in {None, default} else replace(value, not_null_name=UNSET)
            )
        case Range(multirange=name) if name == multirange_name(address.name[1]):
            return replace(value, multirange=UNSET)
        case _:
            return value  # type: ignore[no-any-return]  # it came out of a state


def _column(address: Address, value: Column) -> Column:
    """The name that Postgres itself gives to a NOT NULL is none that a person writes."""
    table = address.parent
    if isinstance(value.not_null_name, str) and table is not None:
        default = default_name(table.name[-1], address.name[0], "not_null", lambda _: False)
        if value.not_null_name != default:
            return value
    return replace(value, not_null_name=UNSET)


def _at_default(value: Any) -> dict[str, Any]:
    """Fields that hold nothing, or what the platform would put there."""
    found: dict[str, Any] = {}
    for field in fields(value):
        role = field.metadata.get("role", PLAIN)
        held = getattr(value, field.name)
        if held is None or (role.platform_default is not None and held == role.platform_default):
            found[field.name] = UNSET
    return found


def _branch(value: Branch) -> Branch:
    """Where it began is history, and its moment of expiry follows from its lifetime."""
    lives = value.expires_in
    if isinstance(lives, int):
        near = round(lives / _HOUR) * _HOUR
        lives = near if near and abs(near - lives) <= _CLOCKS_DIFFER else lives
    return replace(
        value,
        default=value.default or UNSET,
        protected=value.protected or UNSET,
        parent=value.parent or UNSET,
        data=UNSET if value.data == "full" else value.data,
        parent_lsn=UNSET,
        parent_timestamp=UNSET,
        expires_in=lives or UNSET,
        expires_at=UNSET if lives else value.expires_at or UNSET,
        catalog=value.default is True,
    )


def _role(value: Role) -> Role:
    """What the platform made keeps the platform's attributes."""
    lean = replace(
        value, settings=value.settings or UNSET, password_rotate_every=UNSET, password_takes_turns_with=UNSET
    )
    if value.managed_by != "neon":
        return lean
    unset: dict[str, Any] = dict.fromkeys((*ATTRIBUTES, "connection_limit", "valid_until"), UNSET)
    limit = UNSET if value.connection_limit == -1 else value.connection_limit
    return replace(lean, **{**unset, "connection_limit": limit}, comment=value.comment or UNSET)


def _database(value: Database) -> Database:
    return replace(
        value,
        owner=UNSET if value.owner in PLATFORM_ROLES else value.owner,
        settings=value.settings or UNSET,
        connection_limit=UNSET if value.connection_limit == -1 else value.connection_limit,
        comment=value.comment or UNSET,
    )


def _schema(address: Address, value: Schema) -> Schema:
    if address.name[0] != "public":
        return value
    owner = UNSET if value.owner in _PUBLIC_OWNERS else value.owner
    return replace(value, owner=owner, comment=UNSET if value.comment is None else value.comment)
