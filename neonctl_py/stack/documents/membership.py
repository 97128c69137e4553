"""Which roles a role is a member of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.membership import Membership
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.lifecycle import ROLE_NAME
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Flag
from neonctl_py.stack.shapes import Either, Key, ListOf, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import Server
    from neonctl_py.stack.shapes import Doc, Word

MEMBERSHIP: Final = Record(
    "membership",
    {
        "inherit": Key(Flag(), "It has the group's privileges without SET ROLE (PostgreSQL 16 on)."),
        "set": Key(Flag(), "It may SET ROLE to the group (PostgreSQL 16 on)."),
        "admin": Key(Flag(), "It may add and remove members."),
    },
    "a membership",
)
MEMBER_OF: Final = Either(
    sequence=ListOf(ROLE_NAME, "roles"), mapping=MapOf(MEMBERSHIP, "roles", rule=identifier)
)
_OPTIONS_SINCE: Final = 160000


def groups_of(written: Any) -> dict[Word, Doc | None]:
    """The groups with their options, whichever form was written."""
    return dict.fromkeys(written) if isinstance(written, list) else dict(written)


def add_membership(group: Word, doc: Doc | None, role: Address, server: Server) -> None:
    """Put one membership."""
    address = role.child("membership", str(group))
    if str(group) == role.name[-1]:
        server.build.mistakes.add(
            "NP138", group.span, "A role can't be a member of itself.", "Leave it out.", address=address
        )
    server.role(group, address)
    knows_options = server.server_version == 0 or server.server_version >= _OPTIONS_SINCE
    default = True if knows_options else UNSET
    for option in ("inherit", "set"):
        if doc and not knows_options and doc.get(option, True) is False:
            server.build.mistakes.add(
                "NP171",
                doc.place(option),
                f"PostgreSQL {server.server_version // 10000} can't limit a membership: `{option}: false` exists from 16 on.",
                "Leave it out; `inherit: false` on the member itself is what older versions have.",
                address=address,
            )
    value = Membership(
        admin=doc.get("admin", False) if doc else False,
        inherit=doc.get("inherit", default) if doc else default,
        set=doc.get("set", default) if doc else default,
    )
    server.build.put(address, value, group.span)
