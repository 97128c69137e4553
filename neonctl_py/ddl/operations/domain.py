"""Domains, created with their checks; changed in place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl import rebuilding
from neonctl_py.ddl.casts import has_assignment_cast
from neonctl_py.ddl.names import object_clause, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes, constraint
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.verbatim import operand
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.default_names import default_name
from neonctl_py.model.domain import Domain
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


_NAMED_SINCE = 180_000


@dataclass
class CreateDomain(CatalogOperation):
    """``constraints``: definitions by name, ``{"email_check": "CHECK (VALUE LIKE '%@%')"}``."""

    verb: ClassVar[str] = "create_domain"

    name: str
    type: str
    collation: str | None = None
    default: str | None = None
    nullable: bool = True
    constraints: Mapping[str, str] = field(default_factory=dict)
    not_null_name: str = ""

    def statement(self) -> str:
        parts = [f"CREATE DOMAIN {self.name} AS {self.type}"]
        parts += [] if self.collation is None else [f"COLLATE {self.collation}"]
        parts += [] if self.default is None else [f"DEFAULT {operand(self.default)}"]
        parts += (
            [f"CONSTRAINT {identifier(self.not_null_name)}"]
            if self.not_null_name and not self.nullable
            else []
        )
        parts += [] if self.nullable else ["NOT NULL"]
        parts += [f"CONSTRAINT {identifier(name)} {text}" for name, text in self.constraints.items()]
        return " ".join(parts)

    def reverse(self) -> MigrateOperation:
        return DropDomain(self.name).undone_by(self)


@dataclass
class AlterDomain(CatalogOperation):
    """``action``: ``SET NOT NULL``, ``DROP DEFAULT``, ``SET DEFAULT …``."""

    verb: ClassVar[str] = "alter_domain"

    name: str
    action: str

    def statement(self) -> str:
        return f"ALTER DOMAIN {self.name} {self.action}"


@dataclass
class DropDomain(CatalogOperation):
    verb: ClassVar[str] = "drop_domain"

    name: str

    def statement(self) -> str:
        return f"DROP DOMAIN {self.name}"


OPERATIONS = (CreateDomain, AlterDomain, DropDomain)


def lower(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """create(parts = its constraints) | alter(nullable, default, owner, comment) | rebuild(context = its columns) | drop | rename."""
    name = relation(step.address)
    match step.operation:
        case "create":
            return _created(step)
        case "alter":
            forward = _actions(value(step.after, Domain), step.changed)
            backward = _actions(value(step.before, Domain), step.changed)
            pairs = zip(forward, backward, strict=True)
            lowered: list[MigrateOperation] = [
                AlterDomain(name, action).undone_by(AlterDomain(name, back)) for action, back in pairs
            ]
            return [*lowered, *_strictness(step, session), *attributes.altered(step)]
        case "rebuild":
            return _rebuilt(step)
        case "set_aside":
            return rebuilding.set_aside(step, DropDomain(name).undone_by(attributes.Nothing()))
        case "take_back":
            return rebuilding.take_back(step)
        case "drop":
            undo = _create(step, step.before) if isinstance(step.before, Domain) else None
            return [DropDomain(name).undone_by(undo)]
        case "rename":
            return attributes.renamed(step)
        case _:
            raise unknown(step)


def _created(step: SqlStep) -> list[MigrateOperation]:
    domain = value(step.after, Domain)
    lowered: list[MigrateOperation] = [_create(step, domain)]
    for address, part in step.parts:
        lowered += attributes.comment(address, getattr(part, "comment", None))
    if not domain.nullable:
        lowered += attributes.comment(_not_null_place(step.address, domain), domain.not_null_comment)
    lowered += attributes.comment(step.address, domain.comment)
    return lowered + attributes.owner(step.address, domain.owner)


def _rebuilt(step: SqlStep) -> list[MigrateOperation]:
    before, after = value(step.before, Domain), value(step.after, Domain)
    name = relation(step.address)
    new = replace(
        _create(step, after),
        name=rebuilding.temporary(step.address),
        not_null_name=_not_null(step.address, after),
    )
    lowered = rebuilding.rebuilt(step, [new], _conversions(step, before, after), DropDomain(name))
    for address, part in step.parts:
        lowered += attributes.comment(address, getattr(part, "comment", None))
    if not after.nullable:
        lowered += attributes.comment(_not_null_place(step.address, after), after.not_null_comment)
    comment = before.comment if isinstance(after.comment, Unset) else after.comment
    lowered += [*attributes.comment(step.address, comment), *rebuilding.grants(step)]
    return lowered + attributes.owner(step.address, after.owner or before.owner)


def _not_null(address: Address, domain: Domain) -> str:
    """Its name: the one that Postgres would give it under the domain's own name, unless it has another."""
    said = domain.not_null_name
    return said if isinstance(said, str) else default_name(address.name[-1], "", "not_null", lambda _: False)


def _not_null_place(address: Address, domain: Domain) -> Address:
    return address.child("constraint", _not_null(address, domain))


def _strictness(step: SqlStep, session: Session) -> list[MigrateOperation]:
    """What is said about NOT NULL besides that it holds, once it does."""
    before, after = value(step.before, Domain), value(step.after, Domain)
    if after.nullable or session.server_version < _NAMED_SINCE:
        return []
    on = object_clause(step.address)
    is_new = "nullable" in step.changed
    old = default_name(step.address.name[-1], "", "not_null", lambda _: False)
    old, new = old if is_new else _not_null(step.address, before), _not_null(step.address, after)
    lowered: list[MigrateOperation] = []
    if "not_null_name" in step.changed and old != new:
        back = attributes.Rename(on, new, old, "CONSTRAINT")
        lowered.append(attributes.Rename(on, old, new, "CONSTRAINT").undone_by(back))
    if "not_null_comment" in step.changed:
        place = _not_null_place(step.address, after)
        lowered += attributes.comment(
            place, after.not_null_comment, None if is_new else before.not_null_comment
        )
    return lowered


def _conversions(step: SqlStep, before: Domain, after: Domain) -> list[MigrateOperation]:
    """Where only an explicit cast exists, or none, the text of a value is what both types share."""
    through = after.type if has_assignment_cast(before.type, after.type) else "text"
    return [rebuilding.conversion(step.address, *user, through=through) for user in rebuilding.users(step)]


def _create(step: SqlStep, domain: Domain) -> CreateDomain:
    constraints = {address.name[0]: constraint.definition(part) for address, part in step.parts}
    own_name = domain.not_null_name if isinstance(domain.not_null_name, str) else ""
    default = default_name(step.address.name[-1], "", "not_null", lambda _: False)
    return CreateDomain(
        relation(step.address),
        domain.type,
        domain.collation,
        domain.default,
        domain.nullable,
        constraints,
        "" if own_name == default else own_name,
    )


def _actions(domain: Domain, changed: tuple[str, ...]) -> list[str]:
    actions = []
    if "default" in changed:
        actions.append("DROP DEFAULT" if domain.default is None else f"SET DEFAULT {domain.default}")
    if "nullable" in changed:
        actions.append("DROP NOT NULL" if domain.nullable else "SET NOT NULL")
    return actions
