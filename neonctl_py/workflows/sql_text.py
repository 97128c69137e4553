"""The SQL of a plan, database by database, for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.hidden import has_mark
from neonctl_py.ddl.offline import script_text, statements
from neonctl_py.ddl.session import OFFLINE, Session
from neonctl_py.diagnostics import Severity
from neonctl_py.errors import InputError
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
    return {
        database: statements(steps, _session(plan.server_versions.get(database, 0)))
        for database, steps in grouped.items()
    }


def _session(server_version: int) -> Session:
    return Session(server_version=server_version) if server_version else OFFLINE


def runnable_sql(plan: Plan, session: Session = OFFLINE, *, secrets: bool = False) -> str:
    """The same as one script for ``psql -f``, with transactions and timeouts; "" when there is nothing to do. ``session``: whose
    rights it is written for. ``secrets``: they are written, too.

    Raises InputError for a plan that must not be done (a diagnostic says why).
    """
    errors = [item for item in plan.diagnostics if item.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    steps = [step for step in plan.steps if isinstance(step, SqlStep)]
    return script_text(steps, session, secrets=secrets) if steps else ""


def hides_secrets(script: str) -> bool:
    """Do marks stand for secrets in it?"""
    return has_mark(script)
