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
    from collections.abc import Mapping

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


def check_circles(roles: Mapping[Word, Doc], server: Server) -> None:
    """Postgres lets no role be a member of itself, not through others either. Told once for each circle."""
    groups = {
        str(name): {str(group): group for group in groups_of(doc.get("member_of", {}))}
        for name, doc in roles.items()
    }
    told: set[frozenset[str]] = set()
    for name in groups:
        trail = _way_back(name, groups)
        if len(trail) < 2 or frozenset(trail) in told:
            continue
        told.add(frozenset(trail))
        detail = f"`{name}` would be a member of itself: {' → '.join((*trail, name))}."
        place = groups[trail[-1]][name].span
        address = server.address.child("role", trail[-1]).child("membership", name)
        server.build.mistakes.add("NP138", place, detail, "Leave one of them out.", address=address)


def _way_back(name: str, groups: Mapping[str, Mapping[str, Word]]) -> list[str]:
    """From the role through its groups to itself, as ``[name, …]``; empty when there is no such way."""
    trails = [[name]]
    seen = {name}
    while trails:
        trail = trails.pop(0)
        for group in groups.get(trail[-1], ()):
            if group == name:
                return trail
            if group not in seen:
                seen.add(group)
                trails.append([*trail, group])
    return []
