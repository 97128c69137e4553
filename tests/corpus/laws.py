"""What the catalog engine's laws are checked with: comparing, shuffling, interrupting, running the printed SQL. Never here: schemas."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

from catalog_rows import catalog_rows
from pair_run import DATABASE
from schema_dump import schema_dump

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.ddl.offline import script_text
from neonctl_py.ddl.session import Session
from neonctl_py.diagnostics import Severity
from neonctl_py.plan.steps import SqlStep
from neonctl_py.report.events import Event, StepStarted

if TYPE_CHECKING:
    from collections.abc import Callable

    from private_server import PrivateServer

    from neonctl_py.model.values import Secret
    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.observe import DatabaseState

Place = tuple["Secret", "Connection"]
"""A database: its URL, and a session in it."""


class PowerGoneError(Exception):
    """As if the power had gone."""


class Law:
    """The comparison that the laws end with."""

    def __init__(self, server: PrivateServer) -> None:
        self.server = server

    def by_script(self, url: Secret, plan: Plan) -> None:
        """The SQL that is printed for this server, as a person would run it."""
        binaries = self.server.binaries
        session = Session(server_version=binaries.major * 10_000)
        told = subprocess.run(
            [binaries.tool("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", url.reveal()],
            input=script_text(sql_steps(plan), session, secrets=True),
            capture_output=True,
            text=True,
            check=False,
            env=binaries.environment(),
        )
        assert told.returncode == 0, told.stderr

    def same(self, one: Place, other: Place) -> None:
        """Two databases mean the same: by the catalogs' rows, or else in pg_dump's judgement."""
        if catalog_rows(one[1]) != catalog_rows(other[1]):
            found, wanted = (schema_dump(self.server.binaries, url) for url, _ in (one, other))
            assert found.difference(wanted) == ""


def can_go(plan: Plan) -> bool:
    """What can't be done is refused before anything is: then there is nothing to hold to the laws."""
    return not any(item.severity is Severity.ERROR for item in plan.diagnostics)


def sql_steps(plan: Plan) -> list[SqlStep]:
    return [step for step in plan.steps if isinstance(step, SqlStep)]


def interrupted(url: Secret, plan: Plan, number: int) -> bool:
    """Was the run stopped when that step began, whatever it had begun? Not where the plan has no so many."""
    try:
        run_sql_steps(url, sql_steps(plan), database=DATABASE, on_event=_interrupting(number))
    except PowerGoneError:
        return True
    return False


def _interrupting(number: int) -> Callable[[Event], None]:
    started: list[Event] = []

    def listen(event: Event) -> None:
        if isinstance(event, StepStarted):
            started.append(event)
            if len(started) >= number:
                raise PowerGoneError

    return listen


def shuffled(state: DatabaseState, seed: int) -> DatabaseState:
    """The same objects in another order."""
    items = list(state.objects.items())
    random.Random(seed).shuffle(items)  # noqa: S311  an order, not a secret
    return replace(state, objects=dict(items))
