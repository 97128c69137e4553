"""The two tables of this room: which file lowers which kind, and which operations are ours. Filled by hand, never by import."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from alembic.operations import Operations

from neonctl_py.ddl import sequence_options
from neonctl_py.ddl.operation import run
from neonctl_py.ddl.operations import (
    aggregate,
    attributes,
    collation,
    column,
    composite,
    constraint,
    database,
    default_privileges,
    domain,
    enum,
    event_trigger,
    extension,
    function,
    grant,
    index,
    materialized_view,
    membership,
    policy,
    role,
    rule,
    schema,
    sequence,
    statistics,
    table,
    trigger,
    view,
)
from neonctl_py.ddl.operations import range as range_

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.operation import CatalogOperation
    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.steps import SqlStep

LOWERINGS: dict[str, Callable[[SqlStep, Session], list[MigrateOperation]]] = {
    "role": role.lower,
    "membership": membership.lower,
    "database": database.lower,
    "schema": schema.lower,
    "extension": extension.lower,
    "enum": enum.lower,
    "domain": domain.lower,
    "sequence": sequence.lower,
    "composite": composite.lower,
    "range": range_.lower,
    "collation": collation.lower,
    "statistics": statistics.lower,
    "table": table.lower,
    "column": column.lower,
    "constraint": constraint.lower,
    "index": index.lower,
    "policy": policy.lower,
    "view": view.lower,
    "materialized_view": materialized_view.lower,
    "rule": rule.lower,
    "function": function.lower,
    "aggregate": aggregate.lower,
    "trigger": trigger.lower,
    "event_trigger": event_trigger.lower,
    "grant": grant.lower,
    "default_privileges": default_privileges.lower,
}

OPERATIONS: tuple[type[CatalogOperation], ...] = (
    attributes.Nothing,
    attributes.CommentOn,
    attributes.SetOwner,
    attributes.Rename,
    attributes.SetSchema,
    *role.OPERATIONS,
    *membership.OPERATIONS,
    *database.OPERATIONS,
    *schema.OPERATIONS,
    *extension.OPERATIONS,
    *enum.OPERATIONS,
    *domain.OPERATIONS,
    *sequence.OPERATIONS,
    *composite.OPERATIONS,
    *range_.OPERATIONS,
    *collation.OPERATIONS,
    *statistics.OPERATIONS,
    *table.OPERATIONS,
    *sequence_options.OPERATIONS,
    *column.OPERATIONS,
    *constraint.OPERATIONS,
    *index.OPERATIONS,
    *policy.OPERATIONS,
    *view.OPERATIONS,
    *materialized_view.OPERATIONS,
    *rule.OPERATIONS,
    *function.OPERATIONS,
    *aggregate.OPERATIONS,
    *trigger.OPERATIONS,
    *event_trigger.OPERATIONS,
    *grant.OPERATIONS,
    *default_privileges.OPERATIONS,
)


_registering = threading.Lock()


def register() -> None:
    """Teach Alembic our operations: ``op.create_policy(…)`` and the rest. Once per process, however often and from however
    many threads it is called.
    """
    with _registering:
        _register_once()


@cache
def _register_once() -> None:
    for operation in OPERATIONS:
        Operations.register_operation(operation.verb, "call")(operation)
        Operations.implementation_for(operation)(run)
