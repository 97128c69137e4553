"""Row-level security policies. Changed in place, so that there is never a moment without protection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep


@dataclass
class CreatePolicy(CatalogOperation):
    """``roles`` unquoted; ``public`` is everyone."""

    verb: ClassVar[str] = "create_policy"

    name: str
    table: str
    command: str = "all"
    roles: Sequence[str] = ("public",)
    using: str | None = None
    with_check: str | None = None
    permissive: bool = True

    def statement(self) -> str:
        restrictive = "" if self.permissive else " AS RESTRICTIVE"
        command = "" if self.command == "all" else f" FOR {self.command.upper()}"
        rest = f"{restrictive}{command} TO {_roles(self.roles)}{_expressions(self.using, self.with_check)}"
        return f"CREATE POLICY {identifier(self.name)} ON {self.table}{rest}"

    def reverse(self) -> MigrateOperation:
        return DropPolicy(self.name, self.table).undone_by(self)


@dataclass
class AlterPolicy(CatalogOperation):
    """None: stays as it is. (Postgres can't take an expression away in place.)"""

    verb: ClassVar[str] = "alter_policy"

    name: str
    table: str
    roles: Sequence[str] | None = None
    using: str | None = None
    with_check: str | None = None

    def statement(self) -> str:
        roles = "" if self.roles is None else f" TO {_roles(self.roles)}"
        rest = f"{roles}{_expressions(self.using, self.with_check)}"
        return f"ALTER POLICY {identifier(self.name)} ON {self.table}{rest}"


@dataclass
class DropPolicy(CatalogOperation):
    verb: ClassVar[str] = "drop_policy"

    name: str
    table: str

    def statement(self) -> str:
        return f"DROP POLICY {identifier(self.name)} ON {self.table}"


OPERATIONS = (CreatePolicy, AlterPolicy, DropPolicy)


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(roles, using, with_check, comment) | drop | rename."""
    name, table = step.address.name[0], relation(parent_of(step.address))
    match step.operation:
        case "create":
            policy = value(step.after, Policy)
            return [_create(name, table, policy), *attributes.comment(step.address, policy.comment)]
        case "alter":
            return _altered(step, name, table)
        case "drop":
            undo = _create(name, table, step.before) if isinstance(step.before, Policy) else None
            return [DropPolicy(name, table).undone_by(undo)]
        case "rename" if step.moved_from:
            old = step.moved_from.name[0]
            undo_rename = attributes.Rename(f"POLICY {identifier(name)} ON {table}", name, old)
            forward = attributes.Rename(f"POLICY {identifier(old)} ON {table}", old, name)
            return [forward.undone_by(undo_rename)]
        case _:
            raise unknown(step)


def _altered(step: SqlStep, name: str, table: str) -> list[MigrateOperation]:
    before, after = value(step.before, Policy), value(step.after, Policy)
    if _loses(before.using, after.using) or _loses(before.with_check, after.with_check):
        created = replace(after, comment=before.comment if "comment" not in step.changed else after.comment)
        dropped = DropPolicy(name, table).undone_by(_create(name, table, before))
        return [dropped, _create(name, table, created), *attributes.comment(step.address, created.comment)]
    lowered: list[MigrateOperation] = []
    changed = tuple(field for field in step.changed if field in ("roles", "using", "with_check"))
    if changed:
        forward = AlterPolicy(name, table, **{field: getattr(after, field) for field in changed})
        lowered.append(forward.undone_by(_back(name, table, before, after, changed)))
    return lowered + attributes.altered(step)


def _back(
    name: str, table: str, before: Policy, after: Policy, changed: tuple[str, ...]
) -> MigrateOperation | None:
    if _loses(after.using, before.using) or _loses(after.with_check, before.with_check):
        return None
    return AlterPolicy(name, table, **{field: getattr(before, field) for field in changed})


def _loses(before: str | None, after: str | None) -> bool:
    return before is not None and after is None


def _create(name: str, table: str, policy: Policy) -> CreatePolicy:
    return CreatePolicy(
        name,
        table,
        policy.command,
        policy.roles,
        policy.using,
        policy.with_check,
        permissive=policy.permissive,
    )


def _roles(roles: Sequence[str]) -> str:
    return ", ".join("PUBLIC" if role == "public" else identifier(role) for role in roles)


def _expressions(using: str | None, with_check: str | None) -> str:
    first = "" if using is None else f" USING ({using})"
    return first + ("" if with_check is None else f" WITH CHECK ({with_check})")
