"""What the journal of a database tells: every run that changed it, read back. Never here: writing it (journal)."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.journal import TABLE
from neonctl_py.postgres.connect import connect, translated_errors

if TYPE_CHECKING:
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret

# one row when a run starts and one when it ends; statements only where they are asked for, since they may be large
_QUERY: Final = f"""
select distinct on (run) run::text, started_at, finished_at, who, command, stack, commit, plan_fingerprint,
       case when finished_at is null and started_at > now() - interval '1 day'
             and exists (select from pg_catalog.pg_stat_activity a join pg_catalog.pg_locks l using (pid)
                          where l.locktype = 'advisory' and l.granted and a.datname = pg_catalog.current_database()
                            and a.application_name like 'neonpy%%' and a.pid <> pg_catalog.pg_backend_pid())
            then 'running' else outcome end,
       pg_catalog.jsonb_array_length(statements), %s
  from {TABLE}
 order by run, finished_at nulls last
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """``outcome``: applied, failed, running, or interrupted (it began, and nobody saw its end). ``seconds`` None where it has
    no end. ``count`` of statements; the ``statements`` themselves are empty unless they were asked for.
    """

    database: Address
    run: str
    started: datetime
    seconds: float | None
    who: str
    command: str
    stack: str
    commit: str
    plan_fingerprint: str
    outcome: str
    count: int
    statements: tuple[str, ...] = ()


def past_runs(url: Secret, database: Address, *, statements: bool = False) -> list[PastRun]:
    """The newest first. Empty where nothing was ever journalled. Raises PostgresError."""
    with closing(connect(url)) as connection, translated_errors("The journal can't be read."):
        there = connection.execute(
            f"select pg_catalog.to_regclass('{TABLE}') is not null".encode()
        ).fetchone()
        if not there or not there[0]:
            return []
        query = _QUERY % ("statements::text" if statements else "'[]'")
        rows = connection.execute(query.encode()).fetchall()
    found = []
    for run, started, finished, who, command, stack, commit, plan, outcome, count, texts in rows:
        found.append(
            PastRun(
                database=database,
                run=run,
                started=started,
                seconds=None if finished is None else (finished - started).total_seconds(),
                who=who,
                command=command,
                stack=stack,
                commit=commit,
                plan_fingerprint=plan,
                outcome="interrupted" if outcome == "started" else outcome,
                count=count,
                statements=tuple(json.loads(texts)),
            )
        )
    return sorted(found, key=lambda past: (past.started, past.run), reverse=True)
