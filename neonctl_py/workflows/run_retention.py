"""Run the retention rules of a stack: count, ask, do, certify.

Never here: how a batch is done, how anybody is asked.
"""

from __future__ import annotations

import time
import uuid
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from neonctl_py.apply.journal import Run, note_run
from neonctl_py.apply.retention import PACE, RuleRun
from neonctl_py.apply.retention_records import certify, uncertified
from neonctl_py.errors import NeonNotFoundError, NeonpyError
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
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.origin import Origin

_LOCK = "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended('neonpy.retention/' || %s, 0))"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRequest:
    """``only``: names of rules; none: all. ``fingerprint`` of the stack, for certificates."""

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
        return _Retention(desired, client, request).count()


def run_retention(
    desired: Desired, access: NeonAccess, request: RetentionRequest, doing: RetentionDoing
) -> RetentionReport:
    """One rule after the other. A rule that fails is told, and the others run; what it did until then stays, and is certified."""
    with neon_client(desired, access) as client:
        retention = _Retention(desired, client, request)
        due = retention.count()
        todo = [item for item in due if not item.problem]
        if any(item.due for item in todo):
            doing.agree(due)
        # rules with nothing left run, too: an earlier run may have died before its certificate
        return RetentionReport(due=due, done=tuple(retention.run(item, doing) for item in todo))


class _Retention:
    """One command."""

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
            if not self._request.only or rule.name[0] in self._request.only
        ]

    def _count(self, rule: Address, value: Retention) -> DueRows:
        database = self._database(rule, value.database)
        counted = DueRows(rule=rule, value=value, database=database)
        try:
            with self._session(database) as connection:
                due, held = RuleRun(connection, rule, value, tell=_nothing).count()
        except NeonpyError as error:
            return replace(counted, problem=_reason(error))
        return replace(counted, due=due, held=held)

    def run(self, item: DueRows, doing: RetentionDoing) -> RuleDone:
        """Of one rule: until nothing is left, and then the certificate of all that isn't certified."""
        began, problem, done = time.monotonic(), "", None
        try:
            with ExitStack() as opened:
                connection = opened.enter_context(self._session(item.database))
                _take_turn(connection, item.rule)
                done = RuleRun(
                    connection,
                    item.rule,
                    item.value,
                    tell=doing.tell,
                    keys_session=self._keys_session(item, opened),
                    pace=doing.pace,
                )
                try:
                    done.do()
                except NeonpyError as error:
                    problem = _reason(error)
                certificate = self._certify(connection, item, doing)
                left = done.count()[0]
        except NeonpyError as error:
            said = problem or _reason(error)
            return RuleDone(
                rule=item.rule,
                rows=done.rows if done else 0,
                batches=done.batches if done else 0,
                seconds=time.monotonic() - began,
                problem=said,
            )
        if done.rows:
            self._journal(item, done, doing, has_failed=bool(problem))
        return RuleDone(
            rule=item.rule,
            rows=done.rows,
            batches=done.batches,
            seconds=time.monotonic() - began,
            left=left,
            problem=problem,
            certificate=certificate,
        )

    def _certify(self, connection: Connection, item: DueRows, doing: RetentionDoing) -> dict[str, Any] | None:
        with translated_errors("The certificate can't be made."):
            exists = connection.execute(b"select pg_catalog.to_regclass('neonpy.retention') is not null")
            if exists.fetchone() != (True,):
                return None
            done = uncertified(connection, str(item.rule))
            if done is None:
                return None
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
                "recoverable_until": self._recoverable_until(item.database, now),
            }
            if value.action == "shred":
                keys = value.keys
                content["destroyed_keys"] = f"{keys.table}.{keys.key}" if keys is not None else None
                content["erased_columns"] = list(value.erase)
            if value.action == "archive":
                content["into"] = value.into or None
                content["files"] = [
                    {"name": name, "sha256": digest, "rows": rows} for name, digest, rows in done.parts
                ]
            if doing.signing_key:
                content = signed(content, doing.signing_key)
            certify(connection, str(item.rule), content)
        return content

    def _recoverable_until(self, database: Address, now: datetime) -> str | None:
        """How long the platform's history still holds what is gone; None where nobody keeps one that we know of."""
        project = self._scope.account.objects.get(database.container("project") or database)
        seconds = project.history_retention if isinstance(project, Project) else None
        if not isinstance(seconds, int):
            return None
        return (now + timedelta(seconds=seconds)).isoformat(timespec="seconds")

    def _journal(self, item: DueRows, done: RuleRun, doing: RetentionDoing, *, has_failed: bool) -> None:
        run = Run(
            who=doing.origin.who,
            command=doing.origin.command,
            stack=self._scope.desired.stack,
            commit=doing.origin.commit,
            apply=str(uuid.uuid4()),
        )
        failed = ", then it failed" if has_failed else ""
        told = f"/* {item.value.action} {item.value.table} where {item.value.where}: {done.rows} rows in {done.batches} batches{failed} */"
        note_run(self._url(item.database), run, (told,))

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
        branch = next((place for place in self._scope.branches if place.parent == project), None)
        place = found[0]
        if branch is None or place.parent is None or is_plain_postgres(desired, place):
            return place
        return place.moved(place.parent, branch)

    def _keys_session(self, item: DueRows, opened: ExitStack) -> Connection | None:
        keys = item.value.keys
        if keys is None or not (keys.project or keys.database):
            return None
        project = item.rule.container("project")
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
                    "no such project", detail=f"{item.rule}: the keys are said to be in {keys.project}."
                )
        database = self._database(item.rule.container("project") or item.rule, keys.database, project)
        return opened.enter_context(self._session(database))

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
