"""Reading a cluster's write-ahead log from its files: which LSN belongs to a moment, where it ends.

``recovery_target_time`` is never used: it answers silently wrong, or fails, when no commit follows.
Never here: starting servers, copying files.
"""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from neonctl_py.emulator.errors import ComputeError
from neonctl_py.emulator.lsn import parse_lsn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.binaries import Binaries

_COMMIT = re.compile(r"lsn: ([0-9A-F]+/[0-9A-F]+), .*?desc: COMMIT (?:PREPARED \S+: )?(\S+ \S+) UTC")
_SEGMENT = re.compile(r"[0-9A-F]{24}")
_CHECKPOINT = re.compile(r"Latest checkpoint location:\s+(\S+)")


def shutdown_lsn(binaries: Binaries, data: Path) -> int:
    """Where the shutdown checkpoint of a cleanly stopped cluster lies: everything before it is the state."""
    result = subprocess.run(
        [binaries.tool("pg_controldata"), str(data)],
        env=binaries.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    found = _CHECKPOINT.search(result.stdout)
    if found is None:
        raise ComputeError(f"pg_controldata could not read {data}: {result.stderr.strip()}")
    return parse_lsn(found[1])


def first_commit_after(binaries: Binaries, data: Path, moment: datetime) -> int | None:
    """The LSN of the first commit later than ``moment``: recovery that stops before it shows the moment's state.

    None when nothing was committed since, so the end of the log is what the moment saw.
    """
    for lsn, committed in _commits(binaries, data):
        if committed > moment:
            return lsn
    return None


def last_commit_before(binaries: Binaries, data: Path, position: int) -> datetime | None:
    """When the newest commit before the LSN ``position`` happened."""
    newest = None
    for lsn, committed in _commits(binaries, data):
        if lsn >= position:
            break
        newest = committed
    return newest


def _commits(binaries: Binaries, data: Path) -> Iterator[tuple[int, datetime]]:
    """Every commit in the order of the history, following the log across timeline switches."""
    folder = data / "pg_wal"
    names = sorted(path.name for path in folder.iterdir() if _SEGMENT.fullmatch(path.name))
    ends = _switch_points(folder)
    for timeline in sorted({name[:8] for name in names}):
        own = [name for name in names if name.startswith(timeline)]
        begin = max((end for other, end in ends.items() if other < int(timeline, 16)), default=0)
        end = ends.get(int(timeline, 16))
        for lsn, committed in _dump(binaries, folder, own[0], own[-1]):
            if end is not None and lsn >= end:
                break
            if lsn >= begin:
                yield lsn, committed


def _dump(binaries: Binaries, folder: Path, first: str, last: str) -> Iterator[tuple[int, datetime]]:
    command = [binaries.tool("pg_waldump"), "-p", str(folder), "--rmgr=Transaction", first, last]
    # the log's end is always reported as an error: the records before it are what was asked for
    result = subprocess.run(
        command, env=binaries.environment(), capture_output=True, text=True, check=False, cwd="/"
    )
    for found in _COMMIT.finditer(result.stdout):
        moment = datetime.fromisoformat(found[2]).replace(tzinfo=UTC)
        yield parse_lsn(found[1]), moment


def _switch_points(folder: Path) -> dict[int, int]:
    """Timeline -> where the next one branched off, from the newest history file."""
    histories = sorted(folder.glob("*.history"))
    if not histories:
        return {}
    points = {}
    for line in histories[-1].read_text().splitlines():
        fields = line.split("\t")
        if len(fields) >= 2 and fields[0].strip().isdigit():
            points[int(fields[0])] = parse_lsn(fields[1])
    return points
