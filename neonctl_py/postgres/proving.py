"""Statements tried by somebody in one transaction that is always rolled back: what came back, as text.

Never here: what ought to come back.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import pq

from neonctl_py.errors import PostgresConnectionError, PostgresError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from neonctl_py.postgres.connect import Connection

STATEMENT_TIMEOUT: Final = "60s"
LOCK_TIMEOUT: Final = "10s"
_BOOLEAN: Final = 16
_SET_OPTION: Final = 160_000
_SETTINGS_OF: Final = """
select split_part(said, '=', 1), substr(said, strpos(said, '=') + 1)
from pg_db_role_setting as s
cross join unnest(s.setconfig) as said
where s.setrole = (select oid from pg_roles where rolname = {role})
    and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
    and (said like '%.%=%' or split_part(said, '=', 1) in (select name from pg_settings where context = 'user'))
    and said !~ '^(idle_|default_transaction_(isolation|deferrable))'
order by s.setdatabase
"""
"""What a session of the role would begin with."""

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``count``: rows returned or changed. ``rows`` are texts, () where the statement returns none; ``types`` by column."""

    count: int = 0
    columns: tuple[str, ...] = ()
    types: tuple[tuple[int, int], ...] = ()
    rows: tuple[Row, ...] = ()
    sqlstate: str = ""
    error: str = ""

    @property
    def is_refused(self) -> bool:
        """Did the server say no?"""
        return bool(self.sqlstate)


class Trial:
    """One open transaction. What is done in it by its user first (rows, memberships) is there for everything after."""

    def __init__(self, connection: Connection) -> None:
        self._pgconn = connection.pgconn
        self._version = connection.info.server_version
        self._settings: dict[str, tuple[tuple[str, str], ...]] = {}
        self._names = 0

    def may_become(self, roles: Collection[str]) -> None:
        """Make sure that SET ROLE is possible; those that are not there yet are told when somebody wants to be one."""
        check = "SET" if self._version >= _SET_OPTION else "MEMBER"
        option = " WITH INHERIT FALSE, SET TRUE" if self._version >= _SET_OPTION else ""
        for role in sorted(roles):
            asked = f"select pg_has_role(current_user, oid, '{check}') from pg_roles where rolname = {_literal(role)}"
            found = self.run(asked).rows
            if found == (("false",),):
                self.run(
                    f"GRANT {_identifier(role)} TO CURRENT_USER{option}", f"Nobody here can act as {role}."
                )

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is done inside is undone at its end."""
        self._names += 1
        name = f"neonpy_{self._names}"
        self.run(f"SAVEPOINT {name}")
        try:
            yield
        finally:
            self.run(f"ROLLBACK TO SAVEPOINT {name}")
            self.run(f"RELEASE SAVEPOINT {name}")

    def become(self, role: str, settings: Sequence[tuple[str, str]]) -> None:
        """From here to the end of what is ``aside``: that role, with the settings of its sessions and these."""
        if role:
            own = self._settings_of(role)
            self.run(f"SET LOCAL ROLE {_identifier(role)}", f"Nobody here can act as {role}.")
            for name, value in own:
                known = "transaction_read_only" if name == "default_transaction_read_only" else name
                self.run(f"SELECT set_config({_literal(known)}, {_literal(value)}, true)")
        for name, value in settings:
            told = f"The setting {name} can't be made."
            self.run(f"SELECT set_config({_literal(name)}, {_literal(value)}, true)", told)

    def owner_of(self, lookup: str) -> str | None:
        """The role that a query gives as its one value; None where there is none."""
        rows = self.run(lookup).rows
        return rows[0][0] if rows else None

    def attempt(self, sql: str, *, keep: bool = False) -> Outcome:
        """One statement. Its effect stays only with ``keep``, and when it is not refused."""
        self.run("SAVEPOINT neonpy_attempt")
        outcome = self._outcome(sql)
        if not outcome.is_refused and not outcome.columns:
            late = self._at_the_end()
            outcome = late if late.is_refused else outcome
        if outcome.is_refused or not keep:
            self.run("ROLLBACK TO SAVEPOINT neonpy_attempt")
        self.run("RELEASE SAVEPOINT neonpy_attempt")
        return outcome

    def _at_the_end(self) -> Outcome:
        """What COMMIT would say: constraints that wait for it are asked now, and wait again afterwards."""
        self.run("SAVEPOINT neonpy_end")
        outcome = self._outcome("SET CONSTRAINTS ALL IMMEDIATE")
        self.run("ROLLBACK TO SAVEPOINT neonpy_end")
        self.run("RELEASE SAVEPOINT neonpy_end")
        return outcome

    def settle(self) -> None:
        """Constraints that wait for the end are asked from here on at once. Raises PostgresError where one does not hold."""
        self.run("SET CONSTRAINTS ALL IMMEDIATE", "The rows of the seed don't hold together.")

    def script(self, sql: str, summary: str) -> None:
        """Any number of statements. Raises PostgresError."""
        self._checked(self._sent(sql, single=False), summary)

    def run(self, sql: str, summary: str = "A test can't be prepared.") -> Outcome:
        """One statement that has to succeed. Raises PostgresError."""
        return self._checked(self._sent(sql, single=True), summary)

    def spelled(self, rows: Sequence[Row], types: Sequence[tuple[int, int]]) -> tuple[Row, ...]:
        """The rows as the server would print them in columns of these types; as they are where it can't read them."""
        listed = ", ".join(f"format_type({kind}, {modifier})" for kind, modifier in types)
        named = self.run(f"select {listed}").rows[0]
        return tuple(self._spelled(row, named) if len(row) == len(named) else row for row in rows)

    def _spelled(self, row: Row, types: Row) -> Row:
        cells = (
            f"cast({'null' if cell is None else _literal(cell)} as {kind})"
            for cell, kind in zip(row, types, strict=True)
        )
        found = self.attempt(f"select {', '.join(cells)}")
        return row if found.is_refused else found.rows[0]

    def _settings_of(self, role: str) -> tuple[tuple[str, str], ...]:
        if role not in self._settings:
            rows = self.run(_SETTINGS_OF.replace("{role}", _literal(role))).rows
            self._settings[role] = tuple((name or "", value or "") for name, value in rows)
        return self._settings[role]

    def _sent(self, sql: str, *, single: bool) -> pq.abc.PGresult:
        """The extended protocol takes one statement and nothing behind it."""
        try:
            text = sql.encode()
            return self._pgconn.exec_params(text, None) if single else self._pgconn.exec_(text)
        except psycopg.OperationalError as error:
            raise PostgresConnectionError("The session was lost.", detail=str(error).strip()) from error

    def _outcome(self, sql: str) -> Outcome:
        return _outcome(self._sent(sql, single=True))

    def _checked(self, result: pq.abc.PGresult, summary: str) -> Outcome:
        outcome = _outcome(result)
        if outcome.is_refused:
            raise PostgresError(summary, detail=outcome.error, sqlstate=outcome.sqlstate)
        return outcome


@contextmanager
def trial(connection: Connection) -> Iterator[Trial]:
    """A transaction on the session, rolled back whatever happens."""
    made = Trial(connection)
    made.run("BEGIN")
    try:
        made.run(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        made.run(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")
        yield made
    finally:
        made.run("ROLLBACK")


def _outcome(result: pq.abc.PGresult) -> Outcome:
    if result.status not in {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK, pq.ExecStatus.EMPTY_QUERY}:
        return _refusal(result)
    columns = tuple((result.fname(number) or b"").decode() for number in range(result.nfields))
    types = tuple((result.ftype(number), result.fmod(number)) for number in range(result.nfields))
    rows = tuple(
        tuple(_text(result.get_value(row, number), types[number][0]) for number in range(result.nfields))
        for row in range(result.ntuples)
    )
    count = len(rows) if columns else result.command_tuples or 0
    return Outcome(count=count, columns=columns, types=types, rows=rows)


def _refusal(result: pq.abc.PGresult) -> Outcome:
    def field(name: pq.DiagnosticField) -> str:
        return (result.error_field(name) or b"").decode(errors="replace")

    words = (
        field(name)
        for name in (
            pq.DiagnosticField.MESSAGE_PRIMARY,
            pq.DiagnosticField.MESSAGE_DETAIL,
            pq.DiagnosticField.MESSAGE_HINT,
        )
    )
    told = "\n".join(word for word in words if word)
    return Outcome(
        sqlstate=field(pq.DiagnosticField.SQLSTATE) or "XX000",
        error=told or "The server can't do this in a test (COPY).",
    )


def _text(value: bytes | None, kind: int) -> str | None:
    if value is None:
        return None
    text = value.decode(errors="replace")
    return {"t": "true", "f": "false"}.get(text, text) if kind == _BOOLEAN else text


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
