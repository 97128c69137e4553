"""What this user's earlier runs remember, and where: the spellings of a database. Never here: how they are found out."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from neonctl_py.cache.folder import CacheFolder, cache_folder
from neonctl_py.cache.values import from_bytes, to_bytes
from neonctl_py.postgres.spelling_cache import SpellingCache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.spelling_cache import Spelling


@dataclass(frozen=True)
class _SpellingFile:
    folder: CacheFolder
    name: str

    def load(self) -> Mapping[str, Spelling]:
        content = self.folder.read(self.name)
        found = None if content is None else from_bytes(content)
        return found if isinstance(found, dict) else {}

    def save(self, known: Mapping[str, Spelling], /) -> None:
        content = to_bytes(dict(known))
        if content is not None:
            self.folder.write(self.name, content)


def spellings_of(database: Address) -> SpellingCache:
    """What servers made of the texts of a database of that address, whichever server it was on."""
    return _opened(cache_folder(os.environ), str(database))


@lru_cache(maxsize=256)
def _opened(folder: CacheFolder | None, database: str) -> SpellingCache:
    if folder is None:
        return SpellingCache()
    return SpellingCache(
        _SpellingFile(folder, f"spellings-{hashlib.sha256(database.encode()).hexdigest()[:32]}")
    )
