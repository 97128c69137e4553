"""Extensions that a project's owner creates on Neon, and that plain Postgres keeps for superusers.

Never here: where an installation lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TRUSTED = (
    "autoinc",
    "bloom",
    "dblink",
    "earthdistance",
    "insert_username",
    "intagg",
    "moddatetime",
    "pg_buffercache",
    "pg_prewarm",
    "pg_stat_statements",
    "pgrowlocks",
    "pgstattuple",
    "postgres_fdw",
    "refint",
    "sslinfo",
    "xml2",
)


def trust(control: Path) -> None:
    """Mark the extension of a control file as trusted, if it is one of those."""
    text = control.read_text()
    if control.stem in _TRUSTED and "trusted" not in text:
        control.write_text(f"{text.rstrip()}\ntrusted = true\n")
