"""What objects made later will grant: ALTER DEFAULT PRIVILEGES."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import parent_of
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations.grant import grantee
from neonctl_py.ddl.privileges import by_option, difference, phrase
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown
from neonctl_py.model.default_privileges import DefaultPrivileges
from neonctl_py.model.grant import Privilege, all_privileges

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

_PUBLIC = {"functions": ("execute",), "types": ("usage",)}
_KINDS = {
    "tables": "table",
    "sequences": "sequence",
    "functions": "function",
    "types": "enum",
    "schemas": "schema",
    "large_objects": "large_object",
}


@dataclass
class AlterDefaultPrivileges(CatalogOperation):
    """``action`` is ``grant``, ``revoke`` or ``revoke option``; ``schema`` None means in the whole database."""

    verb: ClassVar[str] = "alter_default_privileges"

    creator: str
    action: str
    privileges: str
    objects: str
    role: str
    schema: str | None = None
    grantable: bool = False

    def statement(self) -> str:
        where = "" if self.schema is None else f" IN SCHEMA {identifier(self.schema)}"
        whose = f"ALTER DEFAULT PRIVILEGES FOR ROLE {identifier(self.creator)}{where}"
        what = f"{self.privileges} ON {self.objects.upper().replace('_', ' ')}"
        if self.action == "grant":
            option = " WITH GRANT OPTION" if self.grantable else ""
            return f"{whose} GRANT {what} TO {grantee(self.role)}{option}"
        option = "GRANT OPTION FOR " if self.action == "revoke option" else ""
        return f"{whose} REVOKE {option}{what} FROM {grantee(self.role)}"


OPERATIONS = (AlterDefaultPrivileges,)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """Change."""
    if step.operation != "change":
        raise unknown(step)
    before, after = _held(step, step.before, session), _held(step, step.after, session)
    forward, backward = _changes(step, before, after), _changes(step, after, before)
    if len(forward) == len(backward):
        backward.reverse()
        return [operation.undone_by(undo) for operation, undo in zip(forward, backward, strict=True)]
    return list(forward)


def _changes(
    step: SqlStep, before: tuple[Privilege, ...], after: tuple[Privilege, ...]
) -> list[AlterDefaultPrivileges]:
    creator, objects, role = step.address.name
    parent = parent_of(step.address)
    schema = parent.name[0] if parent.kind == "schema" else None

    def alter(
        action: str, privileges: tuple[Privilege, ...], grantable: bool = False
    ) -> AlterDefaultPrivileges:
        return AlterDefaultPrivileges(creator, action, phrase(privileges), objects, role, schema, grantable)

    change = difference(before, after)
    lowered = [alter("revoke", change.revoked)] if change.revoked else []
    lowered += [alter("revoke option", change.ungrantable)] if change.ungrantable else []
    return lowered + [alter("grant", part, option) for option, part in by_option(change.granted)]


def _held(step: SqlStep, held: object, session: Session) -> tuple[Privilege, ...]:
    if isinstance(held, DefaultPrivileges):
        return held.privileges
    creator, objects, role = step.address.name
    if parent_of(step.address).kind == "schema":
        return ()  # those of a schema only add to those of the database
    if role == "public":
        return tuple(map(Privilege, _PUBLIC.get(objects, ())))
    if role == creator:
        return tuple(map(Privilege, all_privileges(_KINDS[objects], session.server_version)))
    return ()
