"""What one server says in another version's words: what only the versions differ in is no difference between two databases.

A state -> the same state as a server of another version would tell it. Never here: texts that servers spell in their own
ways (``postgres/canonicalize``), and what a version can't do at all (``plan/versions.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.extension import Extension
from neonctl_py.model.grant import ALL_PRIVILEGES, Grant, Privilege, all_privileges
from neonctl_py.model.schema import Schema
from neonctl_py.model.subscription import Subscription
from neonctl_py.model.values import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_KINDS = {"tables": "table", "sequences": "sequence", "functions": "function", "types": "domain"}


_MAINTAIN_SINCE = 170_000
_OWN_PUBLIC_SINCE = 150_000
"""From then on schema public is the database owner's, and nobody else may create in it."""
_PARALLEL_SINCE = 180_000
"""From then on a subscription streams in parallel unless it says otherwise."""
_CREATE, _USAGE = Privilege("create"), Privilege("usage")
_MAINTAIN = Privilege("maintain")


@dataclass(frozen=True, slots=True)
class Crossing:
    """From a server that says ``source`` to one that says ``target`` (``server_version_num``). ``superuser``: who made the
    source's server.
    """

    source: int
    target: int
    superuser: str

    def spans(self, version: int) -> bool:
        """Is that version's border between them?"""
        return (self.source < version) != (self.target < version)


def as_on_version(
    objects: Mapping[Address, Object], there: Mapping[Address, Object], crossing: Crossing
) -> dict[Address, Object]:
    """``objects`` are the source's; ``there``: what the target has."""
    found = {address: _as_on(address, value, objects, crossing) for address, value in objects.items()}
    if crossing.spans(_OWN_PUBLIC_SINCE):
        default = crossing.superuser if crossing.source < _OWN_PUBLIC_SINCE else "pg_database_owner"
        for address, value in objects.items():
            if isinstance(value, Schema) and address.name == ("public",):
                if value.owner == default:
                    found[address] = replace(value, owner=UNSET)
                _keep_create(found, there, address.child("grant", "public"))
    return found


def _keep_create(found: dict[Address, Object], there: Mapping[Address, Object], grant: Address) -> None:
    """May everyone create in schema public? By default only before 15, and nobody knows who meant it: it stays as it is."""
    wanted = _privileges(found.get(grant)) - {_CREATE} | _privileges(there.get(grant)) & {_CREATE}
    found.pop(grant, None)
    if wanted != {_USAGE}:
        found[grant] = Grant(tuple(sorted(wanted)))


def _privileges(value: Object | None) -> set[Privilege]:
    return set(value.privileges) if isinstance(value, Grant) else {_USAGE}


def _as_on(address: Address, value: Object, objects: Mapping[Address, Object], crossing: Crossing) -> Object:
    match value:
        case Extension():
            return replace(value, version=UNSET)  # each server has its own versions of them
        case Grant() if address.parent is not None and address.parent.kind in ALL_PRIVILEGES:
            kind = address.parent.kind
            privileges = _translated(value.privileges, kind, crossing)
            owner = getattr(objects.get(address.parent), "owner", UNSET)
            if privileges == value.privileges and owner == address.name[0]:
                privileges = _of_the_owner(privileges, kind, crossing)
            return Grant(privileges)
        case DefaultPrivileges() if address.name[1] in _KINDS:
            return DefaultPrivileges(_translated(value.privileges, _KINDS[address.name[1]], crossing))
        case Subscription() if crossing.spans(_PARALLEL_SINCE) and value.streaming == _streaming(crossing):
            return replace(value, streaming=UNSET)  # nobody knows who meant what is the default there
        case _:
            return value


def _streaming(crossing: Crossing) -> str:
    """What the source's server does when nobody says anything."""
    return "parallel" if crossing.source >= _PARALLEL_SINCE else "off"


def _of_the_owner(privileges: tuple[Privilege, ...], kind: str, crossing: Crossing) -> tuple[Privilege, ...]:
    """Whoever took something from the owner could not take what there was not."""
    if "maintain" not in all_privileges(kind, 0) or not crossing.spans(_MAINTAIN_SINCE):
        return privileges
    if crossing.target < _MAINTAIN_SINCE:
        return tuple(privilege for privilege in privileges if privilege.name != "maintain")
    return tuple(sorted({*privileges, _MAINTAIN}))


def _translated(privileges: tuple[Privilege, ...], kind: str, crossing: Crossing) -> tuple[Privilege, ...]:
    """Who may do everything may do everything there, too: MAINTAIN came with 17."""
    everything = set(all_privileges(kind, crossing.source))
    found = set(privileges)
    for grantable in (False, True):
        whole = {Privilege(name, grantable=grantable) for name in everything}
        if whole <= found:
            found -= whole
            found |= {Privilege(name, grantable=grantable) for name in all_privileges(kind, crossing.target)}
    return tuple(sorted(found))
