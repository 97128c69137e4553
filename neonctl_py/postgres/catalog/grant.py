"""Grants: what each grantee holds on an object, where that is not what Postgres gives by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neonctl_py.model.grant import SYSTEM_COLUMNS, Grant, Privilege, all_privileges, public_default
from neonctl_py.postgres.platform import NEON_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

Held = dict[str, dict[tuple[str, str], bool]]
"""By grantee: (privilege, column) -> may it be granted on."""


@dataclass(slots=True)
class _Granted:
    """One object. ``whole``: its own list was touched, not only a column's; otherwise its defaults still hold."""

    address: Address
    owner: str
    held: Held = field(default_factory=dict)
    whole: bool = False
    grantors: dict[str, set[str]] = field(default_factory=dict)


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Grant]]:
    """Of managed objects of every kind that has grants, and of this database."""
    for granted in _collected(rows, reading):
        defaults = _defaults(granted, reading)
        if not granted.whole:
            for name, privileges in defaults.items():
                granted.held[name] = _as_held(privileges) | granted.held.get(name, {})
        for grantee, differs in differing(granted.held, defaults):
            if grantee not in NEON_ROLES:
                yield (
                    granted.address.child("grant", grantee),
                    Grant(differs, tuple(sorted(granted.grantors.get(grantee, ())))),
                )


def _collected(rows: Iterable[Row], reading: Reading) -> Iterable[_Granted]:
    # by oid, because there may be 100,000s of rows and an oid hashes faster than an address
    found: dict[tuple[str, int], _Granted] = {}
    for kind, oid, owner, number, grantor, grantee, privilege, grantable in rows:
        granted = found.get((kind, oid))
        if granted is None:
            address = _address(kind, oid, reading)
            if address is None:
                continue
            granted = found[kind, oid] = _Granted(address, reading.role(owner))
        if number == 0:
            granted.whole = True
        if privilege is not None and not _is_platforms(reading.role(grantor), granted.owner):
            column = _column(oid, number, reading) if number else ""
            add(granted.held, reading.role(grantee), privilege.lower(), column, grantable=grantable)
            if grantor != owner:
                granted.grantors.setdefault(reading.role(grantee), set()).add(reading.role(grantor))
    return found.values()


def _column(relation: int, number: int, reading: Reading) -> str:
    return SYSTEM_COLUMNS[number] if number < 0 else reading.column_names[relation][number]


def add(held: Held, grantee: str, privilege: str, column: str, *, grantable: bool) -> None:
    """Several grantors may have given the same: it may be granted on if any of them allowed that."""
    privileges = held.setdefault(grantee, {})
    privileges[privilege, column] = privileges.get((privilege, column), False) or grantable


def differing(
    held: Held, defaults: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[Privilege, ...]]]:
    """(grantee, what it holds) for each whose privileges are not its default ones; nothing held where all was revoked."""
    for grantee in sorted(held.keys() | defaults.keys()):
        privileges = held.get(grantee, {})
        if privileges != _as_held(defaults.get(grantee, ())):
            yield grantee, tuple(sorted(Privilege(*key, grantable) for key, grantable in privileges.items()))


def _address(kind: str, oid: int, reading: Reading) -> Address | None:
    match kind:
        case "table":
            return reading.tables.get(oid)
        case "view":
            return reading.views.get(oid)
        case "materialized_view":
            return reading.materialized_views.get(oid)
        case "enum":
            return reading.enums.get(oid)
        case "domain":
            return reading.domains.get(oid)
        case "foreign_server":
            return reading.servers.get(oid)
        case "foreign_data_wrapper":
            return reading.wrappers.get(oid)
        case "type":
            return reading.types.get(oid)
        case "sequence":
            return reading.sequences.get(oid)
        case "function":
            return reading.functions.get(oid)
        case "schema":
            name = reading.schemas.get(oid)
            return None if name is None else reading.database.child("schema", name)
        case _:
            return reading.database


def _is_platforms(grantor: str, owner: str) -> bool:
    return grantor in NEON_ROLES and grantor != owner


def _defaults(granted: _Granted, reading: Reading) -> dict[str, tuple[str, ...]]:
    address = granted.address
    defaults = {granted.owner: all_privileges(address.kind, reading.server_version)}
    public = public_default(address.kind, address.name[-1])
    return defaults | {"public": public} if public else defaults


def _as_held(privileges: tuple[str, ...]) -> dict[tuple[str, str], bool]:
    return {(name, ""): False for name in privileges}
