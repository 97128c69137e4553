"""What a corpus consists of: files of SQL, alone or in pairs, and lines of cases. Never here: a database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """``old`` is None for a schema that stands alone. ``setup`` comes before either. ``folder``: where included files are."""

    name: str
    new: str
    old: str | None = None
    setup: str = ""
    roles: tuple[str, ...] = ()
    folder: Path | None = None


def entries(source: Path) -> Iterator[Entry]:
    """Of a folder of .sql files, of one such file, or of a ``.jsonl`` of cases."""
    if source.suffix == ".jsonl":
        for line in source.read_text("utf-8").splitlines():
            case = json.loads(line)
            roles = tuple(case.get("roles", ()))
            yield Entry(case["id"], case["new"], case["old"], case.get("setup", ""), roles)
        return
    for file in sorted(source.glob("*.sql")) if source.is_dir() else [source]:
        if source.is_dir() and file.stem.endswith("__old"):
            continue
        old = file.with_name(f"{file.stem}__old.sql")
        yield Entry(file.stem, _text(file), _text(old) if old.exists() else None, folder=file.parent)


def _text(file: Path) -> str:
    """Old example databases are in Latin-1: psql says so, and everything else still loads."""
    return file.read_text("utf-8", errors="surrogateescape")
