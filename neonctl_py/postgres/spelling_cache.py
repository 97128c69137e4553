"""What the server made of a text before: for as long as the process lives, and, where a keeper is given, for later ones.

Nothing here asks the server, and nothing knows where things are kept. An answer holds for every server of that version on
which the same types, functions, extensions and relations are (``questions.world``) and for the columns that the text names.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, Protocol

from neonctl_py.postgres.questions import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.postgres.questions import Question

_LIMIT: Final = 50_000

Spelling = dict[str, Any]
"""Field -> what the server spells there."""


class Keeper(Protocol):
    """Keeps the answers of one database between processes; what it can't read is nothing."""

    def load(self) -> Mapping[str, Spelling]:
        """By key, what was used longest ago first."""
        ...

    def save(self, known: Mapping[str, Spelling], /) -> None:
        """Keep all of it."""
        ...


class SpellingCache:
    """Bounded; what was not asked for longest goes first."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        self._keeper = keeper
        self._known: OrderedDict[str, Spelling] = OrderedDict()
        self._is_loaded = keeper is None
        self._is_changed = False

    def get(self, key: str) -> Spelling | None:
        """What the server spelled, or None."""
        if not self._is_loaded and self._keeper is not None:
            self._is_loaded = True
            for old, value in self._keeper.load().items():
                self._known.setdefault(old, value)
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def put(self, key: str, value: Spelling) -> None:
        """Remember it."""
        self._known[key] = value
        self._is_changed = True
        if len(self._known) > _LIMIT:
            self._known.popitem(last=False)

    def keep(self) -> None:
        """For later processes, what is new."""
        if self._keeper is not None and self._is_changed:
            self._keeper.save(self._known)
            self._is_changed = False


def key_of(world: str, question: Question) -> str:
    """The same in every process."""
    return digest([world, repr(question)])
