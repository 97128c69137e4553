"""Run the retention rules of a stack: count, ask, do, certify.

Never here: how a batch is done, how anybody is asked.
"""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from neonctl_py.apply.journal import Run, note_run
from neonctl_py.apply.retention import PACE, RuleRun
from neonctl_py.apply.retention_records import certify, prepare, uncertified
from neonctl_py.errors import NeonNotFoundError, NeonpyError, RefusedError
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.retention import Retention
from neonctl_py.plan.inherit import default_branch
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.report.retention_report import DueRows, RetentionReport, RuleDone, signed
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.apply.backfill import Pace
    from neonctl_py.apply.retention_records import Uncertified
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.origin import Origin

_LOCK = "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended('neonpy.retention/' || %s, 0))"

_IDENTITY = (
    b"select oid::text, pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute')"
    b" from pg_catalog.pg_database where datname = pg_catalog.current_database()"
)
_SYSTEM = b"select system_identifier::text from pg_catalog.pg_control_system()"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRequest:
    """``only``: names of rules; none: all. ``branch``: only there, and only rules of projects that have it. ``fingerprint`` of the stack,
    for certificates.
    """

    only: tuple[str, ...] = ()
    branch: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDoing:
    """``agree`` is called with what was counted before anything is done, and raises when it must not be. ``signing_key`` signs
    certificates; "" leaves them unsigned. ``pace``: how large batches are, and how long they may take.
    """

    agree: Callable[[tuple[DueRows, ...]], None]
    tell: Callable[[str], None]
    origin: Origin
    signing_key: str = ""
    pace: Pace = PACE


def count_due(desired: Desired, access: NeonAccess, request: RetentionRequest) -> tuple[DueRows, ...]:
    """Every rule, in the order of addresses. Nothing is changed."""
    with neon_client(desired, access) as client:
        return RetentionCommand(desired, client, request).count()


def run_retention(
    desired: Desired, access: NeonAccess, request: RetentionRequest, doing: RetentionDoing
) -> RetentionReport:
    """One rule after the other. A rule that fails is told, and the others run; what it did until then stays, and is certified."""
    with neon_client(desired, access) as client:
        retention = RetentionCommand(desired, client, request)
        due = retention.count()
        todo = [item for item in due if not item.problem]
        if any(item.due for item in todo):
            doing.agree(due)
        # rules with nothing due touch no row, but an earlier run may have died before its certificate
        return RetentionReport(due=due, done=tuple(retention.run(item, doing) for item in todo))


class RetentionCommand:
    """One command, on an open client (None: nothing is on Neon)."""

    def __init__(self, desired: Desired, client: NeonClient | None, request: RetentionRequest) -> None:
        self._client = client
        self._request = request
        self._scope: BranchScope = on_branches(desired, client, [request.branch] if request.branch else [])
        self._urls: dict[Address, Secret] = {}

    def count(self) -> tuple[DueRows, ...]:
        return tuple(self._count(rule, value) for rule, value in self._rules())

    def _rules(self) -> list[tuple[Address, Retention]]:
        found = [
            (address, value)
            for address, value in sorted(self._scope.desired.declarations.items())
            if isinstance(value, Retention)
        ]
        known = {address.name[0] for address, _ in found}
        if missing := sorted(set(self._request.only) - known):
            raise NeonNotFoundError(
                "no such retention rule",
                detail=f"{', '.join(missing)}. There are: {', '.join(sorted(known)) or 'none'}.",
                hint="--only takes the name of a rule under retention:.",
            )
        return [
            (rule, value)
            for rule, value in found
            if (not self._request.only or rule.name[0] in self._request.only) and self._is_here(rule)
        ]

    def _is_here(self, rule: Address) -> bool:
        """Has the rule's project the branch that was asked for? Nothing else is run instead."""
        if self._request.branch is None:
            return True
        return self._asked_branch(rule.container("project")) is not None and (
            (branch := rule.container("branch")) is None
            or branch == default_branch(self._scope.desired, branch.parent or branch)
            or branch.name[0] == self._request.branch
        )

    def _asked_branch(self, project: Address | None) -> Address | None:
        return next((place for place in self._scope.branches if place.parent == project), None)

    def _count(self, rule: Address, value: Retention) -> DueRows:
        database = self._database(rule, value.database)
        counted = DueRows(rule=rule, value=value, database=database)
        try:
            counted = replace(counted, keys_database=self._keys_database(rule, value))
        except RefusedError:
            raise
        except NeonpyError as error:
            return replace(counted, problem=_reason(error))
        try:
            with self._session(database) as connection:
                run = RuleRun(connection, rule, value, tell=_nothing)
                due, held = run.count()
        except NeonpyError as error:
            return replace(counted, problem=_reason(error))
        return replace(counted, due=due, held=held, children=run.children)

    def run(self, item: DueRows, doing: RetentionDoing) -> RuleDone:
        """Of one rule: until nothing is left, and then the certificate of all that isn't certified."""
        began, problem, done = time.monotonic(), "", None
        certificates: tuple[dict[str, Any], ...] = ()
        left = 0
        try:
            with ExitStack() as opened:
                connection = opened.enter_context(self._session(item.database))
                _take_turn(connection, item.rule)
                done = RuleRun(
                    connection,
                    item.rule,
                    item.value,
                    tell=doing.tell,
                    keys_session=self._keys_session(item, opened) if item.due else None,
                    identity=self._identity(connection, item.database),
                    pace=doing.pace,
                )
                try:
                    if item.due:
                        done.do()
                except NeonpyError as error:
                    problem = _reason(error)
                certificates = self._certify(connection, item, doing)
                left = done.count()[0] if item.due else 0
        except NeonpyError as error:
            problem = problem or _reason(error)
        if done is not None and done.rows:
            problem = self._journal(item, done, doing, problem)
        return RuleDone(
            rule=item.rule,
            rows=done.rows if done else 0,
            batches=done.batches if done else 0,
            seconds=time.monotonic() - began,
            left=left,
            problem=problem,
            certificates=certificates,
        )

    def _certify(
        self, connection: Connection, item: DueRows, doing: RetentionDoing
    ) -> tuple[dict[str, Any], ...]:
        """One for each text that the rule had since the last one."""
        with translated_errors("The certificate can't be made."):
            exists = connection.execute(b"select pg_catalog.to_regclass('neonpy.retention') is not null")
            if exists.fetchone() != (True,):
                return ()
            prepare(connection)
            made = []
            for done in uncertified(connection, str(item.rule)):
                content = self._certificate(done, item, doing)
                certify(connection, str(item.rule), done, content)
                made.append(content)
        return tuple(made)

    def _certificate(self, done: Uncertified, item: DueRows, doing: RetentionDoing) -> dict[str, Any]:
        value, now = item.value, datetime.now(UTC)
        content: dict[str, Any] = {
            "format_version": "1.0",
            "type": "retention-certificate",
            "id": str(uuid.uuid4()),
            "made_at": now.isoformat(timespec="seconds"),
            "rule": str(item.rule),
            "database": str(item.database),
            "table": value.table,
            "where": value.where,
            "hold": value.hold,
            "action": value.action,
            "rows": done.rows,
            "batches": done.batches,
            "began": done.began,
            "ended": done.ended,
            "keys": {
                "first_sha256": done.first_key,
                "last_sha256": done.last_key,
                "chain_sha256": done.digest,
            },
            "who": doing.origin.who,
            "command": doing.origin.command,
            "commit": doing.origin.commit,
            "stack": self._scope.desired.stack,
            "stack_fingerprint": self._request.fingerprint,
            "recoverable_until": self._recoverable_until(item, now),
            "keys_database": str(item.keys_database) if item.keys_database is not None else None,
        }
        content |= done.terms
        if done.parts:
            content["files"] = [
                {"name": name, "sha256": digest, "rows": rows} for name, digest, rows in done.parts
            ]
        return signed(content, doing.signing_key) if doing.signing_key else content

    def _recoverable_until(self, item: DueRows, now: datetime) -> str | None:
        """How long the platform's history still holds what is gone, not counting snapshots and branches: the longest one, of the rows
        or of their keys; None where nobody keeps one that we know of.
        """
        places = [place for place in (item.database, item.keys_database) if place is not None]
        projects = [self._scope.account.objects.get(place.container("project") or place) for place in places]
        kept = [project.history_retention for project in projects if isinstance(project, Project)]
        seconds = max((long for long in kept if isinstance(long, int)), default=None)
        return None if seconds is None else (now + timedelta(seconds=seconds)).isoformat(timespec="seconds")

    def _identity(self, connection: Connection, database: Address) -> str:
        """Tells this database from every other, also from its branches and from one of its name that is made anew."""
        ids, project, branch = (
            self._scope.account.ids,
            database.container("project"),
            database.container("branch"),
        )
        parts = [ids.get(place, "") for place in (project, branch) if place is not None]
        if is_plain_postgres(self._scope.desired, database):
            parts += [connection.info.host, str(connection.info.port)]
        with translated_errors("The database can't be told from others."):
            own: Any = connection.execute(_IDENTITY).fetchone()
            if own[1]:
                system: Any = connection.execute(_SYSTEM).fetchone()
                parts.append(str(system[0]))
        digest = hashlib.sha256("\x1f".join([*parts, str(own[0])]).encode()).hexdigest()
        return f"{re.sub(r'[^A-Za-z0-9._-]+', '_', database.name[0])}-{digest[:16]}"

    def _journal(self, item: DueRows, done: RuleRun, doing: RetentionDoing, problem: str) -> str:
        """The problem, or that of the journal: what was done and certified isn't lost with it."""
        run = Run(
            who=doing.origin.who,
            command=doing.origin.command,
            stack=self._scope.desired.stack,
            commit=doing.origin.commit,
            apply=str(uuid.uuid4()),
        )
        failed = ", then it failed" if problem else ""
        told = f"/* {item.value.action} {item.value.table} where {item.value.where}: {done.rows} rows in {done.batches} batches{failed} */"
        try:
            note_run(self._url(item.database), run, (told,))
        except NeonpyError as error:
            return problem or f"Done and certified, but not in the journal: {_reason(error)}"
        return problem

    def _database(self, rule: Address, name: str, project: Address | None = None) -> Address:
        """The one it is written under or names; else the project's only one. On the branch that was asked for."""
        desired = self._scope.desired
        project = project or rule.container("project")
        home = None if project is None else default_branch(desired, project) or project
        if rule.container("database") is not None and project == rule.container("project"):
            found = [place for place in [rule.container("database")] if place is not None]
        else:
            found = [
                place
                for place, value in desired.objects.items()
                if isinstance(value, Database) and place.parent == home and name in ("", place.name[0])
            ]
        if len(found) != 1:
            raise NeonpyError(
                "which database is a retention rule about?",
                detail=f"{rule} fits {len(found)} databases.",
                hint="Add database: NAME to the rule.",
            )
        branch, place = self._asked_branch(project), found[0]
        if branch is None or place.parent is None or is_plain_postgres(desired, place):
            return place
        return place.moved(place.parent, branch)

    def _keys_database(self, rule: Address, value: Retention) -> Address | None:
        """None where they are in the rule's own. Raises RefusedError where they aren't on the branch that was asked for."""
        keys = value.keys
        if keys is None or not (keys.project or keys.database):
            return None
        project = rule.container("project")
        if keys.project:
            project = next(
                (
                    place
                    for place in self._scope.desired.objects
                    if place.kind == "project" and place.name[0] == keys.project
                ),
                None,
            )
            if project is None:
                raise NeonpyError(
                    "no such project", detail=f"{rule}: the keys are said to be in {keys.project}."
                )
        database = self._database(rule.container("project") or rule, keys.database, project)
        branch = database.container("branch")
        if self._request.branch is not None and (branch is None or branch.name[0] != self._request.branch):
            raise RefusedError(
                "the keys are not on that branch",
                detail=f"{rule} on branch {self._request.branch} would destroy keys of {database}, which is not on it.",
                hint=f"Make a branch {self._request.branch} of that project, too, or name other rules with --only.",
            )
        return database

    def _keys_session(self, item: DueRows, opened: ExitStack) -> Connection | None:
        if item.keys_database is None:
            return None
        return opened.enter_context(self._session(item.keys_database))

    def _url(self, database: Address) -> Secret:
        if database not in self._urls:
            scope = self._scope
            self._urls[database] = database_url(self._client, scope.desired, scope.account, database)
        return self._urls[database]

    @contextmanager
    def _session(self, database: Address) -> Iterator[Connection]:
        with closing(connect(self._url(database), application_name="neonpy retention")) as connection:
            yield connection


def _take_turn(connection: Connection, rule: Address) -> None:
    """Two runs of one rule would only be in each other's way."""
    with translated_errors("The rule can't be run."):
        if connection.execute(_LOCK.encode(), [str(rule)]).fetchone() != (True,):
            raise NeonpyError(
                "another run is at it",
                detail=f"{rule} is being run by somebody else.",
                hint="Wait for its end: whatever it leaves is done by the next run.",
            )


def _reason(error: NeonpyError) -> str:
    """On one line."""
    return " ".join((error.detail or error.summary).split())


def _nothing(_: str) -> None:
    """Nobody listens."""
