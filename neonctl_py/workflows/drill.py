"""Try a restore before it is needed: a branch as it was then, on a throwaway, reached, counted, compared with the stack, checked, deleted.

The branch itself is only read. Never here: replacing anything (restore_branch).
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import NeonNotFoundError, NeonpyError
from neonctl_py.model.database import Database
from neonctl_py.model.rehearsal import Rehearsal
from neonctl_py.plan.inherit import default_branch
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.row_counts import Rows, row_counts, row_sums
from neonctl_py.report.drill_report import Drilled, DrillReport, TableRows
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.observe_world import PARALLEL
from neonctl_py.workflows.past_point import past_point
from neonctl_py.workflows.plan_stack import PlanRequest, neon_client, plan_with
from neonctl_py.workflows.rehearsal_branch import throwaway_branch
from neonctl_py.workflows.run_checks import Checks, grouped_checks, run_grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.past_point import PastPoint, PastWish
    from neonctl_py.workflows.reviewed_databases import Wanted

Sums = dict[tuple[str, str], str]
_LIFE: Final = 3600
"""Seconds after which the platform deletes a drill's branch, should we not."""


def drill(
    desired: Desired,
    access: NeonAccess,
    wanted: Wanted,
    wish: PastWish,
    *,
    within: float | None,
    tell: Callable[[str], None],
    identical: bool = False,
) -> DrillReport:
    """Every project's named branch, or its default one, one after the other. ``identical``: every row has to be as it is now. Raises NeonpyError for a moment that can't be reached."""
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, wanted.branches, wanted.project)
        if client is None:
            raise NeonpyError(
                "only Neon's branches can be restored", detail="The stack has no project on Neon."
            )
        began = client.clock.now()
        branches = list(_branches(desired, scope, wanted))
        if not branches:
            raise NeonNotFoundError("there is no branch to try", hint="neonpy show prints what is there.")
        points = [
            _point(client, scope, branch, wish) for branch in branches
        ]  # all of them, before any is made
        places = tuple(
            _One(desired, client, scope, branch, point, tell, identical).drilled()
            for branch, point in zip(branches, points, strict=True)
        )
        return DrillReport(stack=desired.stack, began=began, places=places, within=within)


def _branches(desired: Desired, scope: BranchScope, wanted: Wanted) -> Iterator[Address]:
    if scope.branches:
        yield from (branch for branch in scope.branches if branch in scope.account.ids)
        return
    for place in sorted(desired.objects):
        if place.kind != "project" or wanted.project not in (None, place.name[0]):
            continue
        branch = default_branch(desired, place)
        if branch is not None and not is_plain_postgres(desired, place):
            if branch not in scope.account.ids:
                raise NeonNotFoundError(
                    "the branch is not there", detail=str(branch), hint="neonpy apply makes it."
                )
            yield branch


def _point(client: NeonClient, scope: BranchScope, branch: Address, wish: PastWish) -> PastPoint:
    project = scope.account.ids[branch.container("project") or branch]
    return past_point(client, project, scope.account.ids[branch], wish)


@dataclass(frozen=True, slots=True)
class _One:
    """The drill of one branch."""

    desired: Desired
    client: NeonClient
    scope: BranchScope
    branch: Address
    point: PastPoint
    tell: Callable[[str], None]
    identical: bool

    def drilled(self) -> Drilled:
        project = self.branch.container("project") or self.branch
        started = time.monotonic()
        own = Rehearsal(ttl=_LIFE)
        with throwaway_branch(
            self.client, self.scope.account, self.branch, own, self._say, past=self.point
        ) as made:
            there = on_branches(self.desired, self.client, [made.name], project.name[0])
            (stand_in,) = there.branches
            places = [
                place
                for place, value in sorted(there.account.objects.items())
                if isinstance(value, Database)
                and place.parent == stand_in
                and place in there.desired.objects
                and place not in there.desired.external
            ]
            urls = [database_url(self.client, there.desired, there.account, place) for place in places]
            then = [_counted(url) for url in urls]
            reachable = time.monotonic() - started
            rows = tuple(self._rows(places, then))
            if self.identical:
                rows = tuple(self._summed(rows, places, urls))
            behind = tuple(self._behind(stand_in))
            checks = run_grouped(self.desired, self.client, self._checks(project), made.name)
        return Drilled(
            branch=self.branch,
            source=self.point.text,
            moment=self.point.moment,
            on=made.name,
            reachable=reachable,
            looked_at=time.monotonic() - started,
            rows=rows,
            behind=behind,
            checks=checks,
        )

    def _rows(self, places: list[Address], then: list[Rows]) -> Iterator[TableRows]:
        """Beside what the branch holds now. Addresses are those of the branch itself."""
        homes = [self.branch.child("database", place.name[0]) for place in places]
        with ThreadPoolExecutor(PARALLEL) as pool:
            now = list(pool.map(self._now, homes))
        for home, old, new in zip(homes, then, now, strict=True):
            for schema, table in sorted(old.keys() | new.keys()):
                before, after = old.get((schema, table)), new.get((schema, table))
                yield TableRows(
                    table=home.child("table", schema, table),
                    then=before[0] if before else None,
                    now=after[0] if after else None,
                    is_estimate=any(found is not None and found[1] for found in (before, after)),
                )

    def _summed(
        self, rows: Iterable[TableRows], places: list[Address], urls: list[Secret]
    ) -> Iterator[TableRows]:
        """With the checksums of both sides."""
        homes = [self.branch.child("database", place.name[0]) for place in places]
        with ThreadPoolExecutor(PARALLEL) as pool:
            then = dict(zip(homes, pool.map(_sums, urls), strict=True))
            now = dict(zip(homes, pool.map(self._sums_now, homes), strict=True))
        for found in rows:
            home, key = found.table.parent, (found.table.name[0], found.table.name[-1])
            assert home is not None  # noqa: S101  a table is in a database
            yield replace(found, sum_then=then[home].get(key, ""), sum_now=now[home].get(key, ""))

    def _sums_now(self, home: Address) -> Sums:
        if home not in self.scope.account.objects:
            return {}
        return _sums(database_url(self.client, self.scope.desired, self.scope.account, home))

    def _now(self, home: Address) -> Rows:
        if home not in self.scope.account.objects:
            return {}
        return _counted(database_url(self.client, self.scope.desired, self.scope.account, home))

    def _behind(self, stand_in: Address) -> Iterator[Address]:
        """What the stack has changed since then: an apply would bring it up to date."""
        request = PlanRequest(branches=(stand_in.name[0],))
        for change in plan_with(self.client, self.desired, request).plan.changes:
            place = change.address
            if place.is_within(stand_in) and place != stand_in and place.kind not in ("compute", "role"):
                yield place.moved(stand_in, self.branch)

    def _checks(self, project: Address) -> dict[Address, Checks]:
        """Those that somebody wrote about the data: the built-in ones are about a server at work."""
        return {
            place: asked
            for place, checks in grouped_checks(self.desired).items()
            if place.is_within(project)
            and (asked := [(name, check) for name, check in checks if not check.builtin])
        }

    def _say(self, text: str) -> None:
        self.tell(f"{self.branch}: {text}")


def _sums(url: Secret) -> Sums:
    with closing(connect(url)) as connection:
        return row_sums(connection)


def _counted(url: Secret) -> Rows:
    with closing(connect(url)) as connection:
        return row_counts(connection)
