"""What a loaded stack stands on, so that somebody can tell later whether loading it again would give the same.

Never here: what a text means.
"""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.model.address import Address


@dataclass(slots=True)
class Inputs:
    """``files``: path -> digest of the bytes that were read. ``patterns``: (folder, pattern) -> the paths that matched.
    ``environment``, ``variables``: what was asked for, with its value. ``urls``: the text, as the file has it, of each server's
    URL. ``is_complete``: nothing else was read.
    """

    files: dict[str, str] = field(default_factory=dict)
    patterns: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    environment: dict[str, str | None] = field(default_factory=dict)
    variables: dict[str, str | None] = field(default_factory=dict)
    urls: dict[Address, str] = field(default_factory=dict)
    is_complete: bool = True


class Asked(Mapping[str, str]):
    """The same mapping; ``found`` notes what was looked up."""

    def __init__(self, values: Mapping[str, str], found: dict[str, str | None]) -> None:
        self._values = values
        self._found = found

    def __getitem__(self, key: str) -> str:
        self._found[key] = self._values.get(key)
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def content_digest(content: bytes) -> str:
    """Of a file."""
    return hashlib.sha256(content).hexdigest()


def matching(folder: Path, pattern: str) -> list[str]:
    """The paths that an include means, in order, as seen from the folder."""
    return sorted(glob.glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207  absolute patterns too
