"""What earlier runs changed in a database, read back from it. Never here: writing it (journal), what becomes of it."""

from __future__ import annotations

import json
import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.apply.journal import CHANGES, TABLE
from neonctl_py.model.address import Address
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.report.apply_report import Kept

if TYPE_CHECKING:
    from datetime import datetime

    from neonctl_py.model.values import Secret

_QUERY: Final = f"""
select c.apply::text, coalesce(c.reverts::text, ''), c.noted_at, c.kept::text, c.content, h.who, h.command, h.plan_fingerprint,
       exists (select from {TABLE} e where e.run = c.run and e.outcome = 'applied')
  from {CHANGES} c join {TABLE} h on h.run = c.run and h.finished_at is null
 order by c.noted_at desc
 limit 200
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastChanges:
    """One run in one database. ``apply``: the id that its runs in several databases share; ``document`` as ``plan.undo`` wrote it.
    ``is_done``: it came to its end.
    """

    database: Address
    apply: str
    reverts: str
    noted: datetime
    who: str
    command: str
    plan_fingerprint: str
    kept: tuple[Kept, ...]
    document: dict[str, Any]
    is_done: bool


def past_changes(url: Secret, database: Address) -> list[PastChanges]:
    """The newest first. Empty where nothing was ever noted. Raises PostgresError."""
    with closing(connect(url)) as connection, translated_errors("The journal can't be read."):
        there = connection.execute(
            f"select pg_catalog.to_regclass('{CHANGES}') is not null".encode()
        ).fetchone()
        if not there or not there[0]:
            return []
        rows = connection.execute(_QUERY.encode()).fetchall()
    return [
        PastChanges(
            database=database,
            apply=apply,
            reverts=reverts,
            noted=noted,
            who=who,
            command=command,
            plan_fingerprint=plan,
            kept=tuple(
                Kept(Address.parse(item["branch"]), item["kind"], item["name"], item["id"], item["until"])
                for item in json.loads(kept)
            ),
            document=json.loads(zlib.decompress(content)),
            is_done=is_done,
        )
        for apply, reverts, noted, kept, content, who, command, plan, is_done in rows
    ]
