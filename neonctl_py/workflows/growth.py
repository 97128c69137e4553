"""What grew: a database's sizes now against those of an earlier look, of this run or of one long ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from neonctl_py.cache.sizes import Look
from neonctl_py.errors import PostgresLockError
from neonctl_py.postgres.inspecting import ask
from neonctl_py.report.inspections import INSPECTIONS, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.cache.sizes import SizeMemory
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

_COLUMNS: Final = ("what", "name", "then_bytes", "now_bytes", "change_bytes", "per_day_bytes")
_DAY: Final = 86_400
_LARGE: Final = 100 * 1024 * 1024
_SOON: Final = 0.05
"""Of its size, in a day: it doubles within two weeks."""


def sizes_now(connection: Connection) -> Look | None:
    """None while somebody holds a lock that stops even readers. Raises PostgresError."""
    try:
        rows = ask(connection, "sizes").rows
    except PostgresLockError:
        return None
    return Look(datetime.now(UTC), {(what, name): int(size) for what, name, size in rows if size is not None})


def growth(
    url: Secret, begun: Look | None, now: Look | None, memory: SizeMemory, since: float | None
) -> Finding:
    """``begun`` is this run's first look, ``now`` its last (which may be the same); then an earlier run's is taken."""
    one = INSPECTIONS["growth"]
    if now is None:
        return Finding(inspection=one, problem="A session holds a lock on a table, so sizes can't be read.")
    before = begun if now is not begun else _earlier(memory.earlier(url), now, since)
    if before is None:
        return Finding(
            inspection=one,
            note="This was the first look; it is remembered. Ask again later, or for two looks now: --over 1m",
        )
    seconds = max((now.moment - before.moment).total_seconds(), 1e-3)
    changed = [
        (*key, then, size, size - then, round((size - then) / seconds * _DAY))
        for key in {**before.sizes, **now.sizes}
        if (size := now.sizes.get(key, 0)) != (then := before.sizes.get(key, 0))
    ]
    rows = sorted(changed, key=lambda row: (-abs(row[4]), row[:2]))
    return Finding(
        inspection=one,
        columns=_COLUMNS,
        rows=tuple(rows),
        hurting=tuple(row[3] > _LARGE and row[5] > _SOON * row[3] for row in rows),
        note=f"Since {before.moment:%Y-%m-%d %H:%M:%S} UTC. A day's growth is reckoned from that time.",
    )


def _earlier(looks: Sequence[Look], now: Look, since: float | None) -> Look | None:
    """The last one that is as old as asked for, else the oldest."""
    if not looks:
        return None
    if since is None:
        return looks[0]
    limit = now.moment - timedelta(seconds=since)
    return next((look for look in reversed(looks) if look.moment <= limit), looks[0])
