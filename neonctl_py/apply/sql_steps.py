"""The catalog steps of one database, done: over one session, under its lock, in transactions, with patience for locks.

What is sent was decided before (ddl/script). Never here: a decision about the world, or SQL of any kind's own.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.apply import function_bodies as bodies
from neonctl_py.apply import passwords as pw
from neonctl_py.apply.backfill import Filling
from neonctl_py.apply.blockers import holders, told
from neonctl_py.apply.journal import Journal, Run, session_name
from neonctl_py.apply.patience import Patience
from neonctl_py.apply.refusals import remedy, without_values
from neonctl_py.apply.sql_session import driver_of, foreign, opened, read_session, rows
from neonctl_py.apply.stream import send_all
from neonctl_py.apply.turn import Turn, exclusive
from neonctl_py.apply.watching import watched
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.hidden import masked, revealed
from neonctl_py.ddl.operations.index import built_name
from neonctl_py.ddl.quoting import literal, qualified
from neonctl_py.ddl.script import scripts
from neonctl_py.errors import NeonpyError, PostgresConnectionError, PostgresError, PostgresLockError
from neonctl_py.model.role import Role
from neonctl_py.report.apply_report import StepDone
from neonctl_py.report.events import Event, StepFailed, StepFinished, StepProgress, StepStarted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from neonctl_py.apply.meter import Meter
    from neonctl_py.apply.passwords import PasswordSource
    from neonctl_py.apply.sql_session import Leave
    from neonctl_py.ddl.script import Part, Script
    from neonctl_py.model.address import Address
    from neonctl_py.model.values import Secret
    from neonctl_py.plan.steps import SqlStep

_DEADLOCK: Final = "40P01"
_DENIED: Final = "42501"
_REFUSED: Final = "The database refused a step"
_GROUP: Final = 50
"""Steps that are timed together: for each alone the clock would cost a tenth of the work."""

_TIME: Final = "neonpy_time"
_CLOCK: Final = f"SELECT extract(epoch FROM pg_catalog.clock_timestamp()) AS {_TIME}"


@dataclass(frozen=True, slots=True)
class SqlReport:
    """``statements`` without secrets, as committed. ``journal``: why there is none; empty where it was written or not wanted."""

    done: tuple[StepDone, ...]
    statements: tuple[str, ...]
    journal: str = ""


def _ignore(_: Event) -> None:
    """Nobody listens."""


def run_sql_steps(
    url: Secret,
    steps: Sequence[SqlStep],
    *,
    database: Address,
    passwords: PasswordSource | None = None,
    on_event: Callable[[Event], None] = _ignore,
    patience: Patience | None = None,
    run: Run | None = None,
    turn: Turn | None = None,
    meter: Meter | None = None,
    leave: Leave | None = None,
) -> SqlReport:
    """Do ``steps`` in their order in the database at ``url`` (direct, not pooled). A step is finished when it is committed.
    ``patience`` is for the locks of others, ``turn`` for another neonpy's. With a ``meter`` one
    statement is sent after the other, and each step is measured. ``leave`` gets the session when all is done.

    Raises PostgresError (PostgresLockError after all ``patience``, PostgresConnectionError) that names the step's address, the
    statement and what was done before; a failed transaction leaves nothing of its own.
    """
    patience = patience or Patience()
    steps = [patience.with_timeouts(step) for step in steps]
    runner = _Runner(url, database, passwords or pw.NoPasswords(), on_event, patience, len(steps), meter)
    journal = Journal(run) if run else None
    name = session_name(run)
    with opened(url, name, leave=leave) as connection, exclusive(connection, turn or Turn(), runner.waiting):
        if journal:
            journal.begin(connection)
        try:
            runner.run(connection, steps)
            runner.tell_doubts(connection)
        except NeonpyError as error:
            if journal:
                _note_failure(journal, connection, runner, error)
            raise
        if journal:
            journal.finish(connection, "applied", runner.statements)
    runner.raise_for_undelivered()
    return SqlReport(tuple(runner.done), tuple(runner.statements), journal.unavailable if journal else "")


def _note_failure(journal: Journal, connection: Connection, runner: _Runner, error: NeonpyError) -> None:
    """The first failure counts; that the journal could not be written either is only added to it."""
    try:
        journal.finish(connection, "failed", runner.statements)
    except PostgresError as second:
        error.add_note(f"The journal could not be written either: {second}")


@dataclass(slots=True)
class _Runner:
    url: Secret
    database: Address
    passwords: PasswordSource
    tell: Callable[[Event], None]
    patience: Patience
    total: int
    meter: Meter | None = None
    done: list[StepDone] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    undelivered: list[tuple[Address, str]] = field(default_factory=list)
    started: set[int] = field(default_factory=set)
    doubtful: list[SqlStep] = field(default_factory=list)

    def waiting(self, text: str) -> None:
        self.tell(StepProgress(self.database, text))

    def run(self, connection: Connection, steps: Sequence[SqlStep]) -> None:
        with foreign("The session's rights can't be read."):
            session = read_session(connection)
        for script in scripts(steps, session):
            attempt = self._patiently(connection, script)
            self.done += attempt.done
            self.statements += attempt.sent
            self.doubtful += attempt.doubtful
            for step_done in attempt.done:
                self.tell(StepFinished(step_done.address, step_done.what, step_done.seconds))
            for role, password in attempt.passwords:
                self._deliver(role, password)

    def tell_doubts(self, connection: Connection) -> None:
        """Now that all is there. Where what a body names is still missing, whoever calls the function would find out."""
        if not self.doubtful:
            return
        send(connection, "BEGIN")
        for doubt in bodies.doubts(connection, self.doubtful):
            self.tell(StepProgress(doubt.step.address, f"would fail if it were called now: {doubt.said}"))
        send(connection, "ROLLBACK")

    def fill(self, connection: Connection, step: SqlStep) -> str:
        """In batches; see ``backfill``."""
        return Filling(step, connection, self.tell, self.patience).run()

    def _patiently(self, connection: Connection, script: Script) -> _Attempt:
        """At first in few round trips; after any failure one statement at a time, so that the culprit is known by name."""
        pauses = self.patience.pauses()
        at_once = script.is_transactional and len(script.parts) > 1 and self.meter is None
        attempt = _Attempt(self, connection, at_once=at_once)
        self._look_first(connection, script, pauses)
        while True:
            try:
                with self._watched(connection, script):
                    attempt.run(script)
            except PostgresConnectionError as error:
                raise self._gives_up(attempt, error) from error
            except PostgresError as error:
                in_the_way = told(holders(connection, script.steps)) if _may_succeed_later(error) else ""
                pause = next(pauses, None) if _may_succeed_later(error) else None
                if pause is None and (_may_succeed_later(error) or not attempt.at_once):
                    raise self._gives_up(attempt, error, in_the_way) from error
                self._pause(attempt, pause, in_the_way)
            else:
                return attempt
            attempt = _Attempt(self, connection, at_once=False)

    def _look_first(self, connection: Connection, script: Script, pauses: Iterator[float]) -> None:
        """Behind a lock that waits, everybody waits. So a transaction that will hardly end within the lock timeout is waited for
        from outside; if it never ends, the lock is tried for all the same, once.
        """
        step = script.steps[0]
        seconds = step.lock_timeout / 1000
        if not script.is_transactional:
            return
        before = ""
        while seconds and (found := holders(connection, script.steps, seconds=seconds)):
            pause = next(pauses, None)
            if pause is None:
                return
            if (text := f"waits for {told(found)}") != before:
                self.tell(StepProgress(step.address, text))
                before = text
            time.sleep(pause)

    def _watched(self, connection: Connection, script: Script) -> AbstractContextManager[None]:
        """What may take long (it has no statement timeout) is told while it does."""
        step = script.steps[0]
        if len(script.steps) > 1 or step.statement_timeout or not step.effect.lock:
            return nullcontext()
        pid = driver_of(connection).info.backend_pid
        return watched(self.url, pid, lambda text: self.tell(StepProgress(step.address, text)))

    def _pause(self, attempt: _Attempt, pause: float | None, in_the_way: str) -> None:
        if pause is not None:
            text = f"waits for {in_the_way or 'a lock'}, tries again in {pause:.1f} s"
            self.tell(StepProgress(attempt.step.address, text))
            time.sleep(pause)

    def _gives_up(self, attempt: _Attempt, error: PostgresError, in_the_way: str = "") -> PostgresError:
        self.tell(attempt.failed(error))
        return attempt.explained(error, in_the_way)

    def _deliver(self, role: Address, password: Secret) -> None:
        try:
            self.passwords.deliver(role, password)
        except (NeonpyError, OSError) as error:
            self.undelivered.append((role, str(error)))

    def raise_for_undelivered(self) -> None:
        """The roles are there, and nobody knows their passwords."""
        if self.undelivered:
            raise NeonpyError(
                "A password was set but could not be delivered",
                detail="\n".join(f"{role}: {why}" for role, why in self.undelivered),
                hint="Everything was applied. Give these roles a new password: neonpy psql -c '\\password NAME'",
            )


def _may_succeed_later(error: PostgresError) -> bool:
    return isinstance(error, PostgresLockError) or error.sqlstate == _DEADLOCK


class _Attempt:
    """One try of one script. Nothing that it notes counts before ``run`` has come back."""

    def __init__(self, runner: _Runner, connection: Connection, *, at_once: bool) -> None:
        self.at_once = at_once
        self._runner = runner
        self._connection = connection
        self._statement = ""
        self._started = time.monotonic()
        self.done: list[StepDone] = []
        self.sent: list[str] = []
        self.passwords: list[tuple[Address, Secret]] = []
        self.doubtful: list[SqlStep] = []
        self._with_body: list[SqlStep] = []
        self.step: Any = None

    def run(self, script: Script) -> None:
        """Send it. Raises PostgresError; then a transaction is rolled back, and borrowed roles are given back."""
        self.step = next(iter(script.parts)).step
        self._started = time.monotonic()
        self._send("; ".join(script.settings))
        if script.is_transactional:
            self._transaction(script)
        else:
            self._outside(script)

    def failed(self, error: PostgresError) -> StepFailed:
        """The event of it."""
        seconds = time.monotonic() - self._started
        return StepFailed(
            self.step.address,
            self.step.operation,
            seconds,
            self._words(error) or error.summary,
        )

    def _transaction(self, script: Script) -> None:
        try:
            if self.at_once:
                self._together(script)
            else:
                self._one_by_one(script)
        except PostgresConnectionError:
            raise  # the server has rolled back by itself
        except NeonpyError:
            send(self._connection, "ROLLBACK")
            raise

    def _one_by_one(self, script: Script) -> None:
        self._send("BEGIN")
        meter = self._runner.meter
        if meter:
            meter.begin(self._connection)
        for part in script.parts:
            with meter.step(self._connection, part.step) if meter else nullcontext():
                self._part(part)
        for statement in script.closing:
            self._send(statement)
        self._look_at_bodies()
        self._send("COMMIT")
        if meter:
            meter.end(self._connection)

    def _look_at_bodies(self) -> None:
        """Before it is committed: then nothing stays of a function that can never run."""
        for doubt in bodies.doubts(self._connection, self._with_body):
            if doubt.is_hopeless:
                self.step, self._statement = doubt.step, ""
                raise PostgresError(_REFUSED, detail=doubt.said, sqlstate="42601")
            self.doubtful.append(doubt.step)

    def _together(self, script: Script) -> None:
        """All of it in one go; each statement still has its own timeouts. A step's seconds are its share of its group's."""
        groups: list[list[Part]] = []
        with foreign(_REFUSED):
            told = send_all(driver_of(self._connection), self._with_clock(script, groups), told=_TIME)
        clock = list(map(float, told))
        for group, begin, end in zip(groups, clock, clock[1:], strict=False):
            seconds = (end - begin) / len(group)
            self.done += [StepDone(part.step.address, part.step.operation, seconds) for part in group]
        if self._with_body:
            self._look_at_bodies()
            self._send("COMMIT")

    def _with_clock(self, script: Script, groups: list[list[Part]]) -> Iterator[str]:
        """Every statement of the script; between groups of steps, which are noted, the server is asked for the time."""
        yield "BEGIN"
        yield _CLOCK
        for part in script.parts:
            if not groups or len(groups[-1]) == _GROUP:
                groups.append([])
            groups[-1].append(part)
            self._start(part.step)
            for statement in (*part.before, *part.statements):
                self._statement = statement
                yield revealed(statement, part.step)
            self.sent += part.statements
            yield from self._password(part.step)
            if len(groups[-1]) == _GROUP:
                yield _CLOCK
        yield from script.closing
        yield _CLOCK
        if not self._with_body:
            yield "COMMIT"

    def _outside(self, script: Script) -> None:
        try:
            for part in script.parts:
                meter = self._runner.meter
                self._drop_leftover(part.step)
                with meter.outside(self._connection, part.step) if meter else nullcontext():
                    self._part(part)
        finally:
            for statement in script.closing:
                self._send(statement)

    def _start(self, step: SqlStep) -> None:
        """Told once, however often it is tried."""
        self.step = step
        if bodies.has_body(step):
            self._with_body.append(step)
        if id(step) not in self._runner.started:
            self._runner.started.add(id(step))
            number = len(self._runner.started)
            self._runner.tell(StepStarted(step.address, step.operation, number, self._runner.total))

    def _part(self, part: Part) -> None:
        started = time.monotonic()
        self._start(part.step)
        statements = self._finishing(part.step) or part.statements
        for statement in part.before:
            self._send(statement)
        if (
            part.step.operation == "backfill"
        ):  # what is printed of it is a loop on the server; this one measures
            self.sent.append(self._runner.fill(self._connection, part.step))
            statements = statements[1:]
        for statement in statements:
            self._send(revealed(statement, part.step), shown=statement)
        self.sent += statements
        for statement in self._password(part.step):
            self._send(statement, shown=self._statement)
        self.done.append(StepDone(self.step.address, self.step.operation, time.monotonic() - started))

    def _gets_password(self, step: SqlStep) -> bool:
        is_new_role = step.operation == "create" and isinstance(step.after, Role)
        may_log_in = getattr(step.after, "login", False) is True
        return is_new_role and may_log_in and self._runner.passwords.wants(step.address)

    def _password(self, step: SqlStep) -> Iterator[str]:
        """The statement that gives a new role its password; what is shown of it is noted."""
        if not self._gets_password(step):
            return
        password, name = pw.generate_password(), step.address.name[0]
        self._statement = pw.shown_statement(name)
        self.sent.append(self._statement)
        self.passwords.append((step.address, password))
        yield pw.password_statement(name, pw.scram_verifier(password)).reveal()

    def _finishing(self, step: SqlStep) -> tuple[str, ...]:
        """An interrupted DETACH … CONCURRENTLY can't be repeated, only finished."""
        if step.operation != "leave_concurrently":
            return ()
        table = literal(qualified(*step.address.name))
        with foreign(_REFUSED):
            found = rows(self._connection, _PENDING.format(name=table))
        return (
            (f"ALTER TABLE {found[0][0]} DETACH PARTITION {qualified(*step.address.name)} FINALIZE",)
            if found
            else ()
        )

    def _drop_leftover(self, step: SqlStep) -> None:
        """What an interrupted CREATE INDEX CONCURRENTLY left is in the way, and no use to anybody."""
        name = built_name(step)
        if name is None:
            return
        with foreign(_REFUSED):
            found = rows(self._connection, _VALIDITY.format(name=literal(qualified(*name))))
        is_half_swapped = step.operation.startswith("build_replacement_")
        if found and (is_half_swapped or not found[0][0]):
            statement = f"DROP INDEX CONCURRENTLY {qualified(*name)}"
            self._send(statement)
            self.sent.append(statement)

    def _send(self, statement: str, *, shown: str = "") -> None:
        if not statement:
            return
        self._statement = shown or statement
        with foreign(_REFUSED):
            send(self._connection, statement)

    def _words(self, error: PostgresError) -> str:
        """The server's, without passwords and without what rows hold: logs and comments have more readers than the table."""
        return without_values(masked(error.detail, self.step), error.sqlstate, self._statement)

    def explained(self, error: PostgresError, in_the_way: str = "") -> PostgresError:
        """The same error, about this step."""
        undone = len(self.done)
        lines = [
            f"{self.step.address}: {self.step.operation}",
            self._words(error),
            f"In the way: {in_the_way}" if in_the_way else "",
            f"Statement: {self._statement}" if self._statement else "",
            f"Done before it: {_steps(len(self._runner.done))}"
            + (f"; rolled back with it: {_steps(undone)}" if undone else "")
            + ".",
        ]
        hint = error.hint or remedy(self.step, error.sqlstate)
        if error.sqlstate == _DENIED and not hint:
            hint = "Connect as a role that may do it: the owner, or one with ADMIN on the owner."
        detail = "\n".join(line for line in lines if line)
        place = str(self.step.address)
        return type(error)(error.summary, detail=detail, hint=hint, sqlstate=error.sqlstate, address=place)


_VALIDITY: Final = (
    "select indisvalid from pg_catalog.pg_index where indexrelid = pg_catalog.to_regclass({name})"
)


_PENDING: Final = (
    "select inhparent::pg_catalog.regclass::text from pg_catalog.pg_inherits"
    " where inhrelid = pg_catalog.to_regclass({name}) and inhdetachpending"
)


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"
