"""The texts of the files that diagnostics speak of, for excerpts. A file that can't be read gives none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.diagnostics import Diagnostic

_LIMIT = 10 * 1024 * 1024


def source_texts(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """File name -> text."""
    texts: dict[str, str] = {}
    for name in {diagnostic.span.file for diagnostic in diagnostics if diagnostic.span is not None}:
        path = Path(name)
        with suppress(OSError):
            if path.is_file() and path.stat().st_size <= _LIMIT:
                texts[name] = path.read_text(encoding="utf-8", errors="replace")
    return texts
