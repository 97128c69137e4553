"""Holds neonpy to schemas of other people: every .sql file of a folder, and every pair of them (name.sql, name__old.sql).

    python tests/corpus/run_corpus.py FOLDER | FILE.sql | CASES.jsonl [--url URL] [--workers N] [--only REGEX] [--keep FOLDER] [--verbose]

A file is loaded into a database of its own, imported as a stack, planned (nothing to do), and applied to an empty database;
pg_dump of both must be equal, to the letter. A pair is changed from the old to the new state and back, each by the script of
``neonpy diff --sql`` that psql runs (or as an apply does it); pg_dump must be equal but for the order of columns, and a second diff empty. Each line of a
``.jsonl`` is a pair: ``id``, ``setup``, ``roles``, ``old``, ``new``. The databases are made on the server at URL (a superuser's), or on
a private one. What a server does not have (an extension) is told and is no failure. Exit code 1 when anything else went wrong.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_entries import entries
from corpus_place import place
from corpus_table import Outcome, print_heading, print_outcome, print_tally
from schema_dump import dump_text, schema_dump
from script_pair import Command, Judge, in_process
from sql_loading import load
from stack_road import go

from neonctl_py.errors import InputError, NeonpyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus_entries import Entry
    from corpus_place import Place

    from neonctl_py.model.values import Secret

_NO_FAILURE = frozenset({"ok", "refused by name", "does not load", "rows in the way"})
_OWN_MISTAKES = (AssertionError, KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError)


def main() -> int:
    """The command."""
    options = _options()
    chosen = [entry for entry in entries(Path(options.source)) if re.search(options.only, entry.name)]
    if not chosen:
        print(f"{options.source} has no .sql file of that name.")
        return 1
    width = max(len(entry.name) for entry in chosen)
    outcomes = []
    print_heading(width)
    with place(options.url) as there:
        judge = partial(judged, there, options)
        with ProcessPoolExecutor(options.workers, multiprocessing.get_context("spawn")) as pool:
            for outcome in chain.from_iterable(pool.map(judge, chosen)):
                print_outcome(outcome, width, verbose=options.verbose)
                outcomes.append(outcome)
        there.drop_roles({role for outcome in outcomes for role in outcome.roles_made})
    print_tally(outcomes)
    return 0 if all(outcome.verdict in _NO_FAILURE for outcome in outcomes) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source")
    parser.add_argument("--url", default="", help="a superuser's, of a server where databases may be made")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", metavar="REGEX", help="of names")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the stacks stay")
    parser.add_argument("--verbose", action="store_true", help="every line of every difference")
    pairs = parser.add_argument_group("pairs")
    pairs.add_argument("--rows", action="store_true", help="fill tables first, and look for the rows after")
    pairs.add_argument("--apply", action="store_true", help="as neonpy apply does it, and not by a script")
    pairs.add_argument("--one-transaction", action="store_true", help="psql -1, where the script allows it")
    pairs.add_argument("--command", default="", metavar="NEONPY", help="start this command for each diff")
    return parser.parse_args()


def judged(there: Place, options: argparse.Namespace, entry: Entry) -> list[Outcome]:
    """One entry's whole way, or two of a pair. Whatever fails on it is told, and never ends the run."""
    outcome = Outcome(entry.name)
    started = time.monotonic()
    try:
        if entry.old is not None:
            return _pair(there, options, entry)
        with there.databases(2) as (one, other):
            _alone(there, entry, outcome, (one, other), options.keep)
    except InputError as error:
        words = "\n".join(
            f"{item.span or item.address}: {item.summary} {item.detail}" for item in error.diagnostics
        )
        outcome.failed("the stack can't be read", words)
    except NeonpyError as error:
        outcome.failed("refused", str(error))
    except _OWN_MISTAKES as error:
        outcome.failed("our own mistake", f"{type(error).__name__}: {error}")
    outcome.seconds = time.monotonic() - started
    return [outcome]


def _alone(
    there: Place, entry: Entry, outcome: Outcome, databases: tuple[Secret, Secret], keep: Path | None
) -> None:
    one, other = databases
    _load(there, outcome, one, entry.setup + entry.new, entry.folder)
    way = outcome.way
    with _folder(keep, entry.name) as folder:
        go(way, folder, one, other, there.binaries)
    if way.difference:
        _compare_with_restored(there, outcome, one, other)
    if way.objects <= _OF_AN_EMPTY_DATABASE:
        outcome.failed("empty", "nothing was made by it")
    if way.not_in_stack:
        outcome.failed("not all in the stack", "\n".join(way.not_in_stack))
    if way.to_do:
        outcome.failed("plan not empty", way.to_do)
    if way.left:
        outcome.failed("second plan", way.left)
    if way.difference:
        outcome.failed("dump", way.difference)


def _compare_with_restored(there: Place, outcome: Outcome, one: Secret, other: Secret) -> None:
    """Some expressions are printed otherwise once they were read again: no dump of them is ever equal to its own restored
    self. What comes out of restoring the dump is then what must come out of the stack.
    """
    with there.databases(1) as (restored,):
        load(there, restored, dump_text(there.binaries, one))
        found = schema_dump(there.binaries, other)
        if not found.exact_difference(schema_dump(there.binaries, restored)):
            outcome.details["equal to the dump once restored, which itself differs"] = (
                outcome.way.difference or ""
            )
            outcome.way.difference = ""


_OF_AN_EMPTY_DATABASE = 3
"""The project, the database, its schema."""


@contextmanager
def _folder(keep: Path | None, name: str) -> Iterator[Path]:
    if keep is not None:
        yield keep / name
        return
    with tempfile.TemporaryDirectory(prefix="neonpy-corpus-") as folder:
        yield Path(folder)


def _load(there: Place, outcome: Outcome, url: Secret, text: str, folder: Path | None = None) -> None:
    loaded = load(there, url, text, folder)
    outcome.roles_made |= loaded.roles
    outcome.load_errors += len(loaded.errors)
    if loaded.extensions:
        outcome.details["extensions that the server does not have"] = ", ".join(loaded.extensions)
    if loaded.errors:
        outcome.details["errors of the file"] = "\n".join(loaded.errors)


def _pair(there: Place, options: argparse.Namespace, entry: Entry) -> list[Outcome]:
    """One for each direction."""
    road = Command(options.command.split()) if options.command else in_process
    verdicts = Judge(there, road, options.one_transaction, options.rows, options.apply).both(entry)
    found = []
    for way, verdict in zip(("there", "back"), verdicts, strict=True):
        outcome = Outcome(f"{entry.name} {way}")
        if verdict.outcome != "ok":
            outcome.failed(verdict.outcome, verdict.detail)
        found.append(outcome)
    return found


if __name__ == "__main__":
    sys.exit(main())
