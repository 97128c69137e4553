"""One lowering: a step becomes Alembic operations. They are executed, printed, or written into a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.default_grants import turned_back
from neonctl_py.ddl.operations import expand
from neonctl_py.ddl.registry import LOWERINGS
from neonctl_py.ddl.session import OFFLINE, Session
from neonctl_py.errors import InternalError

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

    from neonctl_py.plan.steps import SqlStep


def lower(step: SqlStep, session: Session = OFFLINE) -> list[MigrateOperation]:
    """The operations of ``step``, in order, for the server that ``session`` describes."""
    if step.operation in expand.LOWERED:
        return expand.lower(step, session)
    lowering = LOWERINGS.get(step.address.kind)
    if lowering is None:
        raise InternalError(f"no SQL is known for the kind {step.address.kind} ({step.address})")
    return [*lowering(step, session), *turned_back(step, session)]
