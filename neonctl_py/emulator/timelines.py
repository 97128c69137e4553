"""Making a timeline's data directory: a base, the log it shares with its source, and where to stop.

A timeline is one line of history: a branch points to one, and gets another by a restore. It is only a
document until somebody needs it. Never here: running it (``fleet.py``).

Document fields: ``id``, ``project_id``, ``major``, ``template``, ``source`` (timeline id or ""),
``source_lsn``, ``floor`` (nothing is older), ``born`` (older points show this one: what came before was not
the user's), ``bases`` ([{id, lsn}] usable for it and its children), ``tasks`` (SQL to be done when it
starts), ``made`` (it has started once and its tasks were done), ``tip`` (LSN of its clean end, null while running),
``changes`` (how many tasks it was ever given by the API).
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.emulator.lsn import SEGMENT_BYTES, format_lsn, segment_number, segment_of_file
from neonctl_py.emulator.template import copy_tree

if TYPE_CHECKING:
    from neonctl_py.emulator.cluster_sql import Task
    from neonctl_py.emulator.layout import Layout
    from neonctl_py.emulator.service_user import ServiceUser
    from neonctl_py.emulator.store import Document
    from neonctl_py.emulator.template import Templates

_SEGMENT = re.compile(r"[0-9A-F]{24}")
_HISTORY = re.compile(r"[0-9A-F]{8}\.history")
_LEFTOVERS = ("postmaster.pid", "postmaster.opts", "standby.signal", "recovery.signal")
BASE_AFTER_BYTES = 64 << 20
"""A new base is taken when this much log has piled up: it replays at about 200 MB/s."""


def new_timeline(project_id: str, major: int, template: str, start: int, tasks: list[Task]) -> Document:
    """The first timeline of a project: the template, whose log ends at ``start``, then ``tasks``."""
    return {
        "id": f"tl-{secrets.token_hex(8)}",
        "project_id": project_id,
        "major": major,
        "template": template,
        "source": "",
        "source_lsn": start,
        "floor": start,
        "born": 0,
        "bases": [],
        "tasks": tasks,
        "made": False,
        "tip": None,
        "changes": 0,
    }


def child_timeline(parent: Document, position: int, tasks: list[Task]) -> Document:
    """A timeline that begins as ``parent`` was at ``position`` (ignored when the parent was never made)."""
    child = new_timeline(parent["project_id"], parent["major"], parent["template"], parent["floor"], tasks)
    child["born"] = parent["born"]
    if not parent["made"]:
        inherited = {"source": parent["source"], "source_lsn": parent["source_lsn"], "bases": parent["bases"]}
        return {**child, **inherited, "tasks": [*parent["tasks"], *tasks]}
    bases = [base for base in parent["bases"] if base["lsn"] < position]
    return {**child, "source": parent["id"], "source_lsn": position, "bases": bases}


class Workshop:
    """Builds data directories. Every result appears by one rename, so a kill leaves all or nothing."""

    def __init__(self, layout: Layout, templates: Templates, user: ServiceUser) -> None:
        self._layout = layout
        self._templates = templates
        self._user = user

    def build(self, timeline: Document) -> Path:
        """The data directory of ``timeline``, made if it is not there."""
        folder = self._layout.timeline(timeline["id"])
        if not folder.exists():
            with self._scratch(self._layout.timelines) as scratch:
                self._assemble(timeline, timeline["source"], timeline["source_lsn"], Path(scratch))
                if timeline["source"]:
                    self._signal(Path(scratch) / "data" / "recovery.signal")
                self._publish(Path(scratch), folder)
        return folder / "data"

    def build_replica(self, endpoint_id: str, timeline: Document, position: int) -> Path:
        """A standby's data directory beside the primary's, holding its log up to ``position``."""
        folder = self._layout.replicas / endpoint_id
        made_from = folder / "timeline"
        if folder.exists() and made_from.read_text() != timeline["id"]:
            self.discard(folder)
        if not folder.exists():
            with self._scratch(self._layout.replicas) as scratch:
                self._assemble(timeline, timeline["id"], position, Path(scratch))
                (Path(scratch) / "timeline").write_text(timeline["id"])
                self._signal(Path(scratch) / "data" / "standby.signal")
                self._publish(Path(scratch), folder)
        return folder / "data"

    def take_base(self, timeline: Document, tip: int) -> Document | None:
        """Copy a cleanly stopped data directory as a new base, if its history has grown long."""
        newest = max((base["lsn"] for base in timeline["bases"]), default=0)
        if tip - max(newest, SEGMENT_BYTES) < BASE_AFTER_BYTES:
            return None
        name = f"{timeline['id']}-{tip:x}"
        with self._scratch(self._layout.bases) as scratch:
            copy_tree(self._layout.timeline(timeline["id"]) / "data", Path(scratch) / "data")
            self._strip(Path(scratch) / "data")
            self._publish(Path(scratch), self._layout.bases / name)
        return {"id": name, "lsn": tip}

    def discard(self, folder: Path) -> None:
        """Move a directory out of the way; the sweeper deletes what lies there."""
        if folder.exists():
            folder.rename(self._layout.trash / f"{folder.name}-{secrets.token_hex(4)}")

    def sweep(self) -> None:
        for entry in list(self._layout.trash.iterdir()):
            shutil.rmtree(entry, ignore_errors=True)

    def _scratch(self, beside: Path) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(dir=beside, prefix=".making-", ignore_cleanup_errors=True)

    def _assemble(self, timeline: Document, source: str, position: int, scratch: Path) -> None:
        data = scratch / "data"
        copy_tree(self._base(timeline, position if source else 0), data)
        self._strip(data)
        if source:
            self._share_log(self._layout.timeline(source) / "data" / "pg_wal", data / "pg_wal", position)

    def _base(self, timeline: Document, position: int) -> Path:
        usable = [base for base in timeline["bases"] if base["lsn"] < position]
        if not usable:
            return self._templates.path(timeline["template"])
        newest = max(usable, key=lambda base: int(base["lsn"]))
        return self._layout.bases / str(newest["id"]) / "data"

    def _strip(self, data: Path) -> None:
        for name in _LEFTOVERS:
            (data / name).unlink(missing_ok=True)

    def _share_log(self, theirs: Path, ours: Path, position: int) -> None:
        """Link the finished segments, copy the one being written and what follows it by one."""
        last = segment_number(position)
        for path in ours.iterdir():
            if path.is_file():
                path.unlink()
        for path in theirs.iterdir():
            target = ours / path.name
            if _SEGMENT.fullmatch(path.name) and segment_of_file(path.name) < last:
                os.link(path, target)
            elif _HISTORY.fullmatch(path.name) or (
                _SEGMENT.fullmatch(path.name) and segment_of_file(path.name) <= last + 1
            ):
                shutil.copyfile(path, target)
                target.chmod(0o600)
                self._user.take(target)

    def _signal(self, path: Path) -> None:
        path.touch(mode=0o600)
        self._user.take(path)

    def _publish(self, scratch: Path, target: Path) -> None:
        scratch.chmod(0o755)
        self._user.take(scratch)
        scratch.rename(target)


def recovery_settings(timeline: Document, data: Path) -> dict[str, str]:
    """What Postgres must be told to stop at the branch point; empty once it has."""
    if not (data / "recovery.signal").exists():
        return {}
    return {
        "restore_command": "false",
        "hot_standby": "off",
        "recovery_target_action": "promote",
        "recovery_target_lsn": format_lsn(timeline["source_lsn"]),
        "recovery_target_inclusive": "off",
    }
