"""Observes a database and compares it with itself; prints the seconds of the best repetition, then those of a comparison of no more
than Alembic compares. A process of its own.
"""

from __future__ import annotations

import gc
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

from neonctl_py.cli.run import GARBAGE
from neonctl_py.model.address import Address
from neonctl_py.model.state import Desired, Object, Observed
from neonctl_py.model.values import Secret
from neonctl_py.plan.build import make_plan
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import READERS, observe_database, texts_of
from neonctl_py.postgres.reading import Reading
from neonctl_py.postgres.snapshot import answers, read_settings, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from neonctl_py.postgres.connect import Connection

DATABASE = Address.parse("project.bench/database.bench")
ALEMBIC_COMPARES = frozenset({"table", "column", "constraint", "index"})
"""And checks, which are read with the other constraints."""
NAMED_BY_THEM = frozenset({"role", "schema", "enum", "domain"})


def main() -> None:
    """The command: URL, repetitions."""
    url, repeat = Secret(sys.argv[1]), int(sys.argv[2])
    gc.set_threshold(*GARBAGE)  # as every command does
    with closing(connect(url)) as session:
        print(_best(repeat, lambda: _all(session)))
        print(_best(repeat, lambda: _as_much_as_alembic(session)))


def _best(repeat: int, observe: Callable[[], Observed]) -> float:
    desired = Desired(stack="bench", objects=observe().objects, delete_unmanaged=frozenset({DATABASE}))
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        assert make_plan(desired, observe()).is_empty
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def _all(session: Connection) -> Observed:
    there = observe_database(session, DATABASE, roles_under=None)
    return Observed(objects=there.objects, sizes=there.sizes, depends=there.depends)


def _as_much_as_alembic(session: Connection) -> Observed:
    kinds = [reader for reader in READERS if reader[0] in ALEMBIC_COMPARES | NAMED_BY_THEM]
    reading = Reading(DATABASE, session.info.server_version)
    objects: dict[Address, Object] = {}
    with transaction(session, "ISOLATION LEVEL REPEATABLE READ READ ONLY"):
        _, *rows = answers(session, [read_settings(), *texts_of(session, kinds)])
    for (_, read), of_kind in zip(kinds, rows, strict=True):
        objects.update(read(of_kind, reading))
    return Observed(objects=_compared(objects), sizes=reading.sizes)


def _compared(objects: Mapping[Address, Object]) -> dict[Address, Object]:
    return {place: value for place, value in objects.items() if place.kind in ALEMBIC_COMPARES}


if __name__ == "__main__":
    main()
