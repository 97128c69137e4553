"""The SQL of a plan, database by database, for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.offline import script_text, statements
from neonctl_py.plan.steps import SqlStep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.plan.plan import Plan


def sql_text(plan: Plan) -> Mapping[Address, list[str]]:
    """Statements in the order of execution, by database. Passwords are never a part of them."""
    grouped: dict[Address, list[SqlStep]] = {}
    for step in plan.steps:
        if isinstance(step, SqlStep):
            grouped.setdefault(step.database, []).append(step)
    return {database: statements(steps) for database, steps in grouped.items()}


def runnable_sql(plan: Plan) -> str:
    """The same as one script for ``psql -f``, with transactions and timeouts; "" when there is nothing to do."""
    steps = [step for step in plan.steps if isinstance(step, SqlStep)]
    return script_text(steps) if steps else ""
