"""A new object starts with what Postgres gives by itself: what default privileges added to it, or took from it, is turned back.

The grants that the stack writes are steps of their own, later in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.operations import grant
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.grant import Privilege, public_default

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


def turned_back(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Only those of the role that creates the object; of all roles where nobody knows who will."""
    if step.operation not in ("create", "rebuild"):
        return []
    held: dict[str, set[Privilege]] = {}
    for address, value in step.context:
        if isinstance(value, DefaultPrivileges) and session.user in ("", address.name[0]):
            held.setdefault(address.name[2], set()).update(value.privileges)
    kind, name = step.address.kind, step.address.name[-1]
    owner = getattr(step.after, "owner", None)
    lowered: list[MigrateOperation] = []
    for grantee in sorted(held.keys() - {owner, session.user}):
        usual = map(Privilege, public_default(kind, name)) if grantee == "public" else ()
        place = step.address.child("grant", grantee)
        lowered += grant.changes(place, tuple(sorted(held[grantee])), tuple(usual))
    return lowered
