"""Which roles a database speaks of: owners, grantees, those of policies and default privileges, and their groups.

Never here: the roles themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def mentioned_roles(objects: Mapping[Address, Object], roles: Collection[Address]) -> frozenset[str]:
    """Names; ``roles`` holds the addresses of roles and of their memberships, along which groups follow their members."""
    found = {name for address, value in objects.items() for name in _mentioned(address, value)}
    groups: dict[str, set[str]] = {}
    for address in roles:
        if address.kind == "membership" and address.parent is not None:
            groups.setdefault(address.parent.name[0], set()).add(address.name[0])
    waiting = list(found)
    while waiting:
        for group in groups.get(waiting.pop(), set()) - found:
            found.add(group)
            waiting.append(group)
    return frozenset(found)


def _mentioned(address: Address, value: Object) -> Iterator[str]:
    owner = getattr(value, "owner", None)
    if isinstance(owner, str):
        yield owner
    if address.kind == "grant":
        yield address.name[0]
    elif address.kind == "default_privileges":
        yield from (address.name[0], address.name[2])
    elif address.kind == "user_mapping":
        yield address.name[0]
    elif isinstance(value, Policy):
        yield from value.roles
