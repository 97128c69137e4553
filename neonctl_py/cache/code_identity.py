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
_READ_BY: Final = {"yaml": "pyyaml", "psycopg": "psycopg"}
"""Packages that decide what a text or an answer is read to, and how the folder of what their installer noted begins."""
_SOURCES: Final = (".py", ".sql")
_NOTED: Final = ".dist-info"


@cache
def code_identity() -> str:
    """Changes with the version, with every edit of a source file, and with the Python and the packages that read for us. The same
    release is the same code wherever and whenever it was installed: what one machine of a CI remembers, the next one may read.
    """
    made = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for line in identity_of(_PACKAGE):
        made.update(line.encode(errors="surrogatepass"))
    for name, noted in _READ_BY.items():
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            for line in _read_by(Path(spec.origin), noted):
                made.update(line.encode(errors="surrogatepass"))
    return made.hexdigest()


def identity_of(package: Path) -> Iterator[str]:
    """A line for each source file: what its installer noted of it, while nobody has edited it since; else its size and time."""
    noted, since = _installed(package)
    for path, size, time in sorted(_files(str(package))):
        name = path.removeprefix(f"{package.parent}{os.sep}").replace(os.sep, "/")
        known = noted.get(name)
        yield f"{name} {known}\n" if known is not None and time <= since else f"{path} {size} {time}\n"


def _installed(package: Path) -> tuple[dict[str, str], int]:
    """What the installer's record says of each file (digest and size), and when it was written; nothing for a working copy."""
    for record in package.parent.glob(f"{package.name}-*{_NOTED}/RECORD"):
        lines = record.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        parts = (line.partition(",") for line in lines)
        return {name: said for name, _, said in parts if name.endswith(_SOURCES)}, record.stat().st_mtime_ns
    return {}, 0


def _read_by(origin: Path, noted: str) -> Iterator[str]:
    """A released package is its version, as the folders beside it are called."""
    folders = sorted(
        entry.name
        for entry in os.scandir(origin.parents[1])
        if entry.name.endswith(_NOTED) and entry.name.lower().startswith(noted)
    )
    found = origin.stat()
    yield f"{folders} {found.st_size}\n" if folders else f"{origin} {found.st_size} {found.st_mtime_ns}\n"


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif entry.name.endswith(_SOURCES):
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
