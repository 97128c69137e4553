"""What the built-in checks measure in a database: one short read-only transaction each, with a time limit.

Never here: what a value should be (model/builtin_check), how it is judged.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from neonctl_py.errors import PostgresError
from neonctl_py.model.check import Sample
from neonctl_py.model.query_statistics import QueryStatistics
from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.query_text import query_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from neonctl_py.postgres.connect import Connection

TIMEOUT: Final = "15s"
"""For one measurement; a check that is a burden is worse than none."""

_PATIENCE: Final = 3.0
_PAUSE: Final = 0.05
_LONGEST_LOOK: Final = 30.0
_SPACE: Final = re.compile(r"\s+")
_SHOWN: Final = 160


def measure(connection: Connection, name: str, options: Mapping[str, Any]) -> list[Sample]:
    """What that query finds, a sample each. Raises PostgresError."""
    if name == "slow_queries":
        return [
            Sample(
                subject=shown(row.query),
                value=row.mean,
                detail=f"{row.calls} calls, the longest took {row.most:.0f} ms",
            )
            for row in statements(connection, int(options.get("min_calls", 1)))
        ]
    if name == "write_rate":
        return [_write_rate(connection, float(options["over"]))]
    rows = _rows(connection, _query(connection, name), options)
    return [
        Sample(subject=subject or "", value=value, detail=detail or "") for subject, value, detail in rows
    ]


def _write_rate(connection: Connection, seconds: float) -> Sample:
    """Two looks at a counter, which sessions bring up to date once a second."""
    query, moments, counts = _query(connection, "write_rate"), [], []
    for pause in (0.0, min(seconds, _LONGEST_LOOK)):
        time.sleep(pause)
        counts.append(float(_rows(connection, query, {})[0][1]))
        moments.append(time.monotonic())
    rate = (counts[1] - counts[0]) / max(moments[1] - moments[0], 1e-3)
    return Sample(value=max(rate, 0.0), detail=f"over {moments[1] - moments[0]:.1f} s")


def statements(connection: Connection, min_calls: int = 1) -> list[QueryStatistics]:
    """What pg_stat_statements holds of this database, the costliest first. Raises PostgresError where it isn't installed."""
    schema = _statements_schema(connection)
    query = _query(connection, "statements").replace("{schema}", schema.replace("%", "%%"))
    return [
        QueryStatistics(
            query=text, calls=calls, mean=mean, deviation=deviation, least=least, most=most, rows=rows
        )
        for _, text, calls, mean, deviation, least, most, rows in _rows(
            connection, query, {"min_calls": min_calls}
        )
    ]


def counting_since(connection: Connection) -> str:
    """Since when pg_stat_statements has been counting on this server, as it says it, with which server that is."""
    schema = _statements_schema(connection).replace("%", "%%")
    query = f"""select (select stats_reset::text from {schema}.pg_stat_statements_info)
               || ' ' || (select oid::text from pg_database where datname = current_database())
               || ' ' || (select system_identifier::text from pg_control_system())"""
    return str(_rows(connection, query, {})[0][0])


def _statements_schema(connection: Connection) -> str:
    """Where the extension is, quoted."""
    found = _rows(
        connection,
        "select n.nspname::text from pg_extension e join pg_namespace n on n.oid = e.extnamespace"
        " where e.extname = 'pg_stat_statements'",
        {},
    )
    if not found:
        raise PostgresError(
            "pg_stat_statements is not installed",
            detail="Its extension is not in the database, so nothing is known about statements.",
            hint="Write extensions: {pg_stat_statements: {}} in the stack's database, and apply.",
        )
    return sql.Identifier(found[0][0]).as_string(connection)


def password_times(connection: Connection) -> dict[str, datetime]:
    """When each statement that set a password was last journalled in this database; empty where nothing is."""
    there = _rows(connection, "select to_regclass('neonpy.history') is not null", {})
    return dict(_rows(connection, _query(connection, "password_times"), {})) if there[0][0] else {}


def role_names(connection: Connection) -> set[str]:
    """The roles that the server has."""
    return {name for (name,) in _rows(connection, "select rolname::text from pg_roles", {})}


def position(connection: Connection) -> str:
    """Where the primary's WAL ends."""
    return str(_rows(connection, "select pg_current_wal_flush_lsn()::text", {})[0][0])


def lag(connection: Connection, position: str, patience: float = _PATIENCE) -> tuple[bool, float | None]:
    """Is it a replica, and how many seconds does it take to get to where a primary's WAL ended just now? Beyond ``patience`` it is
    the age of what was replayed last: an idle primary makes nothing that would be newer. None: nothing was replayed yet.
    """
    began = time.monotonic()
    while True:
        is_replica, has_arrived, seconds = _rows(
            connection, _query(connection, "replay"), {"position": position}
        )[0]
        waited = time.monotonic() - began
        if not is_replica or has_arrived:
            return bool(is_replica), waited
        if waited >= patience:
            return True, None if seconds is None else max(waited, seconds)
        time.sleep(_PAUSE)


def shown(query: str) -> str:
    """A statement on one line, not too long."""
    text = _SPACE.sub(" ", query).strip()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _query(connection: Connection, name: str) -> str:
    return query_text(f"measures/{name}", connection.info.server_version // 10_000)


def _rows(connection: Connection, query: str, options: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with translated_errors("It can't be measured."), connection.transaction():
        connection.execute(f"set local statement_timeout = '{TIMEOUT}'".encode())
        connection.execute(b"set local search_path = pg_catalog")
        return connection.execute(query.encode(), dict(options)).fetchall()
