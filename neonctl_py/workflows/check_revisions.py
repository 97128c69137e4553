"""Do the revisions lead to what the stack says? Asked on a throwaway Postgres, so no live database is needed.

Never here: writing the revision that is lacking.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.plan.build import make_plan
from neonctl_py.plan.reviewed import is_of_revisions
from neonctl_py.workflows.replay_revisions import replayed
from neonctl_py.workflows.reviewed_databases import ReviewedDatabase, Wanted, some_reviewed

if TYPE_CHECKING:
    from neonctl_py.model.state import Desired
    from neonctl_py.plan.changes import Change
    from neonctl_py.workflows.throwaway import ThrowawayPostgres


@dataclass(frozen=True, slots=True)
class Checked:
    """``uncovered``: what the stack says and no revision makes. ``revisions``: how many were run."""

    database: ReviewedDatabase
    revisions: int
    heads: tuple[str, ...]
    uncovered: tuple[Change, ...]

    @property
    def is_sound(self) -> bool:
        """Is there one head, and nothing left over?"""
        return not self.uncovered and len(self.heads) < 2


def check_revisions(desired: Desired, wanted: Wanted, throwaway: ThrowawayPostgres) -> list[Checked]:
    """Run all revisions of each reviewed database, and compare. Raises NeonpyError for one that fails."""
    return [check_one(desired, database, throwaway) for database in some_reviewed(desired, wanted)]


def check_one(desired: Desired, database: ReviewedDatabase, throwaway: ThrowawayPostgres) -> Checked:
    """Of one database."""
    folder = database.folder()
    ends = replayed(desired, database, folder, throwaway)
    plan = make_plan(ends.desired, ends.observed)
    uncovered = tuple(
        replace(change, address=change.address.moved(ends.address, database.address))
        for change in plan.changes
        if is_of_revisions(change.address, ends.address)
    )
    return Checked(database, len(folder.revisions), folder.heads, uncovered)
