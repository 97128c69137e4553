"""Files that rows move into: one for each batch, compressed, on the disk before the rows go. Never here: which rows."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


_PART: Final = re.compile(
    r"\.?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-\d{6,}\.(?:jsonl|csv)\.gz(?:\.part)?"
)


@dataclass(frozen=True, slots=True)
class Part:
    """``name`` below the rule's folder; SHA-256 of the file as it lies there."""

    name: str
    digest: str


class ArchiveFolder:
    """The files of one rule on one database. ``place``: a path or ``file://`` URL, where each rule has a folder, and each database
    (``identity``) one of its own in it: branches, copies and rebuilt databases never meet there.
    """

    def __init__(self, place: str, rule: str, identity: str) -> None:
        root = Path(unquote(urlsplit(place).path)) if place.startswith("file:") else Path(place)
        self.path = root / re.sub(r"[^A-Za-z0-9._-]+", "_", rule) / identity

    def open(self, begun: Collection[str], known: Collection[str]) -> None:
        """Make the folder; take away what interrupted runs left: files whose rows are in the table still. ``begun``: the runs that the
        database itself noted; nothing else of the folder is ever touched. ``known``: the files that its log speaks of.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            for file in self.path.iterdir():
                if file.name not in known and _run_of(file.name) in begun:
                    file.unlink(missing_ok=True)
        except OSError as error:
            raise _cannot_write(self.path, error) from error

    def write(self, name: str, lines: Iterable[str]) -> Part:
        """Synced before it has its name, of ``part_name``. Raises NeonpyError when that can't be."""
        temporary = self.path / f".{name}.part"
        try:
            with temporary.open("wb") as file:
                file_mode = 0o600
                os.fchmod(file.fileno(), file_mode)
                with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
                    for line in lines:
                        packed.write(f"{line}\n".encode())
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path / name)
            folder = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
            digest = hashlib.sha256((self.path / name).read_bytes()).hexdigest()
        except OSError as error:
            raise _cannot_write(temporary, error) from error
        return Part(name, digest)


def part_name(run: str, number: int, kind: str) -> str:
    """Of the file of a run's batch: it begins with the run."""
    return f"{run}-{number:06}.{kind}.gz"


def _run_of(name: str) -> str:
    """The run that wrote a file, or began to; "" where it is no file of ours."""
    found = _PART.fullmatch(name)
    return found[1] if found else ""


def _cannot_write(path: Path, error: OSError) -> NeonpyError:
    return NeonpyError(
        "rows can't be archived",
        detail=f"{path}: {error.strerror or error}. They stay in the table.",
        hint="`to:` must name a folder that may be written and has room.",
    )
