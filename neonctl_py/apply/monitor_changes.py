"""What a monitor's rule changes, noted in the journal of a database like everything that neonpy changes.

Never here: whether it is time to, and to what (monitor).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.apply.journal import Journal, session_name
from neonctl_py.apply.sql_session import foreign, opened, rows
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.apply.journal import Run
    from neonctl_py.model.values import Secret


def change_connection_limit(
    url: Secret, role: str, wanted: Callable[[int], int], run: Run
) -> tuple[int, int] | None:
    """From and to; the same where ``wanted`` changes nothing, None where there is no such role. Raises PostgresError."""
    with opened(url, session_name(run)) as connection:
        with foreign("The role can't be read."):
            found = rows(
                connection,
                f"select rolconnlimit from pg_catalog.pg_roles where rolname = {literal(role)}",
            )
        if not found:
            return None
        now = int(found[0][0])
        new = wanted(now)
        if new == now:
            return now, now
        statement = f"ALTER ROLE {identifier(role)} CONNECTION LIMIT {new}"
        journal = Journal(run)
        journal.begin(connection)
        try:
            with foreign("The role's connection limit can't be changed."):
                send(connection, statement)
        except BaseException:
            journal.finish(connection, "failed", ())
            raise
        journal.finish(connection, "applied", (statement,))
        return now, new


def note_compute_change(url: Secret, told: str, run: Run) -> None:
    """A change that the API made. Raises PostgresError."""
    with opened(url, session_name(run)) as connection:
        journal = Journal(run)
        journal.begin(connection)
        journal.finish(connection, "applied", (told,))
