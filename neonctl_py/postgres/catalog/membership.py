"""Memberships between roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.membership import Membership
from neonctl_py.model.values import UNSET
from neonctl_py.postgres.platform import NEON_ROLES, is_platform_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Membership]]:
    """Of roles that a stack can declare; the group may be one of Postgres' own (pg_monitor), not one of Neon's."""
    if reading.roles_under is None:
        return
    for member, group, admin, inherit, may_set in rows:
        member_name, group_name = reading.role(member), reading.role(group)
        if not is_platform_role(member_name) and group_name not in NEON_ROLES:
            address = reading.roles_under.child("role", member_name).child("membership", group_name)
            yield (
                address,
                Membership(
                    admin=admin,
                    inherit=UNSET if inherit is None else inherit,
                    set=UNSET if may_set is None else may_set,
                ),
            )
