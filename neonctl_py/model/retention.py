"""How long rows live: declared, run by ``neonpy retention run``. Address: ``project.P/retention.NAME`` or below its database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Action = Literal["delete", "archive", "shred"]


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
    their key is destroyed, the columns ``erase`` are emptied, ``mark`` (column, SQL value) is set. ``cascades``: rows of other tables
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
