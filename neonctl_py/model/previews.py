"""How previews of a stack are made: branches that come with a pull request and go with it. Not an object of the stack."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from neonctl_py.model.compute import Compute

PreviewData = Literal["full", "schema-only", "anonymized"]
Refresh = Literal["reset", "forward"]

WEEK: Final = 7 * 86_400
NAME: Final = "preview/pr-${pr}-${slug}"


@dataclass(frozen=True, slots=True)
class Previews:
    """``name``: a template with ``${pr}`` and ``${slug}``. ``parent``: a branch's name, "" for the default one. ``ttl``: seconds.
    ``most``: how many there may be at once. ``refresh``: anew from the parent, or migrated forward. ``seed``: SQL files by
    database, "" for the only one, relative to the stack's folder.
    """

    name: str = NAME
    parent: str = ""
    data: PreviewData = "full"
    ttl: int = WEEK
    most: int | None = None
    refresh: Refresh = "reset"
    seed: tuple[tuple[str, str], ...] = ()
    compute: Compute = field(default_factory=Compute)

    def may_be(self, branch: str) -> bool:
        """Could a preview be called that, finished or not?"""
        return _pattern(self.name).fullmatch(branch) is not None


@lru_cache
def _pattern(template: str) -> re.Pattern[str]:
    """A word that is empty takes the dash before it along."""
    parts = re.split(r"[-/]?\$\{(?:pr|slug)\}", template)
    return re.compile(r"(?:[-/]?[A-Za-z0-9_-]*)".join(map(re.escape, parts)) + r"(?:\.making-[0-9a-f]{6})?")
