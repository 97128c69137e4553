"""How long rows live: declared, run by ``neonpy retention run``. Address: ``project.P/retention.NAME`` or below its database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

Action = Literal["delete", "archive", "shred"]

_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_PASSING: Final = re.compile(
    r"\b(now|(clock|statement|transaction|current|local)_?timestamp|current_(time|date)|localtime|timeofday|age|random(_normal)?"
    r"|(gen_random_|uuid_generate_v|uuidv)\w+|nextval|txid_current|pg_current_xact_id|pg_current_wal_\w+)\b",
    re.IGNORECASE,
)
_MOMENTS: Final = frozenset({"'now'", "'today'", "'tomorrow'", "'yesterday'"})


def stays_the_same(expression: str) -> bool:
    """Would it have the same value later? A moment, a random number, the next of a sequence would not."""
    if any(text.lower() in _MOMENTS for text in _QUOTED.findall(expression)):
        return False
    return _PASSING.search(_QUOTED.sub(" ", expression)) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKeys:
    """Where each record's own encryption key is: ``table`` (``schema.name``) has a row per record, whose ``record`` is what the rule's
    table calls ``of``. Destroying it empties ``key`` and dates ``destroyed`` ("": nothing is dated). ``project`` and ``database`` where that is
    another database than the rule's.
    """

    table: str
    record: str
    key: str
    of: str
    destroyed: str = ""
    project: str = ""
    database: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """``table`` as ``schema.name`` of ``database``, ``where`` picks the rows whose time is over, except those for which ``hold`` is
    true. ``action``: they are deleted; moved into the table ``into`` or into files below ``to`` (``format``); or made unreadable:
    their key is destroyed, the columns ``erase`` are emptied, ``mark`` (column, SQL value) is set; those of its values that stay the
    same (``lasting_mark``) tell a row that was done. ``cascades``: rows of other tables
    may go (or be changed) with deleted ones, by ON DELETE CASCADE, SET NULL or SET DEFAULT.
    """

    kind: ClassVar[str] = "retention"

    table: str
    where: str
    action: Action = "delete"
    hold: str = ""
    into: str = ""
    to: str = ""
    format: Literal["jsonl", "csv"] = "jsonl"
    keys: RecordKeys | None = None
    erase: tuple[str, ...] = ()
    mark: tuple[tuple[str, str], ...] = ()
    cascades: bool = False
    database: str = ""

    @property
    def lasting_mark(self) -> tuple[tuple[str, str], ...]:
        """What tells a row that was done from one that wasn't, at any later moment."""
        return tuple(item for item in self.mark if stays_the_same(item[1]))
