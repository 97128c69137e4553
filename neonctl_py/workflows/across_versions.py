"""What one server says in another version's words: what only the versions differ in is no difference between two databases.

A state -> the same state as a server of another version would tell it. Never here: texts that servers spell in their own
ways (``postgres/canonicalize``), and what a version can't do at all (``plan/versions.py``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.extension import Extension
from neonctl_py.model.grant import ALL_PRIVILEGES, Grant, Privilege, all_privileges
from neonctl_py.model.schema import Schema
from neonctl_py.model.values import UNSET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_KINDS = {"tables": "table", "sequences": "sequence", "functions": "function", "types": "domain"}


_OWN_PUBLIC_SINCE = 150_000
"""From then on schema public is the database owner's, and nobody else may create in it."""
_ANYONE_MAY_CREATE = Grant((Privilege("create"), Privilege("usage")))


def as_on_version(
    objects: Mapping[Address, Object], source: int, target: int, superuser: str
) -> dict[Address, Object]:
    """``source`` and ``target`` as ``server_version_num``; ``superuser``: who made the source's server."""
    found = {address: _as_on(address, value, source, target) for address, value in objects.items()}
    if (source < _OWN_PUBLIC_SINCE) != (target < _OWN_PUBLIC_SINCE):
        defaults = {superuser} if source < _OWN_PUBLIC_SINCE else {"pg_database_owner"}
        for address, value in objects.items():
            if isinstance(value, Schema) and address.name == ("public",) and value.owner in defaults:
                found[address] = replace(value, owner=UNSET)
                _give_default(found, address.child("grant", "public"), source)
    return found


def _give_default(found: dict[Address, Object], grant: Address, source: int) -> None:
    """What PUBLIC may do in schema public by default there is what it may do by default here."""
    if source >= _OWN_PUBLIC_SINCE:
        found.setdefault(grant, _ANYONE_MAY_CREATE)
    elif found.get(grant) == _ANYONE_MAY_CREATE:
        del found[grant]


def _as_on(address: Address, value: Object, source: int, target: int) -> Object:
    match value:
        case Extension():
            return replace(value, version=UNSET)  # each server has its own versions of them
        case Grant() if address.parent is not None and address.parent.kind in ALL_PRIVILEGES:
            return Grant(_translated(value.privileges, address.parent.kind, source, target))
        case DefaultPrivileges() if address.name[1] in _KINDS:
            kind = _KINDS[address.name[1]]
            return DefaultPrivileges(_translated(value.privileges, kind, source, target))
        case _:
            return value


def _translated(
    privileges: tuple[Privilege, ...], kind: str, source: int, target: int
) -> tuple[Privilege, ...]:
    """Who may do everything may do everything there, too: MAINTAIN came with 17."""
    everything = set(all_privileges(kind, source))
    found = set(privileges)
    for grantable in (False, True):
        whole = {Privilege(name, grantable=grantable) for name in everything}
        if whole <= found:
            found -= whole
            found |= {Privilege(name, grantable=grantable) for name in all_privileges(kind, target)}
    return tuple(sorted(found))
