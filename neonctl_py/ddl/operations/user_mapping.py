"""User mappings. Their options' values are secrets: marks stand for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.names import parent_of
from neonctl_py.ddl.operations.defined import AlterObject, CreateObject, DropObject
from neonctl_py.ddl.operations.grant import grantee
from neonctl_py.ddl.options import new_options, option_changes
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.user_mapping import UserMapping
from neonctl_py.model.values import Unset

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.options import Options
    from neonctl_py.ddl.session import Session
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, _: Session) -> list[MigrateOperation]:
    """Create | alter(options) | drop."""
    on = clause(step.address)
    match step.operation:
        case "create":
            return [CreateObject(on, new_options(_options(value(step.after, UserMapping))))]
        case "alter":
            before, after = (
                _options(value(step.before, UserMapping)),
                _options(value(step.after, UserMapping)),
            )
            back = AlterObject(on, option_changes(after, before))
            return [AlterObject(on, option_changes(before, after)).undone_by(back)]
        case "drop":
            return [DropObject(on)]
        case _:
            raise unknown(step)


def clause(address: Address) -> str:
    """``USER MAPPING FOR app SERVER far``."""
    return f"USER MAPPING FOR {grantee(address.name[0])} SERVER {identifier(parent_of(address).name[0])}"


def _options(mapping: UserMapping) -> Options:
    return () if isinstance(mapping.options, Unset) else mapping.options
