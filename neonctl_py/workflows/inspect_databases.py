"""Look into running databases: what is going on, what takes space, who may do what. Changes nothing.

Never here: what a person reads (render), which questions there are (report/inspections).
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.errors import PostgresConnectionError, PostgresError, PostgresLockError
from neonctl_py.postgres.inspecting import ask, inspecting_session, schema_of_extension, sees_others
from neonctl_py.report.inspection_report import DatabaseReport
from neonctl_py.report.inspections import INSPECTIONS, Finding, Inspection
from neonctl_py.report.masked_sql import masked_sql
from neonctl_py.workflows.growth import growth, sizes_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.cache.sizes import SizeMemory
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.inspecting import Answer
    from neonctl_py.workflows.database_places import DatabasePlace

_PARALLEL: Final = 8
_STATEMENTS: Final = frozenset({"query", "last_query"})
_ABOUT_OTHERS: Final = frozenset({"now", "queries"})
_REMEMBERED: Final = frozenset({"growth", "table-sizes", "index-sizes", "database-sizes"})
_HIDDEN: Final = (
    "What other roles' sessions run is hidden from this role: it is no member of pg_read_all_stats."
)
_LOCKED: Final = "A session holds a lock that stops even readers: neonpy inspect blocked locks tells who."


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """``names``: of inspections; none means all that can hurt. ``reveal``: statements with their literals. ``over``: seconds between
    two looks at sizes. ``since``: how many seconds back growth is counted from; None: from the first look.
    """

    names: tuple[str, ...] = ()
    reveal: bool = False
    over: float | None = None
    since: float | None = None

    @property
    def is_overview(self) -> bool:
        """Is nothing special asked for?"""
        return not self.names


def inspect_databases(
    places: Sequence[DatabasePlace], look: Look, memory: SizeMemory
) -> tuple[DatabaseReport, ...]:
    """In the order of the places; what is the server's is told in its first database only. Raises PostgresConnectionError when
    one can't be reached; a question that can't be answered says why.
    """
    chosen = [INSPECTIONS[name] for name in look.names] or [
        one for one in INSPECTIONS.values() if one.name != "growth"
    ]
    first = {place.server: place for place in reversed(places)}
    with ThreadPoolExecutor(_PARALLEL) as pool:
        return tuple(
            pool.map(
                lambda place: _report(
                    place,
                    [one for one in chosen if one.scope == "database" or first[place.server] is place],
                    look,
                    memory,
                ),
                places,
            )
        )


def _report(
    place: DatabasePlace, chosen: Sequence[Inspection], look: Look, memory: SizeMemory
) -> DatabaseReport:
    with closing(inspecting_session(place.url)) as connection:
        server = ask(connection, "server")
        sees = sees_others(connection)
        is_neon = schema_of_extension(connection, "neon") is not None
        begun = sizes_now(connection) if _remembers(look) else None
        if look.over is not None:
            time.sleep(look.over)
        findings = [
            growth(place.url, begun, sizes_now(connection) if look.over else begun, memory, look.since)
            if one.name == "growth"
            else _finding(connection, one, sees=sees, reveal=look.reveal)
            for one in chosen
            if not (look.is_overview and one.needs == "neon" and not is_neon)
        ]
        if begun is not None:
            memory.keep(place.url, begun)
    row = dict(zip(server.columns, server.rows[0], strict=True)) if server.rows else {}
    return DatabaseReport(database=place.name, server=row, findings=tuple(findings))


def _remembers(look: Look) -> bool:
    return look.is_overview or not _REMEMBERED.isdisjoint(look.names)


def _finding(connection: Connection, one: Inspection, *, sees: bool, reveal: bool) -> Finding:
    schema = schema_of_extension(connection, one.needs) if one.needs else ""
    if schema is None:
        return Finding(inspection=one, problem=_missing(one.needs))
    try:
        answer = ask(connection, one.name, schema)
    except PostgresConnectionError:
        raise
    except PostgresLockError:
        return Finding(inspection=one, problem=_LOCKED)
    except PostgresError as error:
        return Finding(inspection=one, problem=error.detail or error.summary)
    note = _HIDDEN if not sees and one.topic in _ABOUT_OTHERS else ""
    return Finding(
        inspection=one,
        columns=answer.columns,
        rows=answer.rows if reveal else _masked(answer),
        hurting=answer.hurting,
        note=note,
    )


def _masked(answer: Answer) -> tuple[tuple[Any, ...], ...]:
    places = {number for number, name in enumerate(answer.columns) if name in _STATEMENTS}
    if not places:
        return answer.rows
    return tuple(
        tuple(
            masked_sql(value) if number in places and isinstance(value, str) else value
            for number, value in enumerate(row)
        )
        for row in answer.rows
    )


def _missing(extension: str) -> str:
    if extension == "neon":
        return "It needs Neon's own extension: create extension neon (it is there on Neon only)."
    return f"It needs the extension {extension}: write it under extensions: of the database, and apply."
