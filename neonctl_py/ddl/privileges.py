"""The exact difference of two sets of privileges, as GRANT and REVOKE phrases. Used by grants and default privileges."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from neonctl_py.ddl.quoting import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.grant import Privilege


@dataclass(frozen=True, slots=True)
class PrivilegeChange:
    """``revoked``: privileges that go; ``ungrantable``: those of which only the grant option goes; ``granted``: those that come;
    ``renewed``: those of columns that a revoke of the table's took along.
    """

    revoked: tuple[Privilege, ...]
    ungrantable: tuple[Privilege, ...]
    granted: tuple[Privilege, ...]
    renewed: tuple[Privilege, ...]


def difference(before: Iterable[Privilege], after: Iterable[Privilege]) -> PrivilegeChange:
    """What leads from one to the other. Revoking a table's privilege takes the columns' along, which are granted anew."""
    held = {(privilege.name, privilege.column): privilege for privilege in before}
    wanted = {(privilege.name, privilege.column): privilege for privilege in after}
    revoked = {key for key in held if key not in wanted}
    ungrantable = {key for key in wanted if key in held and held[key].grantable and not wanted[key].grantable}
    taken = {name for name, column in revoked | ungrantable if not column}
    granted = {
        key
        for key, privilege in wanted.items()
        if key not in held or (privilege.grantable and not held[key].grantable)
    }
    renewed = {key for key in wanted if key in held and key[1] and key[0] in taken} - granted
    return PrivilegeChange(
        tuple(sorted(held[key] for key in revoked)),
        tuple(sorted(held[key] for key in ungrantable)),
        tuple(sorted(wanted[key] for key in granted)),
        tuple(sorted(wanted[key] for key in renewed)),
    )


def phrase(privileges: Iterable[Privilege]) -> str:
    """``SELECT, UPDATE (email, name)``: privileges of the whole object first, then those of columns."""
    ordered = sorted(
        privileges, key=lambda privilege: (privilege.column != "", privilege.name, privilege.column)
    )
    parts = []
    for (of_column, name), group in groupby(ordered, key=lambda held: (held.column != "", held.name)):
        columns = [privilege.column for privilege in group]
        parts.append(f"{name.upper()} ({identifiers(columns)})" if of_column else name.upper())
    return ", ".join(parts)


def by_option(privileges: Iterable[Privilege]) -> list[tuple[bool, tuple[Privilege, ...]]]:
    """Split into those without and those with the grant option."""
    listed = tuple(privileges)
    halves = [
        (option, tuple(held for held in listed if held.grantable is option)) for option in (False, True)
    ]
    return [(option, half) for option, half in halves if half]
