"""A stranger's look at one pair of schemas: ``neonpy diff A B --sql``, the printed script through psql, pg_dump as the judge.
Or the same plan by the road that ``neonpy apply`` takes.

Never here: which pairs, and what becomes of their outcomes.
"""

from __future__ import annotations

import subprocess
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import psycopg
from random_rows import fill, lost, seen
from schema_dump import schema_dump
from sql_loading import load

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.errors import InputError, NeonpyError, PostgresError
from neonctl_py.plan.steps import SqlStep
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.diff_databases import diff_databases
from neonctl_py.workflows.sql_text import runnable_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus_entries import Entry
    from corpus_place import Place
    from random_rows import Seen

    from neonctl_py.model.values import Secret

NO_BLOCK = "-- Some of it can't run in a transaction block"
_ABOUT_DATA = ("22", "23")
"""Classes of SQLSTATEs: the schema could change, the rows that are there stand against it."""


@dataclass(frozen=True)
class Verdict:
    """``outcome``: ok | refused by name | apply failed | plan not empty | dump differs | rows lost | does not load | rows in the way."""

    outcome: str
    detail: str = ""


@dataclass(frozen=True)
class Printed:
    """What the command gave: the script where ``error`` is empty. ``steps``: where they were in reach, what it prints."""

    script: str
    error: str = ""
    steps: tuple[SqlStep, ...] = ()


class Road(Protocol):
    """Whoever turns two databases into a script."""

    def __call__(self, old: Secret, new: Secret) -> Printed:
        """The script that turns ``old`` into ``new``."""
        ...


def in_process(old: Secret, new: Secret) -> Printed:
    """As the command does, without starting it."""
    try:
        found = diff_databases(old, new, NeonAccess(api_key=None), _NoServer(), for_script=True)
        steps = tuple(step for step in found.plan.steps if isinstance(step, SqlStep))
        return Printed(runnable_sql(found.plan, found.session), "", steps)
    except InputError as error:
        return Printed("", "; ".join(str(item) for item in error.diagnostics))


@dataclass(frozen=True)
class Command:
    """The installed command, a process for each."""

    words: Sequence[str] = ("neonpy",)

    def __call__(self, old: Secret, new: Secret) -> Printed:
        arguments = [*self.words, "diff", old.reveal(), new.reveal(), "--sql", "--detailed-exitcode"]
        result = subprocess.run(arguments, capture_output=True, text=True, check=False)
        if result.returncode == 1:
            return Printed("", result.stderr or "exit code 1 without a word")
        if (result.returncode == 2) != bool(result.stdout):
            raise AssertionError(f"exit code {result.returncode} with {len(result.stdout)} characters")
        return Printed(result.stdout)


class _NoServer:
    """Both sides run already."""

    wanted = 0
    owner = ""

    def empty_database(self) -> Secret:
        raise AssertionError("no server is needed between two URLs")

    def loaded_database(self, texts: object) -> Secret:
        raise AssertionError(f"no server is needed between two URLs: {texts}")


@dataclass(frozen=True)
class Judge:
    """``at_once``: psql -1 where the script allows it. ``rows``: tables are filled first. ``applied``: as apply does it."""

    there: Place
    road: Road = in_process
    at_once: bool = False
    rows: bool = False
    applied: bool = False

    def both(self, entry: Entry) -> tuple[Verdict, Verdict]:
        """There and back, each from a database of its own."""
        with self.there.databases(3) as (first, second, made):
            try:
                return self._both(entry, first, second, made)
            finally:
                for database in (first, second, made):
                    _forget_subscriptions(database)

    def _both(self, entry: Entry, first: Secret, second: Secret, made: Secret) -> tuple[Verdict, Verdict]:
        self.there.make_roles(entry.roles)
        old, new = (f"{entry.setup}\n{state}" for state in (entry.old, entry.new))
        errors = [*load(self.there, first, old).errors, *load(self.there, second, new).errors]
        if errors:
            failed = Verdict("does not load", errors[0])
            return failed, failed
        if self.rows:
            fill(first)
            fill(second)
        self.there.copy(first, made)
        return self._judged(made, second), self._judged(second, first)

    def _judged(self, there: Secret, wanted: Secret) -> Verdict:
        try:
            return self._change(there, wanted)
        except NeonpyError as error:
            return Verdict(f"our {type(error).__name__}", f"{error} {getattr(error, 'detail', '')}")
        except (AssertionError, KeyError, TypeError, AttributeError, ValueError) as error:
            return Verdict(f"our own {type(error).__name__}", str(error))

    def _change(self, there: Secret, wanted: Secret) -> Verdict:
        printed = self.road(there, wanted)
        if printed.error:
            return Verdict("refused by name", printed.error)
        before = seen(there) if self.rows else {}
        failure = self._apply(there, printed) if self.applied else self._run(there, printed.script)
        if failure:
            return failure
        return self._left_over(there, wanted) or self._rows(there, before) or Verdict("ok")

    def _apply(self, there: Secret, printed: Printed) -> Verdict | None:
        try:
            if printed.steps:
                run_sql_steps(there, printed.steps, database=printed.steps[0].database)
        except PostgresError as error:
            return self._failed(error.sqlstate or "", f"{error}\n{printed.script}")
        return None

    def _run(self, there: Secret, script: str) -> Verdict | None:
        at_once = ["-1"] if self.at_once and NO_BLOCK not in script else []
        result = self._psql(there, script, "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", *at_once)
        if result.returncode == 0:
            return None
        told = next((line for line in result.stderr.splitlines() if "ERROR:" in line), result.stderr)
        return self._failed(told.partition("ERROR:")[2].strip(), f"{told}\n{script}")

    def _failed(self, state: str, detail: str) -> Verdict:
        about_data = self.rows and state[:2] in _ABOUT_DATA
        return Verdict("rows in the way" if about_data else "apply failed", detail)

    def _left_over(self, there: Secret, wanted: Secret) -> Verdict | None:
        again = self.road(there, wanted)
        if again.error or again.script:
            return Verdict("plan not empty", again.error or again.script)
        binaries = self.there.binaries
        found = schema_dump(binaries, there).difference(schema_dump(binaries, wanted))
        return Verdict("dump differs", found) if found else None

    def _rows(self, there: Secret, before: Seen) -> Verdict | None:
        gone = lost(before, seen(there), there) if self.rows else []
        return Verdict("rows lost", "\n".join(gone)) if gone else None

    def _psql(self, database: Secret, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.there.binaries.tool("psql"), "-X", "-q", *options, "-d", database.reveal()],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            env=self.there.binaries.environment(),
        )


def _forget_subscriptions(database: Secret) -> None:
    """A database that subscribes to something can't be dropped."""
    with closing(psycopg.connect(database.reveal(), autocommit=True)) as session:
        found = session.execute(
            "select quote_ident(subname) from pg_subscription s join pg_database d on d.oid = s.subdbid"
            " where d.datname = current_database()"
        )
        for (name,) in found.fetchall():
            for change in ("disable", "set (slot_name = none)"):
                session.execute(f"alter subscription {name} {change}".encode())
            session.execute(f"drop subscription {name}".encode())
