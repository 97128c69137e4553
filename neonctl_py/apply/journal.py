"""What was done to a database, kept in it: ``neonpy.history``. One row when a run starts and one when it ends, never changed.

Never here: a secret. Statements come without passwords, and who calls gives no other.
"""

from __future__ import annotations

import json
import uuid
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.sql_session import APPLICATION, foreign, opened, rows
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.quoting import literal
from neonctl_py.errors import PostgresConnectionError, PostgresError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from neonctl_py.model.values import Secret

TABLE: Final = "neonpy.history"
CHANGES: Final = "neonpy.changes"
"""What each run has changed, as it was before: one row a run, for ``neonpy rollback``."""

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

_CREATE_CHANGES: Final = f"""
create table if not exists {CHANGES} (
    run uuid primary key,
    apply uuid not null,
    reverts uuid,
    noted_at timestamptz not null default clock_timestamp(),
    kept jsonb not null default '[]',
    content bytea not null
);
create or replace trigger keep before update or delete on {CHANGES}
    for each row execute function neonpy.keep_history();
comment on table {CHANGES} is 'What each run was about to change, as it was before: for neonpy rollback.';
revoke all on {CHANGES} from public;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """``who`` (a person or a CI job), the ``command`` line without secrets, the ``stack``, its git ``commit`` and the plan.

    ``apply``: the id that its runs in several databases share; ``reverts``: the one that it takes back. ``changes``: what it is about
    to change, as JSON without secrets; "" notes nothing. ``kept``: what was kept of branches before, as JSON.
    """

    who: str
    command: str
    stack: str = ""
    commit: str = ""
    plan_fingerprint: str = ""
    apply: str = ""
    reverts: str = ""
    changes: str = ""
    kept: str = "[]"


def session_name(run: Run | None) -> str:
    """What others see of the run in ``pg_stat_activity``: Postgres shows the first 63 bytes."""
    return APPLICATION if run is None else f"{run.command} ({run.who})"


_THERE: Final = (
    f"select pg_catalog.to_regclass('{TABLE}') is not null, pg_catalog.to_regclass('{CHANGES}') is not null"
)


class Journal:
    """The journal of one run in one database. ``unavailable`` says why it is not written, ``unnoted`` why what is changed
    is not; that never fails a run.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._id = str(uuid.uuid4())
        self._started = ""
        self.unavailable = ""
        self.unnoted = ""

    def begin(self, connection: Connection, statements: Sequence[str] = ()) -> None:
        """Make the tables where they aren't, and note the start, with ``statements`` that hold the moment they are sent. Two round
        trips, three the first time.
        """
        try:
            with foreign("The journal can't be written."):
                has_journal, has_changes = rows(connection, _THERE)[0]
                if not has_journal:
                    send(connection, f"begin; {_CREATE}; {_CREATE_CHANGES}; commit")
            if self._run.changes:
                self._note_changes(connection, is_there=not has_journal or has_changes)
            with foreign("The journal can't be written."):
                written = rows(connection, self._insert("clock_timestamp()", "null", "started", statements))
        except PostgresConnectionError:
            raise
        except PostgresError as error:
            send(connection, "rollback")
            self.unavailable = error.detail or error.summary
        else:
            self._started = literal(str(written[0][0]))

    def _note_changes(self, connection: Connection, *, is_there: bool) -> None:
        """A journal of an earlier version has no such table, and whoever may write it may not be allowed to make one."""
        run = self._run
        content = zlib.compress(run.changes.encode()).hex()
        reverts = literal(run.reverts) if run.reverts else "null"
        row = f"{literal(self._id)}, {literal(run.apply)}, {reverts}, {literal(run.kept)}, '\\x{content}'"
        insert = f"insert into {CHANGES} (run, apply, reverts, kept, content) values ({row})"
        try:
            with foreign("What is changed can't be noted."):
                send(connection, insert if is_there else f"begin; {_CREATE_CHANGES}; {insert}; commit")
        except PostgresConnectionError:
            raise
        except PostgresError as error:
            send(connection, "rollback")
            self.unnoted = error.detail or error.summary

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


def note_run(url: Secret, run: Run, statements: Sequence[str] = ()) -> None:
    """A run whose statements (without secrets) others have sent, noted in a session of its own. Raises PostgresError."""
    with opened(url, session_name(run)) as connection:
        journal = Journal(run)
        journal.begin(connection)
        journal.finish(connection, "applied", statements)
