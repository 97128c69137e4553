"""Observes a database and compares it with itself; prints the seconds of the best repetition. A process of its own."""

from __future__ import annotations

import gc
import sys
import time
from contextlib import closing

from neonctl_py.cli.run import GARBAGE
from neonctl_py.model.address import Address
from neonctl_py.model.state import Desired, Observed
from neonctl_py.model.values import Secret
from neonctl_py.plan.build import make_plan
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.observe import observe_database

DATABASE = Address.parse("project.bench/database.bench")


def main() -> None:
    """The command: URL, repetitions."""
    url, repeat = Secret(sys.argv[1]), int(sys.argv[2])
    gc.set_threshold(*GARBAGE)  # as every command does
    with closing(connect(url)) as session:
        wanted = observe_database(session, DATABASE, roles_under=None).objects
        desired = Desired(stack="bench", objects=wanted, delete_unmanaged=frozenset({DATABASE}))
        seconds = []
        for _ in range(repeat):
            started = time.perf_counter()
            there = observe_database(session, DATABASE, roles_under=None)
            observed = Observed(objects=there.objects, sizes=there.sizes, depends=there.depends)
            assert make_plan(desired, observed).is_empty
            seconds.append(time.perf_counter() - started)
    print(min(seconds))


if __name__ == "__main__":
    main()
