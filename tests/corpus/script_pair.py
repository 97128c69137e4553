"""A stranger's look at one pair of schemas: ``neonpy diff A B --sql``, the printed script through psql, pg_dump as the judge.

Nothing here knows how the script comes about. Never here: which pairs, and what becomes of their outcomes.
"""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import psycopg
from random_rows import fill, lost, seen
from schema_dump import schema_dump

from neonctl_py.errors import InputError, NeonpyError
from neonctl_py.model.values import Secret
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.diff_databases import diff_databases
from neonctl_py.workflows.sql_text import runnable_sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from random_rows import Seen

    from neonctl_py.emulator.binaries import Binaries

NO_BLOCK = "-- Some of it can't run in a transaction block"
_ABOUT_DATA = ("22", "23")
"""Classes of SQLSTATEs: the schema could change, the rows that are there stand against it."""


@dataclass(frozen=True)
class Verdict:
    """``outcome``: ok | refused | apply failed | plan not empty | dump differs | rows lost | did not load | rows in the way."""

    outcome: str
    detail: str = ""


@dataclass(frozen=True)
class Printed:
    """What the command gave: the script where ``error`` is empty."""

    script: str
    error: str = ""


class Road(Protocol):
    """Whoever turns two databases into a script."""

    def __call__(self, old: Secret, new: Secret) -> Printed:
        """The script that turns ``old`` into ``new``."""
        ...


def in_process(old: Secret, new: Secret) -> Printed:
    """As the command does, without starting it."""
    try:
        found = diff_databases(old, new, NeonAccess(api_key=None), _NoServer())
        return Printed(runnable_sql(found.plan, found.session))
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
    """``admin``: the URL of a superuser. ``at_once``: psql -1 where the script allows it. ``rows``: tables are filled first."""

    binaries: Binaries
    admin: str
    road: Road = in_process
    at_once: bool = False
    rows: bool = False

    def both(self, name: str, setup: str, old: str, new: str) -> tuple[Verdict, Verdict]:
        """There and back, each from a database of its own. ``name``: of the databases, which are dropped after."""
        with self._databases(f"{name}_old", f"{name}_new", f"{name}_a") as (first, second, made):
            errors = [*self._load(first, f"{setup}\n{old}"), *self._load(second, f"{setup}\n{new}")]
            if errors:
                failed = Verdict("did not load", errors[0])
                return failed, failed
            if self.rows:
                fill(first)
                fill(second)
            self._copy(first, made)
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
            return Verdict("refused", printed.error)
        before = seen(there) if self.rows else {}
        failure = self._run(there, printed.script)
        if failure:
            return failure
        return self._left_over(there, wanted) or self._rows(there, before) or Verdict("ok")

    def _run(self, there: Secret, script: str) -> Verdict | None:
        at_once = ["-1"] if self.at_once and NO_BLOCK not in script else []
        result = self._psql(there, script, "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", *at_once)
        if result.returncode == 0:
            return None
        told = next((line for line in result.stderr.splitlines() if "ERROR:" in line), result.stderr)
        state = told.partition("ERROR:")[2].strip()[:2]
        about_data = self.rows and state in _ABOUT_DATA
        return Verdict("rows in the way" if about_data else "apply failed", f"{told}\n{script}")

    def _left_over(self, there: Secret, wanted: Secret) -> Verdict | None:
        again = self.road(there, wanted)
        if again.error or again.script:
            return Verdict("plan not empty", again.error or again.script)
        found = schema_dump(self.binaries, there).difference(schema_dump(self.binaries, wanted))
        return Verdict("dump differs", found) if found else None

    def _rows(self, there: Secret, before: Seen) -> Verdict | None:
        gone = lost(before, seen(there), there) if self.rows else []
        return Verdict("rows lost", "\n".join(gone)) if gone else None

    def _load(self, database: Secret, sql: str) -> list[str]:
        result = self._psql(database, sql)
        return [line for line in result.stderr.splitlines() if "ERROR:" in line or "FATAL:" in line]

    def _psql(self, database: Secret, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binaries.tool("psql"), "-X", "-q", *options, "-d", database.reveal()],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            env=self.binaries.environment(),
        )

    @contextmanager
    def _databases(self, *names: str) -> Iterator[list[Secret]]:
        with psycopg.connect(self.admin, autocommit=True) as session:
            for name in names:
                session.execute(f"drop database if exists {name} with (force)")
                session.execute(f"create database {name} template template0")
            try:
                yield [self._at(name) for name in names]
            finally:
                for name in names:
                    session.execute(f"drop database if exists {name} with (force)")

    def _at(self, database: str) -> Secret:
        return Secret(urlsplit(self.admin)._replace(path=f"/{database}").geturl())

    def _copy(self, source: Secret, target: Secret) -> None:
        names = [urlsplit(url.reveal()).path.removeprefix("/") for url in (source, target)]
        with psycopg.connect(self.admin, autocommit=True) as session:
            session.execute(f"drop database {names[1]}")
            session.execute(f"create database {names[1]} template {names[0]}")
