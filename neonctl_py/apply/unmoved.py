"""Is a database still the one that a plan was made from? Asked when it is our turn, before the first step.

Never here: planning again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.apply.journal import TABLE
from neonctl_py.apply.sql_session import driver_of, foreign, rows
from neonctl_py.ddl.quoting import literal
from neonctl_py.errors import PostgresConnectionError, PostgresError, StalePlanError
from neonctl_py.postgres.catalog_digest import own_digest

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.catalog_digest import Digest

_RUNS_SINCE: Final = f"select who, command from {TABLE} where started_at > {{since}} order by id desc limit 1"


def require_unmoved(connection: Connection, database: Address, planned: Digest | None) -> None:
    """Raise StalePlanError when the catalog is another one than the plan's. None: nobody could count it then."""
    if planned is not None and own_digest(driver_of(connection)) not in {planned, None}:
        raise _stale(database, "Its catalog is not the one that the plan was made from.")


def require_untouched(connection: Connection, database: Address, since: datetime) -> None:
    """Raise StalePlanError when another run was here since then, in a database that did not exist when the plan was made."""
    if not rows(connection, f"select pg_catalog.to_regclass('{TABLE}') is not null")[0][0]:
        return
    try:
        with foreign("The journal can't be read."):
            found = rows(connection, _RUNS_SINCE.format(since=literal(since.isoformat())))
    except PostgresConnectionError:
        raise
    except PostgresError:
        return  # not everyone may read it
    if found:
        who, command = found[0]
        raise _stale(
            database, f"It did not exist when the plan was made; {who} has run `{command}` on it since."
        )


def _stale(database: Address, detail: str) -> StalePlanError:
    return StalePlanError(
        "a database was changed after the plan was made",
        detail=f"{database}: {detail} Nothing was done in it.",
        hint="Plan again, read it, and apply that.",
    )
