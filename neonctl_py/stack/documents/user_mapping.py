"""User mappings of a foreign server. The values of their options are secrets from the moment of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.stack.names import identifier
from neonctl_py.stack.secret_text import SecretOptions
from neonctl_py.stack.shapes import Doc, Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Word

USER_MAPPING: Final = Record(
    "user_mapping",
    {
        "options": Key(
            SecretOptions(),
            "As whom the role acts there: `user`, `password`…, secrets by reference; exactly these. Never shown. Not "
            "written: as they are.",
        )
    },
    "a user mapping",
)
USER_MAPPINGS: Final = Key(
    MapOf(USER_MAPPING, "roles", child_of("user_mapping"), identifier),
    "As whom each role acts there, by role (`public` is everyone else); exactly these.",
)


def add_user_mapping(role: Word, doc: Doc, server: Address, scope: DatabaseScope) -> None:
    """Put one mapping."""
    address = server.child("user_mapping", str(role))
    scope.server.role(role, address)
    scope.build.put(address, UserMapping(options=doc.get("options")), role.span)
