"""Finding the data that nothing refers to any more, and deleting it in the background.

Never here: deleting documents that a user can see.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.emulator.fleet import Fleet
    from neonctl_py.emulator.layout import Layout
    from neonctl_py.emulator.store import Store
    from neonctl_py.emulator.timelines import Workshop

_log = logging.getLogger(__name__)


class Sweeper:
    def __init__(self, layout: Layout, store: Store, fleet: Fleet, workshop: Workshop) -> None:
        self._layout = layout
        self._store = store
        self._fleet = fleet
        self._workshop = workshop
        self._wake = threading.Event()
        self._collecting = threading.Lock()
        self._closing = False
        self._requested = False
        self._thread = threading.Thread(target=self._serve, name="sweeper", daemon=True)

    def open(self) -> None:
        for pin in self._store.find("pin"):
            self._store.delete("pin", pin["_timeline"])
        for parent in self._layout.owned_by_service_user():
            for unfinished in parent.glob(".making-*"):
                self._workshop.discard(unfinished)
        self.collect()
        self._thread.start()

    def close(self) -> None:
        self._closing = True
        self._wake.set()
        self._thread.join()

    def request(self) -> None:
        """Collect soon, in the background."""
        self._requested = True
        self._wake.set()

    def collect(self) -> None:
        """Drop timelines, replicas and bases that nothing refers to."""
        with self._collecting:
            with self._store.transaction():
                dead = self._dead_timelines()
                for timeline_id in dead:
                    self._store.delete("timeline", timeline_id)
            for timeline_id in dead:
                self._fleet.kill(timeline_id)
            self._discard_unknown()
        self._wake.set()

    def _dead_timelines(self) -> list[str]:
        timelines = {timeline["id"]: timeline for timeline in self._store.find("timeline")}
        wanted = {branch["_timeline"] for branch in self._store.find("branch")}
        wanted |= {snapshot["_timeline"] for snapshot in self._store.find("snapshot")}
        wanted |= {pin["_timeline"] for pin in self._store.find("pin")}
        wanted |= {
            timelines[name]["source"]
            for name in list(wanted)
            if name in timelines and not timelines[name]["made"]
        }
        return [name for name in timelines if name not in wanted]

    def _discard_unknown(self) -> None:
        with self._store.transaction():
            timelines = self._store.find("timeline")
            bases = {base["id"] for timeline in timelines for base in timeline["bases"]}
            known = {timeline["id"] for timeline in timelines}
            # a base is on disk a moment before its timeline says so
            bases |= {entry.name for entry in self._layout.bases.iterdir() if entry.name[:19] in known}
            endpoints = {endpoint["id"] for endpoint in self._store.find("endpoint")}
        for folder, wanted in (
            (self._layout.timelines, known),
            (self._layout.bases, bases),
            (self._layout.replicas, endpoints),
        ):
            for entry in folder.iterdir():
                if entry.name not in wanted and not entry.name.startswith(".making-"):
                    self._fleet.kill(entry.name)
                    self._workshop.discard(entry)

    def _serve(self) -> None:
        while not self._closing:
            self._wake.wait()
            self._wake.clear()
            if self._requested:
                self._requested = False
                self.collect()
            self._workshop.sweep()
