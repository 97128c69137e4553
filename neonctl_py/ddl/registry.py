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
    bounds,
    cast,
    collation,
    column,
    composite,
    constraint,
    database,
    default_privileges,
    defined,
    domain,
    enum,
    event_trigger,
    expand,
    extension,
    foreign_data_wrapper,
    foreign_server,
    foreign_table,
    function,
    grant,
    index,
    marks,
    materialized_view,
    membership,
    not_null,
    operator,
    operator_class,
    operator_family,
    policy,
    publication,
    retype,
    role,
    rule,
    schema,
    sequence,
    statistics,
    subscription,
    table,
    text_search_configuration,
    text_search_dictionary,
    trigger,
    user_mapping,
    view,
)
from neonctl_py.ddl.operations import range as range_
from neonctl_py.ddl.revisions import only_here

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
    "foreign_data_wrapper": foreign_data_wrapper.lower,
    "foreign_server": foreign_server.lower,
    "user_mapping": user_mapping.lower,
    "foreign_table": foreign_table.lower,
    "operator_family": operator_family.lower,
    "operator": operator.lower,
    "operator_class": operator_class.lower,
    "cast": cast.lower,
    "text_search_dictionary": text_search_dictionary.lower,
    "text_search_configuration": text_search_configuration.lower,
    "publication": publication.lower,
    "subscription": subscription.lower,
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
    *bounds.OPERATIONS,
    *sequence_options.OPERATIONS,
    *column.OPERATIONS,
    *not_null.OPERATIONS,
    *expand.OPERATIONS,
    *retype.OPERATIONS,
    *constraint.OPERATIONS,
    *index.OPERATIONS,
    *marks.OPERATIONS,
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
    *defined.OPERATIONS,
    *only_here.OPERATIONS,
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
    Operations.register_operation(only_here.DropInvalidIndex.verb, "call")(only_here.DropInvalidIndex)
    Operations.implementation_for(only_here.DropInvalidIndex)(only_here.drop_if_invalid)
    Operations.register_operation(only_here.SqlType.verb, "call")(only_here.SqlType)
