"""Which code this is: what was remembered by other code is not asked. Never here: what is remembered."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_READ_BY: Final = ("yaml", "psycopg")
"""Packages that decide what a text or an answer is read to."""


@cache
def code_identity() -> str:
    """Changes with the version, with every edit of a source file, and with the Python and the packages that read for us."""
    made = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for line in sorted(_files(str(_PACKAGE))):
        made.update(line.encode(errors="surrogatepass"))
    for name in _READ_BY:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found = Path(spec.origin).stat()
            made.update(f"{spec.origin} {found.st_size} {found.st_mtime_ns}".encode())
    return made.hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif entry.name.endswith((".py", ".sql")):
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}\n"
