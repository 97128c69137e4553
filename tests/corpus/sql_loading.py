"""A file of SQL, read into a database as a person with psql would: roles that it misses are made, what the server does not have
is named, and the rest is loaded all the same.

Never here: judging what came out of it.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from pathlib import Path

    from corpus_place import Place

    from neonctl_py.model.values import Secret

_ERROR = re.compile(r"(?:ERROR|FATAL):  ")
_NO_ROLE = re.compile(r'role "((?:[^"]|"")+)" does not exist')
_NO_EXTENSION = re.compile(r'extension "([^"]+)" is not available')
_HARMLESS = re.compile(r'role "[^"]+" already exists|schema "public" already exists')
_OTHER_DATABASE = re.compile(
    r"^\\(?:connect|c|restrict|unrestrict|!|q|quit|set\s+ON_ERROR_STOP)(?:\s.*)?$"
    r"|^(?:CREATE|DROP|ALTER|COMMENT\s+ON|GRANT\b[^;]*\bON|REVOKE\b[^;]*\bON)\s+DATABASE\b(?:'[^']*'|[^;'])*;",
    re.MULTILINE | re.IGNORECASE,
)
_COPY = re.compile(r"^COPY\b[^;]*\bFROM\s+stdin\b[^;]*;\n.*?^\\\.$", re.MULTILINE | re.IGNORECASE | re.DOTALL)
_TIME_LIMIT = 1800


@dataclass(frozen=True)
class Loaded:
    """``errors``: psql's, with the line. ``extensions``: those that the server does not have. ``roles``: those that were made."""

    errors: tuple[str, ...]
    extensions: tuple[str, ...]
    roles: frozenset[str]


def load(there: Place, url: Secret, text: str, folder: Path | None = None) -> Loaded:
    """Into the empty database at ``url``, which is made again as long as roles are missing. ``folder``: where included files are."""
    script = one_database(text)
    asked: set[str] = set()
    made: set[str] = set()
    while True:
        errors = _errors(there, url, script, folder)
        missing = {found[1].replace('""', '"') for line in errors if (found := _NO_ROLE.search(line))} - asked
        if not missing:
            break
        asked |= missing
        made |= there.make_roles(missing)
        there.empty(conninfo_to_dict(url.reveal())["dbname"])
    extensions = {found[1] for line in errors if (found := _NO_EXTENSION.search(line))}
    return Loaded(tuple(errors), tuple(sorted(extensions)), frozenset(made))


def _errors(there: Place, url: Secret, script: str, folder: Path | None) -> list[str]:
    result = subprocess.run(
        [there.binaries.tool("psql"), "-X", "-q", "-d", url.reveal()],
        input=script.encode("utf-8", "surrogateescape"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        cwd=folder,
        env={**there.binaries.environment(), "PGOPTIONS": "-c client_min_messages=error"},
        timeout=_TIME_LIMIT,
    )
    lines = result.stderr.decode("utf-8", "replace").splitlines()
    return [line for line in lines if _ERROR.search(line) and not _HARMLESS.search(line)]


def one_database(text: str) -> str:
    """Without what would leave the database that it is read into: other connections, programs, statements about databases.
    Rows between COPY and its end are kept as they are.
    """
    parts: list[str] = []
    end = 0
    for rows in _COPY.finditer(text):
        parts += (_OTHER_DATABASE.sub("", text[end : rows.start()]), rows[0])
        end = rows.end()
    return "".join((*parts, _OTHER_DATABASE.sub("", text[end:])))
