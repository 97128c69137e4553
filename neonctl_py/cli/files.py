"""Writing a file whole or not at all, and telling early that it can't be written; reading one that is named on the command line."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from neonctl_py.errors import NeonpyError

PRIVATE = 0o600


def write_file(path: Path, text: str, *, mode: int = 0o644, synced: bool = True) -> None:
    """Replace the file by the text: written beside it, synced, renamed. Raises NeonpyError; the old file then stays. Not
    ``synced`` is for what can be made again: a thousand new files would take seconds of the disk.
    """
    if path.exists() and not path.is_file():
        _write_into(path, text)
        return
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            if synced:
                os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()
        raise _cannot_write(path, error) from error


def read_text(path: Path, problem: str, *, errors: str = "strict") -> str:
    """Its text; ``-`` is standard input. Raises NeonpyError with ``problem``. ``errors``: what becomes of bytes that are no UTF-8."""
    if path == Path("-"):
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8", errors=errors)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NeonpyError(problem, detail=f"{path}: {reason}") from error


def require_writable(path: Path) -> None:
    """Raise NeonpyError now rather than after the work: a file can't be made in its folder."""
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if path.exists() and not path.is_file():
            return  # a device or pipe: only writing tells
        with tempfile.NamedTemporaryFile(prefix=f".{path.name}.", dir=path.parent) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        raise _cannot_write(path, error) from error


def _write_into(path: Path, text: str) -> None:
    """A device, pipe or socket can't be replaced by a rename (as root it could, and would be gone): write into it."""
    try:
        with path.open("w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> NeonpyError:
    return NeonpyError(
        "a file can't be written",
        detail=f"{path}: {error.strerror or error}",
        hint="Name a file in a folder that exists, that you may write and that has room.",
    )
