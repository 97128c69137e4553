"""Memberships: GRANT role TO role, with the options that the server's version has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import parent_of
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.errors import PostgresError
from neonctl_py.model.membership import Membership
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

_OPTIONS_SINCE = 160_000


@dataclass
class GrantMembership(CatalogOperation):
    """``inherit`` and ``set`` None: not said, as before PostgreSQL 16 where they don't exist."""

    verb: ClassVar[str] = "grant_membership"

    group: str
    member: str
    admin: bool = False
    inherit: bool | None = None
    set: bool | None = None

    def statement(self) -> str:
        grant = f"GRANT {identifier(self.group)} TO {identifier(self.member)}"
        if self.inherit is None and self.set is None:
            return f"{grant} WITH ADMIN OPTION" if self.admin else grant
        named = (("ADMIN", self.admin), ("INHERIT", self.inherit), ("SET", self.set))
        options = [f"{name} {str(held).upper()}" for name, held in named if held is not None]
        return f"{grant} WITH {', '.join(options)}"

    def reverse(self) -> MigrateOperation:
        return self._undo or RevokeMembership(self.group, self.member).undone_by(self)


@dataclass
class RevokeMembership(CatalogOperation):
    """``only_admin``: keep the membership, take the right to give it on."""

    verb: ClassVar[str] = "revoke_membership"

    group: str
    member: str
    only_admin: bool = False

    def statement(self) -> str:
        option = "ADMIN OPTION FOR " if self.only_admin else ""
        return f"REVOKE {option}{identifier(self.group)} FROM {identifier(self.member)}"


OPERATIONS = (GrantMembership, RevokeMembership)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Grant | alter | revoke."""
    group, member = step.address.name[0], parent_of(step.address).name[0]
    match step.operation:
        case "grant":
            return [_grant(group, member, value(step.after, Membership), session)]
        case "alter":
            before, after = value(step.before, Membership), value(step.after, Membership)
            undo = _change(group, member, before, session)
            return [_change(group, member, after, session).undone_by(undo)]
        case "revoke":
            held = step.before
            again = _grant(group, member, held, session) if isinstance(held, Membership) else None
            return [RevokeMembership(group, member).undone_by(again)]
        case _:
            raise unknown(step)


def _grant(group: str, member: str, held: Membership, session: Session) -> GrantMembership:
    inherit = None if isinstance(held.inherit, Unset) else held.inherit
    settable = None if isinstance(held.set, Unset) else held.set
    if session.server_version >= _OPTIONS_SINCE:
        return GrantMembership(group, member, held.admin, inherit, settable)
    if inherit is False or settable is False:
        raise PostgresError(
            "This server can't limit a membership",
            detail=f"{member} in {group}: `inherit: false` and `set: false` exist from PostgreSQL 16 on.",
            hint="Leave them out, or make the member NOINHERIT.",
        )
    return GrantMembership(group, member, held.admin)


def _change(group: str, member: str, held: Membership, session: Session) -> CatalogOperation:
    if session.server_version < _OPTIONS_SINCE and not held.admin:
        return RevokeMembership(group, member, only_admin=True)
    return _grant(group, member, held, session)
