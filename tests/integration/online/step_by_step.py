"""A plan done one step at a time, each in a transaction that is looked into before it ends. Never here: what should be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neonctl_py.apply.sql_session import driver_of, opened, read_session
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.script import scripts
from neonctl_py.plan.locks import STRENGTH
from neonctl_py.plan.steps import SqlStep, Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan

_MODES = {"".join(part.capitalize() for part in lock.split()) + "Lock": lock for lock in STRENGTH if lock}


@dataclass(frozen=True)
class Held:
    """Of one transaction: the strongest lock on a table that was there before, how often one was read from end to end, and whether
    one was written anew.
    """

    what: str
    lock: str
    scans: int
    is_rewritten: bool

    @classmethod
    def of(cls, session: Any, do: Callable[[], object], what: str = "") -> Held:
        """``session`` is in no transaction, or lets ``do`` begin one; it stays open."""
        there = dict(session.execute(_FILES).fetchall())
        before = session.execute(_SCANS, (list(there),)).fetchone()[0]  # earlier transactions count, too
        do()
        modes = session.execute(_LOCKS, (list(there),)).fetchall()
        strongest = max((STRENGTH.index(_MODES[mode]) for (mode,) in modes), default=0)
        scans = session.execute(_SCANS, (list(there),)).fetchone()[0] - before
        now = dict(session.execute(_FILES).fetchall())
        rewritten = any(now.get(table, file) != file for table, file in there.items())
        return cls(what, STRENGTH[strongest], int(scans), rewritten)


_FILES = "select oid, relfilenode from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
_LOCKS = (
    "select mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and relation = any(%s)"
)
_SCANS = "select coalesce(sum(seq_scan), 0) from pg_stat_xact_user_tables where relid = any(%s)"


def one_by_one(url: Secret, plan: Plan) -> Iterator[Held]:
    """What each step holds at its end; what can't be in a transaction is only done."""
    with opened(url) as connection:
        session, driver = read_session(connection), driver_of(connection)
        for step in plan.steps:
            assert isinstance(step, SqlStep)
            for script in scripts([step], session):

                def do(script: Any = script) -> None:
                    for part in script.parts:
                        for text in (*part.before, *part.statements):
                            send(connection, text)

                send(connection, "; ".join(script.settings))
                if step.transaction is Transaction.NONE:
                    do()
                    continue
                send(connection, "BEGIN")
                yield Held.of(driver, do, f"{step.address.segment} {step.operation}")
                send(connection, "COMMIT")
