"""One step on an open connection: lowered, rendered by Alembic, sent as the very text that offline prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.hidden import revealed
from neonctl_py.ddl.lower import lower
from neonctl_py.ddl.rendering import Renderer
from neonctl_py.ddl.session import OFFLINE, Session

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from neonctl_py.plan.steps import SqlStep


def execute(connection: Connection, step: SqlStep, session: Session = OFFLINE) -> list[str]:
    """Run the step and give back its statements. Transactions, timeouts and the search path are the caller's.

    Raises sqlalchemy.exc.DBAPIError as the driver does: apply/sql_steps translates it.
    """
    rendered = Renderer().statements(lower(step, session))
    for text in rendered:
        send(connection, revealed(text, step))
    return rendered


def send(connection: Connection, text: str) -> None:
    """``text`` byte for byte: without parameters no driver looks for ``%`` or ``:`` in it."""
    connection.exec_driver_sql(text, execution_options={"no_parameters": True})
