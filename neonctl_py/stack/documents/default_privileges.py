"""What objects made later will grant: creator, kind of objects, grantee."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.stack.documents.grant import GRANTS, PrivilegeReader
from neonctl_py.stack.names import identifier
from neonctl_py.stack.shapes import Key, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word

KINDS: Final = {
    "tables": "table",
    "sequences": "sequence",
    "functions": "function",
    "types": "enum",
    "schemas": "schema",
    "large_objects": "large_object",
}
_GRANTS: Final = MapOf(GRANTS.shape, "roles", rule=identifier)
OBJECTS: Final = Record(
    "default_privileges",
    {name: Key(_GRANTS, f"What new {name.replace('_', ' ')} grant, by role.") for name in KINDS},
    "default privileges",
)
DEFAULT_PRIVILEGES: Final = Key(
    MapOf(OBJECTS, "roles", rule=identifier),
    "What objects made later will grant: by the role that makes them, then by kind of object; exactly these.",
)


def add_default_privileges(written: dict[Word, Doc], container: Address, server: Server) -> None:
    """Put one object for every creator, kind and grantee."""
    for creator, doc in written.items():
        server.role(creator, container)
        for objects, grants in doc.values.items():
            if objects in {"schemas", "large_objects"} and container.kind == "schema":
                detail = f"Default privileges of {objects.replace('_', ' ')} belong to the database."
                server.build.mistakes.add(
                    "NP116", doc.place(objects), detail, "Write them there.", address=container
                )
                continue
            for grantee, value in grants.items():
                _add(
                    grantee,
                    value,
                    container.child("default_privileges", str(creator), objects, str(grantee)),
                    server,
                )


def _add(grantee: Word, value: Any, address: Address, server: Server) -> None:
    server.role(grantee, address)
    privileges = PrivilegeReader(KINDS[address.name[1]], address, server).read(value)
    server.build.put(address, DefaultPrivileges(privileges), grantee.span)
