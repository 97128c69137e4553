"""The folder of remembered things: private, bounded, and never trusted further than it can be. What is in the files is others' business.

Whatever is wrong with a file or with the folder is a miss, and a sentence in ``notes`` for ``-v``; it is never an error.
A file is read only from a folder that is ours and that nobody else may write to, and only when it is whole.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neonctl_py.cache.code_identity import code_identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIABLE: Final = "NEONPY_PLAN_CACHE"
OFF: Final = frozenset({"off", "0", "no", "false"})
MAXIMUM_BYTES: Final = 256 * 1024 * 1024
"""All files together; those that were not used for longest go first."""
MAXIMUM_FILE: Final = 64 * 1024 * 1024

_HEAD: Final = hashlib.sha256().digest_size
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_TOUCH_SECONDS: Final = 3600


@dataclass(slots=True, eq=False)
class CacheFolder:
    """Named contents. ``notes``: why something could not be read or kept. ``identity``: of whoever may read what was written;
    else it is this very code, and what other code wrote is forgotten.
    """

    path: Path
    notes: list[str] = field(default_factory=list)
    identity: str = ""

    def read(self, name: str) -> bytes | None:
        """What was written under that name by the same code; None when there is nothing to rely on."""
        try:
            with self._folder() as folder:
                content = _read_at(folder, name)
        except FileNotFoundError:
            return None
        except OSError as error:
            self.notes.append(f"{name} can't be read: {error.strerror}")
            return None
        head, body = content[:_HEAD], content[_HEAD:]
        if head == self._seal(body):
            return body
        self.notes.append(f"{name} is not whole, or of other code")
        return None

    def write(self, name: str, body: bytes) -> None:
        """Keep it, all or nothing; what is too large is not kept."""
        if len(body) > MAXIMUM_FILE:
            self.notes.append(f"{name} is too large to be kept")
            return
        temporary = f".{name}.{os.getpid()}.{time.monotonic_ns()}"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._folder() as folder:
                _write_at(folder, temporary, self._seal(body) + body)
                try:
                    os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
                except OSError:
                    os.unlink(temporary, dir_fd=folder)
                    raise
                _make_room(folder)
        except OSError as error:
            self.notes.append(f"{name} can't be kept in {self.path}: {error.strerror}")

    def _seal(self, body: bytes) -> bytes:
        """Holds for this content, read by this code (or whoever has the same identity)."""
        return hashlib.sha256((self.identity or code_identity()).encode() + body).digest()

    @contextmanager
    def _folder(self) -> Iterator[int]:
        """The open folder. Raises OSError, also for one that others may write to."""
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if _is_foreign(os.fstat(folder)):
                raise PermissionError(errno.EPERM, "the folder is not ours alone")
            yield folder
        finally:
            os.close(folder)


def _is_foreign(found: os.stat_result) -> bool:
    return found.st_uid != os.geteuid() or bool(found.st_mode & _OTHERS_MAY_WRITE)


def _read_at(folder: int, name: str) -> bytes:
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or _is_foreign(found):
            raise PermissionError(errno.EPERM, "it is not ours alone")
        if time.time() - found.st_mtime > _TOUCH_SECONDS:
            os.utime(file.fileno())  # it is in use: see _make_room
        return file.read(MAXIMUM_FILE + _HEAD)


def _write_at(folder: int, name: str, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(name, flags, 0o600, dir_fd=folder), "wb") as file:
        file.write(content)


def _make_room(folder: int) -> None:
    """Remove what is over the limit. Another process may do the same at the same time."""
    found = []
    for name in os.listdir(folder):
        with suppress(FileNotFoundError):
            known = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISREG(known.st_mode):  # a folder in it makes room by itself
                found.append((known.st_mtime, known.st_size, name))
    total = sum(size for _, size, _ in found)
    for _, size, name in sorted(found):
        if total <= MAXIMUM_BYTES:
            return
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)
        total -= size


def cache_folder(environment: Mapping[str, str]) -> CacheFolder | None:
    """Where ``NEONPY_PLAN_CACHE`` says, else ``plans`` in the user's cache; None when it says ``off``."""
    written = environment.get(VARIABLE, "").strip()
    if written.lower() in OFF:
        return None
    if written:
        return _opened(Path(written))
    base = environment.get("XDG_CACHE_HOME", "")
    home = environment.get("HOME", "")
    if not base.startswith("/") and not home.startswith("/"):
        return None
    return _opened((Path(base) if base.startswith("/") else Path(home) / ".cache") / "neonpy" / "plans")


@lru_cache(maxsize=8)
def _opened(path: Path) -> CacheFolder:
    return CacheFolder(path)
