"""What was done to a database, kept in it: ``neonpy.history``. One row when a run starts and one when it ends, never changed.

Never here: a secret. Statements come without passwords, and who calls gives no other.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.sql_session import APPLICATION, foreign, rows
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.quoting import literal
from neonctl_py.errors import PostgresConnectionError, PostgresError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

TABLE: Final = "neonpy.history"

# the owner may prune; everybody else who was let in may only add and read
_CREATE: Final = f"""
create schema if not exists neonpy;
create table if not exists {TABLE} (
    id bigint generated always as identity primary key,
    run uuid not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    who text not null,
    command text not null,
    stack text not null,
    commit text not null,
    plan_fingerprint text not null,
    outcome text not null,
    statements jsonb not null default '[]'
);
create or replace function neonpy.keep_history() returns trigger language plpgsql set search_path = '' as $$
begin
    if pg_catalog.pg_has_role((select relowner from pg_catalog.pg_class where oid = tg_relid), 'USAGE') then
        return coalesce(new, old);
    end if;
    raise exception 'the history is only added to' using errcode = 'insufficient_privilege';
end $$;
create or replace trigger keep before update or delete on {TABLE}
    for each row execute function neonpy.keep_history();
comment on table {TABLE} is 'What neonpy did here: a row when a run starts and one when it ends.';
revoke all on {TABLE} from public;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """``who`` (a person or a CI job), the ``command`` line without secrets, the ``stack``, its git ``commit`` and the plan."""

    who: str
    command: str
    stack: str = ""
    commit: str = ""
    plan_fingerprint: str = ""


def session_name(run: Run | None) -> str:
    """What others see of the run in ``pg_stat_activity``: Postgres shows the first 63 bytes."""
    return APPLICATION if run is None else f"{run.command} ({run.who})"


class Journal:
    """The journal of one run in one database. ``unavailable`` says why it is not written; that never fails a run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._id = str(uuid.uuid4())
        self._started = ""
        self.unavailable = ""

    def begin(self, connection: Connection) -> None:
        """Make the table where it isn't, and note the start. Two round trips, three the first time."""
        try:
            with foreign("The journal can't be written."):
                if not rows(connection, f"select pg_catalog.to_regclass('{TABLE}') is not null")[0][0]:
                    send(connection, f"begin; {_CREATE}; commit")
                written = rows(connection, self._insert("clock_timestamp()", "null", "started", []))
        except PostgresConnectionError:
            raise
        except PostgresError as error:
            send(connection, "rollback")
            self.unavailable = error.detail or error.summary
        else:
            self._started = literal(str(written[0][0]))

    def finish(self, connection: Connection, outcome: str, statements: Sequence[str]) -> None:
        """Note the end: ``applied`` or ``failed``. One round trip. Raises PostgresError."""
        if self.unavailable or not self._started:
            return
        with foreign("The journal can't be written."):
            send(connection, self._insert(self._started, "clock_timestamp()", outcome, statements))

    def _insert(self, started: str, finished: str, outcome: str, statements: Sequence[str]) -> str:
        run = self._run
        texts = (run.who, run.command, run.stack, run.commit, run.plan_fingerprint, outcome)
        values = ", ".join(literal(text.replace("\0", "")) for text in texts)
        held = literal(json.dumps(list(statements), ensure_ascii=False).replace("\\u0000", ""))
        columns = (
            "run, started_at, finished_at, who, command, stack, commit, plan_fingerprint, outcome, statements"
        )
        row = f"{literal(self._id)}, {started}, {finished}, {values}, {held}"
        return f"insert into {TABLE} ({columns}) values ({row}) returning started_at"
