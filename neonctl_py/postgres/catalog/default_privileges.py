"""Default privileges: of a schema, or of the whole database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.grant import all_privileges, public_default
from neonctl_py.postgres.catalog.grant import Held, add, differing
from neonctl_py.postgres.platform import NEON_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_OBJECTS: Final = {
    "r": ("tables", "table"),
    "S": ("sequences", "sequence"),
    "f": ("functions", "function"),
    "T": ("types", "enum"),
    "n": ("schemas", "schema"),
    "L": ("large_objects", "large_object"),
}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, DefaultPrivileges]]:
    """Those for creators that a stack can declare."""
    held: dict[tuple[str, int, str], Held] = {}
    for creator, schema, objects, grantee, privilege, grantable in rows:
        creator_name = reading.role(creator)
        if creator_name in NEON_ROLES or (schema and schema not in reading.schemas):
            continue
        entries = held.setdefault((creator_name, schema, objects), {})
        if privilege is not None:
            add(entries, reading.role(grantee), privilege.lower(), "", grantable=grantable)
    for (creator_name, schema, objects), entries in held.items():
        place = reading.database.child("schema", reading.schemas[schema]) if schema else reading.database
        # a schema's list only adds, so nothing is held by default there
        defaults = {} if schema else _defaults(creator_name, objects, reading.server_version)
        for grantee_name, privileges in differing(entries, defaults):
            if grantee_name not in NEON_ROLES:
                address = place.child("default_privileges", creator_name, _OBJECTS[objects][0], grantee_name)
                yield address, DefaultPrivileges(privileges)


def _defaults(creator: str, objects: str, server_version: int) -> dict[str, tuple[str, ...]]:
    kind = _OBJECTS[objects][1]
    defaults = {creator: all_privileges(kind, server_version)}
    public = public_default(kind, "")
    return defaults | {"public": public} if public else defaults
