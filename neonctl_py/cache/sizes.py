"""What took how much space when: one file for each database, so that a later look can tell what grew.

Names of tables and numbers only. Never here: asking a database.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from neonctl_py.cache.folder import CacheFolder, cache_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.values import Secret

Sizes = dict[tuple[str, str], int]
"""Bytes by kind (``database``, ``table``, ``index``) and name."""

_FORM: Final = "sizes of databases, form 1"
_KEPT: Final = 120
_SECONDS_APART: Final = 60


@dataclass(frozen=True, slots=True)
class Look:
    """One moment's sizes, in UTC."""

    moment: datetime
    sizes: Sizes


class SizeMemory:
    """Of all databases that this user has looked at. Without a folder nothing is remembered."""

    def __init__(self, folder: CacheFolder | None) -> None:
        self._folder = folder

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> SizeMemory:
        """Beside what plans remember, and off with it."""
        plans = cache_folder(environment)
        return cls(None if plans is None else CacheFolder(plans.path / "sizes", identity=_FORM))

    def earlier(self, url: Secret) -> tuple[Look, ...]:
        """Oldest first."""
        content = None if self._folder is None else self._folder.read(_name(url))
        return () if content is None else tuple(_look(entry) for entry in json.loads(content))

    def keep(self, url: Secret, look: Look) -> None:
        """Those of the same minute are one; of very many every second old one goes."""
        if self._folder is None:
            return
        known = [
            one for one in self.earlier(url) if (look.moment - one.moment).total_seconds() > _SECONDS_APART
        ]
        kept = [*_thinned(known), look]
        body = json.dumps(
            [[one.moment.isoformat(), [[*key, size] for key, size in one.sizes.items()]] for one in kept]
        )
        self._folder.write(_name(url), body.encode())


def _thinned(looks: Sequence[Look]) -> Sequence[Look]:
    """The first one stays for ever."""
    if len(looks) < _KEPT:
        return looks
    half = len(looks) // 2
    return [*looks[:half:2], *looks[half:]]


def _look(entry: tuple[str, list[tuple[str, str, int]]]) -> Look:
    moment, sizes = entry
    return Look(
        datetime.fromisoformat(moment).astimezone(UTC), {(what, name): size for what, name, size in sizes}
    )


def _name(url: Secret) -> str:
    """Of the place, whoever connects there."""
    parts = urlsplit(url.reveal())
    place = f"{parts.netloc.rpartition('@')[2]}{parts.path}" + (
        "" if parts.netloc.rpartition("@")[2] else f"?{parts.query}"
    )
    return "sizes-" + hashlib.sha256(place.encode()).hexdigest()[:32]
