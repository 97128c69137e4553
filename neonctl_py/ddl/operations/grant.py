"""Grants on tables, columns, schemas, databases and types: the exact difference, never more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from neonctl_py.ddl.names import grant_clause, parent_of
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations.attributes import Nothing
from neonctl_py.ddl.privileges import by_option, difference, phrase
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown
from neonctl_py.model.grant import Grant, Privilege, all_privileges, public_default

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


@dataclass
class GrantPrivileges(CatalogOperation):
    """``privileges`` as SQL (``SELECT, UPDATE (email)``), ``on`` the object (``TABLE app.users``), ``to`` a role or ``public``."""

    verb: ClassVar[str] = "grant"

    privileges: str
    on: str
    to: str
    grantable: bool = False

    def statement(self) -> str:
        option = " WITH GRANT OPTION" if self.grantable else ""
        return f"GRANT {self.privileges} ON {self.on} TO {grantee(self.to)}{option}"

    def reverse(self) -> MigrateOperation:
        return self._undo or RevokePrivileges(self.privileges, self.on, self.to).undone_by(self)


@dataclass
class RevokePrivileges(CatalogOperation):
    """``only_option``: the privilege stays, the right to give it on goes. ``cascade``: and what was given on by it."""

    verb: ClassVar[str] = "revoke"

    privileges: str
    on: str
    from_: str
    only_option: bool = False
    cascade: bool = False

    def statement(self) -> str:
        option = "GRANT OPTION FOR " if self.only_option else ""
        further = " CASCADE" if self.cascade else ""
        return f"REVOKE {option}{self.privileges} ON {self.on} FROM {grantee(self.from_)}{further}"

    def reverse(self) -> MigrateOperation:
        return self._undo or GrantPrivileges(self.privileges, self.on, self.from_, grantable=self.only_option)


CASCADE: Final = "given on"
"""The form of a step of whom others have privileges."""

OPERATIONS = (GrantPrivileges, RevokePrivileges)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Change. A side that is None stands for what Postgres gives by itself."""
    if step.operation != "change":
        raise unknown(step)
    before = _held(step, step.before, session)
    return changes(step.address, before, _held(step, step.after, session), cascade=step.form == CASCADE)


def changes(
    address: Address, before: tuple[Privilege, ...], after: tuple[Privilege, ...], *, cascade: bool = False
) -> list[MigrateOperation]:
    """From one set of privileges to the other, for the grantee of that address. ``cascade``: what it gave on goes, too."""
    on, role = grant_clause(parent_of(address)), address.name[0]
    change = difference(before, after)
    lowered: list[MigrateOperation] = []
    for grantable, revoked in by_option(change.revoked):
        undo = GrantPrivileges(phrase(revoked), on, role, grantable)
        lowered.append(
            RevokePrivileges(phrase(revoked), on, role, cascade=cascade and grantable).undone_by(undo)
        )
    if change.ungrantable:
        taken = RevokePrivileges(phrase(change.ungrantable), on, role, only_option=True, cascade=cascade)
        lowered.append(taken)
    for option, part in by_option(change.renewed):
        lowered.append(GrantPrivileges(phrase(part), on, role, option).undone_by(Nothing()))
    lowered += [GrantPrivileges(phrase(part), on, role, option) for option, part in by_option(change.granted)]
    return lowered


def grantee(role: str) -> str:
    """A role's name, or PUBLIC."""
    return "PUBLIC" if role == "public" else identifier(role)


def _held(step: SqlStep, grant: object, session: Session) -> tuple[Privilege, ...]:
    if isinstance(grant, Grant):
        return grant.privileges
    parent, role = parent_of(step.address), step.address.name[0]
    if role == "public":
        return tuple(map(Privilege, public_default(parent.kind, parent.name[-1])))
    if role == _owner(step):
        return tuple(map(Privilege, all_privileges(parent.kind, session.server_version)))
    return ()


def _owner(step: SqlStep) -> object:
    parent = step.address.parent
    return next((getattr(held, "owner", None) for address, held in step.context if address == parent), None)
