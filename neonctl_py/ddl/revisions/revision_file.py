"""One written revision as a value and as the text of its file. The same steps give the same bytes.

Never here: a folder (folder.py), and what the operations are (operation_source).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.ddl.revisions.operation_source import calls
from neonctl_py.ddl.revisions.python_source import assignment, statement
from neonctl_py.ddl.revisions.stages import inside_operations, outside_operations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.ddl.revisions.stages import Stage
    from neonctl_py.ddl.session import Session
    from neonctl_py.plan.hazards import Hazard

_BLOCK: Final = "    with op.get_context().autocommit_block():"
_SLUG: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a revision shall do. ``downgrade`` None: it can't be taken back, and ``why_not`` says why. ``part`` of ``parts``:
    where one plan needs several revisions. ``plan``: the fingerprint of what was planned.
    """

    message: str
    database: str
    upgrade: Stage
    downgrade: Sequence[Stage] | None
    why_not: str = ""
    part: int = 1
    parts: int = 1
    plan: str = ""

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """Of the upgrade, by name."""
        return _hazards([self.upgrade])

    @property
    def downgrade_hazards(self) -> tuple[Hazard, ...]:
        """Of the downgrade, by name."""
        return _hazards(self.downgrade or ())


@dataclass(frozen=True, slots=True)
class WrittenRevision:
    """``name`` of the file, ``text`` of it."""

    revision: str
    name: str
    text: str


def _hazards(stages: Iterable[Stage]) -> tuple[Hazard, ...]:
    return tuple(sorted({hazard for stage in stages for step in stage.steps for hazard in step.hazards}))


def written(
    draft: Draft, down_revisions: Sequence[str], session: Session, *, revision: str = ""
) -> WrittenRevision:
    """The file. ``down_revisions``: the heads that it follows; several make it a merge. ``revision``: its id, where it
    is not to follow from what the file says.
    """
    upgrade = "\n".join(_body([draft.upgrade], session)) or "    pass"
    if draft.downgrade is None:
        upgrade_back = "    raise NotImplementedError(no_downgrade)"
    else:
        upgrade_back = "\n".join(_body(draft.downgrade, session)) or "    pass"
    functions = f"\n\ndef upgrade() -> None:\n{upgrade}\n\n\ndef downgrade() -> None:\n{upgrade_back}\n"
    seed = "\0".join((draft.database, *down_revisions, draft.message, str(draft.part), functions))
    seed += draft.why_not
    revision = revision or hashlib.sha256(seed.encode()).hexdigest()[:12]
    down: Any = tuple(down_revisions) if len(down_revisions) > 1 else next(iter(down_revisions), None)
    text = "\n".join(
        [
            *_docstring(draft, revision, down_revisions),
            "",
            *_imports(functions),
            "",
            assignment("revision", revision),
            assignment("down_revision", down),
            assignment("branch_labels", None),
            assignment("depends_on", None),
            "",
            assignment("hazards", tuple(hazard.value for hazard in draft.hazards)),
            assignment("downgrade_hazards", _downgrade_names(draft)),
            *_no_downgrade(draft),
            functions,
        ]
    )
    return WrittenRevision(revision, f"{revision}_{_slug(draft)}.py", text)


def _no_downgrade(draft: Draft) -> Iterator[str]:
    """Also read by ``migrate downgrade``, which refuses before it begins."""
    if draft.downgrade is None:
        yield assignment("no_downgrade", draft.why_not or "It can't be taken back.")


def _downgrade_names(draft: Draft) -> tuple[str, ...]:
    if draft.downgrade is None:
        return ("cannot-be-undone",)
    return tuple(hazard.value for hazard in draft.downgrade_hazards)


def _body(stages: Sequence[Stage], session: Session) -> Iterator[str]:
    for stage in stages:
        outside = list(_lines(outside_operations(stage, session), "        "))
        if outside:
            yield _BLOCK
            yield from outside
        yield from _lines(inside_operations(stage, session), "    ")


def _lines(operations: Iterable[MigrateOperation], indent: str) -> Iterator[str]:
    for operation in operations:
        yield from (statement(call, indent) for call in calls(operation))


def _docstring(draft: Draft, revision: str, down_revisions: Sequence[str]) -> Iterator[str]:
    part = f" ({draft.part} of {draft.parts})" if draft.parts > 1 else ""
    yield f'"""{_harmless(draft.message)}{part}'
    yield ""
    if draft.parts > 1:
        yield "One change in several parts: each may be interrupted, and goes on when it is run again."
        yield ""
    yield f"Revision ID: {revision}"
    yield f"Revises: {', '.join(down_revisions)}".rstrip()
    yield ""
    yield f"Database: {_harmless(draft.database)}"
    yield f"Plan: {draft.plan}".rstrip()
    yield from _told("Hazards", draft.hazards)
    if draft.downgrade is None:
        yield f"Downgrade: none. {_harmless(draft.why_not)}".rstrip()
    else:
        yield from _told("Hazards of the downgrade", draft.downgrade_hazards)
    yield '"""'


def _told(title: str, hazards: Sequence[Hazard]) -> Iterator[str]:
    if not hazards:
        yield f"{title}: none"
        return
    yield f"{title}:"
    yield from (f"    {hazard.value}: {hazard.sentence}" for hazard in hazards)


def _harmless(text: str) -> str:
    """As a part of a docstring, on one line."""
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', "'")


def _imports(functions: str) -> Iterator[str]:
    """What the functions use. A mention in a text costs no more than an import too many, which linters see."""
    if re.search(r"\bsa\.[A-Za-z]", functions):
        yield "import sqlalchemy as sa"
    yield "from alembic import op"
    if re.search(r"\bpostgresql\.[A-Z]", functions):
        yield "from sqlalchemy.dialects import postgresql"


def _slug(draft: Draft) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", draft.message.lower()).strip("_")[:_SLUG].strip("_") or "revision"
    return f"{words}_{draft.part}" if draft.parts > 1 else words
