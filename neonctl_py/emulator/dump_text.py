"""What pg_dump and pg_dumpall write around the SQL of one database, taken out: psql's own commands and whole databases.

Never here: running it.
"""

from __future__ import annotations

import re
from typing import Final

from neonctl_py.emulator.errors import EmulatorError

_RESTRICTION: Final = re.compile(r"^\\(?:un)?restrict\b.*$", re.MULTILINE)
_CONNECTION: Final = re.compile(
    r"^\\(?:connect|c)\b[ \t]*(?:-reuse-previous=\w+[ \t]+)?(?P<target>.*)$", re.MULTILINE
)
_NAMED: Final = re.compile(r"dbname=(?:\\?'(?P<quoted>[^']*)'|(?P<plain>[^\s'\"]+))")
_DATABASE: Final = re.compile(
    r"^(?:CREATE|ALTER|DROP) DATABASE\b[^;]*;[ \t]*$|^(?:COMMENT ON|GRANT|REVOKE)\b[^;]*\bON DATABASE\b[^;]*;[ \t]*$",
    re.MULTILINE,
)
_EXTENSION: Final = r"^CREATE EXTENSION (?:IF NOT EXISTS )?{name}(?: WITH)?(?: SCHEMA (?P<schema>[^\s;]+))?[^;]*;[ \t]*$|^COMMENT ON EXTENSION {name} IS [^;]*;[ \t]*$"
_OF_THE_SERVER: Final = frozenset({"postgres", "template0", "template1"})


def one_database(text: str, name: str) -> str:
    """The same number of lines, for a session in the one database that it is about. Raises EmulatorError when there are several."""
    text = _RESTRICTION.sub("", text)
    targets = {_target(match["target"]) for match in _CONNECTION.finditer(text)} - _OF_THE_SERVER
    if len(targets) > 1:
        raise EmulatorError(
            "SQL files are read into one database",
            f"{name} connects to several: {', '.join(sorted(targets))}. Dump one of them: pg_dump --schema-only.",
        )
    if not targets:
        return text
    return _DATABASE.sub(_blank, _CONNECTION.sub("", text))


def without_extension(text: str, name: str) -> tuple[str, str]:
    """The text without the making of it, and the schema that it was to be in ("" where none is said)."""
    spelled = f"(?:{re.escape(name)}|" + re.escape(f'"{name}"') + r")(?![\w$])"
    pattern = re.compile(_EXTENSION.format(name=spelled), re.MULTILINE | re.IGNORECASE)
    found = next((match["schema"] for match in pattern.finditer(text) if match["schema"]), "")
    return pattern.sub(_blank, text), found.strip('"')


def _target(written: str) -> str:
    named = _NAMED.search(written)
    if named:
        return named["quoted"] or named["plain"]
    return written.strip().strip("'\"") or "postgres"


def _blank(match: re.Match[str]) -> str:
    """Its lines stay, so that messages tell the right ones."""
    return "\n" * match[0].count("\n")
