"""A folder of revisions, read: what is in it, in which order, and which way leads from one to another.

Never here: running them (run.py).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.script import ScriptDirectory
from alembic.util import CommandError

from neonctl_py.ddl.registry import register
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alembic.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """``hazards`` by name as the file says them; None where it says nothing, which is every file that we did not write.
    ``no_downgrade``: why it can't be taken back.
    """

    id: str
    down: tuple[str, ...]
    title: str
    file: Path
    is_head: bool
    is_merge: bool
    labels: tuple[str, ...]
    hazards: tuple[str, ...] | None
    downgrade_hazards: tuple[str, ...] | None
    no_downgrade: str = ""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What is wrong with a folder of revisions, said with its name."""
    try:
        yield
    except CommandError as error:
        raise NeonpyError("the revisions can't be read", detail=f"{path}: {error}") from error
    except (SyntaxError, ImportError, NameError, AttributeError, TypeError, ValueError, KeyError) as error:
        raise NeonpyError(
            "a revision can't be read", detail=f"{path}: {type(error).__name__}: {error}"
        ) from error


class RevisionFolder:
    """``path`` holds ``versions/``, or the revisions themselves. A folder that isn't there has none."""

    def __init__(self, path: Path) -> None:
        register()
        self.path = path
        self.versions = path / "versions" if (path / "versions").is_dir() or not _holds_code(path) else path
        with reading(path):
            there = next(place for place in (path, *path.absolute().parents) if place.is_dir())
            self.scripts = ScriptDirectory(str(there), version_locations=[str(self.versions)])
            self._revisions = self._read() if self.versions.is_dir() else []

    def _read(self) -> list[Revision]:
        found = [_revision(script) for script in self.scripts.walk_revisions()]
        return found[::-1]

    @property
    def revisions(self) -> Sequence[Revision]:
        """From the first to the heads."""
        return self._revisions

    @property
    def heads(self) -> tuple[str, ...]:
        """Nothing follows them."""
        return tuple(sorted(revision.id for revision in self._revisions if revision.is_head))

    def one_head(self, command: str) -> str | None:
        """The head; None for an empty folder. Raises NeonpyError when there are several."""
        if len(self.heads) > 1:
            raise NeonpyError(
                "several heads",
                detail=f"{self.versions} has {', '.join(self.heads)}: two revisions follow the same one.",
                hint=f"Join them: {command}",
            )
        return self.heads[0] if self.heads else None

    def get(self, revision: str) -> Revision:
        """By its id. Raises NeonpyError when it is not there."""
        for found in self._revisions:
            if found.id == revision:
                return found
        raise NeonpyError(
            "a revision isn't there",
            detail=f"The database is at {revision}, and {self.versions} holds no such file.",
            hint="Bring the file back, or: neonpy migrate stamp REVISION",
        )


def _holds_code(path: Path) -> bool:
    return path.is_dir() and any(file.name != "env.py" for file in path.glob("*.py"))


def _revision(script: Script) -> Revision:
    down = script.down_revision
    return Revision(
        id=script.revision,
        down=() if down is None else (down,) if isinstance(down, str) else tuple(down),
        title=script.doc,
        file=Path(script.path),
        is_head=script.is_head,
        is_merge=script.is_merge_point,
        labels=tuple(sorted(script.branch_labels)),
        hazards=_names(script.module, "hazards"),
        downgrade_hazards=_names(script.module, "downgrade_hazards"),
        no_downgrade=str(getattr(script.module, "no_downgrade", "")),
    )


def _names(module: Any, name: str) -> tuple[str, ...] | None:
    held = getattr(module, name, None)
    return tuple(map(str, held)) if isinstance(held, list | tuple) else None
