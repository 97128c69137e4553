"""A moment in a branch's past that somebody named: by the clock, or by a snapshot. Checked before anything is made of it.

Never here: going there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonNotFoundError, NeonpyError

if TYPE_CHECKING:
    from neonctl_py.neon import wire
    from neonctl_py.neon.client import NeonClient

NEWEST = "newest"
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PastWish:
    """``at``: RFC 3339 with its zone; ``ago``: seconds; ``snapshot``: a name, an id or ``newest``. None of them: now."""

    at: str | None = None
    ago: float | None = None
    snapshot: str | None = None

    def __post_init__(self) -> None:
        if sum(part is not None for part in (self.at, self.ago, self.snapshot)) > 1:
            raise NeonpyError(
                "one moment, please", hint="Give --at TIME, or --ago DURATION, or --snapshot NAME."
            )


@dataclass(frozen=True, slots=True)
class PastPoint:
    """``moment`` in UTC. ``snapshot`` is its id, "" for the branch's own history; ``name`` is what people call the snapshot."""

    moment: datetime
    snapshot: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """For a sentence: what it is, and when that was."""
        when = f"{self.moment:%Y-%m-%d %H:%M:%S} UTC"
        return f"snapshot {self.name} of {when}" if self.snapshot else when

    @property
    def stamp(self) -> str:
        """As the API takes it."""
        return self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def past_point(client: NeonClient, project_id: str, branch_id: str, wish: PastWish) -> PastPoint:
    """Raises NeonpyError for a moment that is none, lies ahead, or is older than what the project keeps; NeonNotFoundError for a
    snapshot that isn't there.
    """
    if wish.snapshot is not None:
        return _snapshot(client, project_id, branch_id, wish.snapshot)
    now = client.clock.now().astimezone(UTC)
    moment = now - timedelta(seconds=wish.ago or 0) if wish.at is None else _moment(wish.at)
    if moment > now:
        raise NeonpyError(
            "that moment has not come yet",
            detail=f"{moment:%Y-%m-%d %H:%M:%S} UTC; it is {now:%H:%M:%S} UTC.",
        )
    kept = client.get_project(project_id).history_retention_seconds
    oldest = now - timedelta(seconds=kept) if kept is not None else None
    branch = client.get_branch(project_id, branch_id)
    if oldest is not None and moment < oldest:
        raise NeonpyError(
            "Neon's history does not reach back that far",
            detail=f"{moment:%Y-%m-%d %H:%M:%S} UTC; the project keeps everything since {oldest:%Y-%m-%d %H:%M:%S} UTC.",
            hint="A later moment, or a snapshot: --snapshot newest. history_retention in the stack says how long it is kept.",
        )
    if branch.created_at is not None and moment < branch.created_at:
        raise NeonpyError(
            "the branch was not there yet",
            detail=f"{branch.name} was made at {branch.created_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC.",
            hint="A later moment, or its parent: --branch NAME.",
        )
    return PastPoint(moment)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NeonpyError(
            "a moment can't be read" if moment is None else "a moment needs its zone",
            detail=f"--at {text}",
            hint="Write it as --at 2026-11-21T14:05:00Z, or with an offset: 2026-11-21T15:05:00+01:00; or --ago 10m.",
        )
    return moment.astimezone(UTC)


def _snapshot(client: NeonClient, project_id: str, branch_id: str, wanted: str) -> PastPoint:
    own = [found for found in client.list_snapshots(project_id) if found.source_branch_id == branch_id]
    newest_first = sorted(own, key=_taken, reverse=True)
    fitting = [found for found in newest_first if wanted in (NEWEST, found.name, found.id)]
    if not fitting:
        names = ", ".join(found.name for found in newest_first[:_SHOWN])
        raise NeonNotFoundError(
            "there is no such snapshot" if own else "the branch has no snapshot",
            detail=f"--snapshot {wanted}" + (f"; there are, newest first: {names}" if names else ""),
            hint="--at TIME or --ago DURATION goes to any moment of the branch's history.",
        )
    chosen = fitting[0]
    return PastPoint(_taken(chosen), chosen.id, chosen.name)


def _taken(snapshot: wire.Snapshot) -> datetime:
    """When; what the API does not date comes last."""
    found = snapshot.timestamp or snapshot.created_at
    return found.astimezone(UTC) if found is not None else datetime.min.replace(tzinfo=UTC)
