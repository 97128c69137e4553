"""Holds neonpy to schemas of other people: every .sql file of a folder, and every pair of them (name.sql, name__old.sql).

    python tests/corpus/run_corpus.py FOLDER | CASES.jsonl [--url URL] [--workers N] [--only REGEX] [--verbose]

A file is loaded into a database of its own, read, planned against itself (nothing to do), and built anew elsewhere from
what was read; pg_dump of both must be equal. A pair is changed from the old to the new state and back. Each line of a
``.jsonl`` is a pair: ``id``, ``setup``, ``roles``, ``old``, ``new``. The databases are made on the server at URL (a superuser's), or on a
private one. Exit code 1 when anything failed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from pair_run import apply_plan, observed_in, plan_between
from private_server import private_server
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from schema_dump import schema_dump

from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.service_user import service_user
from neonctl_py.errors import NeonpyError
from neonctl_py.model.values import Secret
from neonctl_py.postgres.connect import connect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.emulator.binaries import Binaries
    from neonctl_py.postgres.observe import DatabaseState


@dataclass(frozen=True)
class Entry:
    """``old`` is None for a schema that stands alone. ``setup`` comes before either."""

    name: str
    new: str
    old: str | None = None
    setup: str = ""
    roles: tuple[str, ...] = ()


@dataclass
class Outcome:
    """One line of the table. ``verdict`` is ``ok`` or the first thing that went wrong; ``detail`` says more."""

    name: str
    verdict: str = "ok"
    objects: int = 0
    observe_seconds: float = 0.0
    seconds: float = 0.0
    load_errors: int = 0
    unsupported: tuple[str, ...] = ()
    detail: str = ""

    def failed(self, verdict: str, detail: str) -> Outcome:
        self.verdict, self.detail = verdict, detail
        return self


@dataclass
class Place:
    """A server where databases may be made, and the programs of its version."""

    url: str
    binaries: Binaries
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def at(self, database: str) -> Secret:
        return Secret(make_conninfo(**{**conninfo_to_dict(self.url), "dbname": database}))

    @contextmanager
    def databases(self, count: int) -> Iterator[list[Secret]]:
        names = [f"neonpy_corpus_{next(self.numbers)}" for _ in range(count)]
        with psycopg.connect(self.url, autocommit=True) as admin:
            for name in names:
                admin.execute(f"drop database if exists {name} with (force)")
                admin.execute(f"create database {name} template template0")
            try:
                yield [self.at(name) for name in names]
            finally:
                for name in names:
                    admin.execute(f"drop database {name} with (force)")

    def load(self, database: Secret, sql: str) -> list[str]:
        """The errors; a dump may name roles and extensions that nobody has here."""
        command = [self.binaries.tool("psql"), "-X", "-q", "-d", database.reveal()]
        result = subprocess.run(
            command, input=sql, capture_output=True, text=True, check=False, env=self.binaries.environment()
        )
        return [line for line in result.stderr.splitlines() if "ERROR:" in line or "FATAL:" in line]


def main() -> int:
    """The command."""
    options = _options()
    entries = [entry for entry in _entries(Path(options.source)) if re.search(options.only, entry.name)]
    with _place(options.url) as place:
        _make_roles(place, {role for entry in entries for role in entry.roles})
        with ThreadPoolExecutor(options.workers) as pool:
            outcomes = list(pool.map(lambda entry: _judged(place, entry), entries))
    _print(outcomes, verbose=options.verbose)
    return 0 if all(outcome.verdict == "ok" for outcome in outcomes) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source")
    parser.add_argument("--url", default="")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def _entries(source: Path) -> Iterator[Entry]:
    if source.suffix == ".jsonl":
        for line in source.read_text("utf-8").splitlines():
            case = json.loads(line)
            roles = tuple(case.get("roles", ()))
            yield Entry(case["id"], case["new"], case["old"], case.get("setup", ""), roles)
        return
    for file in sorted(source.glob("*.sql")):
        if file.stem.endswith("__old"):
            continue
        old = file.with_name(f"{file.stem}__old.sql")
        yield Entry(file.stem, file.read_text("utf-8"), old.read_text("utf-8") if old.exists() else None)


@contextmanager
def _place(url: str) -> Iterator[Place]:
    if url:
        with psycopg.connect(url) as session:
            major = session.info.server_version // 10_000
        yield Place(url, Installations(cache_dir(), service_user()).nearest(major))
        return
    with private_server() as server:
        yield Place(server.url("postgres").reveal(), server.binaries)


def _make_roles(place: Place, roles: Iterable[str]) -> None:
    with psycopg.connect(place.url, autocommit=True) as admin:
        for role in sorted(roles):
            found = admin.execute("select from pg_roles where rolname = %s", [role]).fetchone()
            if found is None:
                admin.execute(psycopg.sql.SQL("create role {}").format(psycopg.sql.Identifier(role)))


def _judged(place: Place, entry: Entry) -> Outcome:
    outcome = Outcome(entry.name)
    started = time.monotonic()
    try:
        with place.databases(2) as databases:
            if entry.old is None:
                _alone(place, entry, outcome, *databases)
            else:
                _pair(place, entry, outcome, *databases)
    except NeonpyError as error:
        outcome.failed(type(error).__name__, f"{error} {getattr(error, 'detail', '')}")
    except (AssertionError, KeyError, TypeError, AttributeError, ValueError) as error:
        outcome.failed(f"our own {type(error).__name__}", str(error))
    outcome.seconds = time.monotonic() - started
    return outcome


def _alone(place: Place, entry: Entry, outcome: Outcome, one: Secret, other: Secret) -> None:
    outcome.load_errors = len(place.load(one, entry.setup + entry.new))
    with closing(connect(one)) as session, closing(connect(other)) as elsewhere:
        started = time.monotonic()
        there = observed_in(session)
        outcome.observe_seconds = time.monotonic() - started
        outcome.objects = len(there.objects)
        outcome.unsupported = tuple(sorted({item.kind for item in there.unsupported}))
        again = plan_between(observed_in(session), there)
        if not again.is_empty:
            outcome.failed("plan with itself", str(again.changes[0].address))
            return
        apply_plan(other, plan_between(observed_in(elsewhere), there))
        left = plan_between(observed_in(elsewhere), there)
    if not left.is_empty:
        outcome.failed(
            "second plan", "; ".join(f"{item.address} {item.differences}" for item in left.changes[:3])
        )
        return
    _compare(place, outcome, other, one)


def _pair(place: Place, entry: Entry, outcome: Outcome, one: Secret, other: Secret) -> None:
    errors = place.load(one, f"{entry.setup}\n{entry.old}") + place.load(other, f"{entry.setup}\n{entry.new}")
    outcome.load_errors = len(errors)
    if errors:
        outcome.failed("does not load", errors[0])
        return
    with closing(connect(one)) as session, closing(connect(other)) as elsewhere:
        old, new = observed_in(session), observed_in(elsewhere)
        outcome.objects = len(new.objects)
        unsupported = (item.kind for item in (*old.unsupported, *new.unsupported))
        outcome.unsupported = tuple(sorted(set(unsupported)))
        wanted = schema_dump(place.binaries, one)
        _change(place, outcome, one, session, (old, new))
        if outcome.verdict == "ok":
            _compare(place, outcome, one, other)
        if outcome.verdict == "ok":
            _change(place, outcome, other, elsewhere, (new, old))
    if outcome.verdict == "ok" and (found := schema_dump(place.binaries, other).difference(wanted)):
        outcome.failed("dump on the way back", found)


def _change(
    place: Place,
    outcome: Outcome,
    url: Secret,
    session: psycopg.Connection[tuple[object, ...]],
    states: tuple[DatabaseState, DatabaseState],
) -> None:
    there, wanted = states
    plan = plan_between(there, wanted)
    apply_plan(url, plan)
    left = plan_between(observed_in(session), wanted)
    if not left.is_empty:
        outcome.failed(
            "second plan", "; ".join(f"{item.address} {item.differences}" for item in left.changes[:3])
        )


def _compare(place: Place, outcome: Outcome, made: Secret, wanted: Secret) -> None:
    found = schema_dump(place.binaries, made).difference(schema_dump(place.binaries, wanted))
    if found:
        outcome.failed("dump", found)


def _print(outcomes: list[Outcome], *, verbose: bool) -> None:
    width = max((len(outcome.name) for outcome in outcomes), default=4)
    print(f"{'name':{width}}  objects  observe  seconds  errors  verdict")
    for item in outcomes:
        shown = f"{item.objects:7}  {item.observe_seconds:6.2f}s  {item.seconds:6.2f}s  {item.load_errors:6}"
        unsupported = f"  (not managed: {', '.join(item.unsupported)})" if item.unsupported else ""
        if verbose or item.verdict != "ok" or len(outcomes) <= 50:
            print(f"{item.name:{width}}  {shown}  {item.verdict}{unsupported}")
            if item.detail:
                print("    " + "\n    ".join(item.detail.splitlines()[: 60 if verbose else 4]))
    tally = Counter(outcome.verdict for outcome in outcomes)
    print(", ".join(f"{count} {verdict}" for verdict, count in tally.most_common()))


if __name__ == "__main__":
    sys.exit(main())
