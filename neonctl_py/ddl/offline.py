"""The plan as SQL text: what is executed live, statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.hidden import harmless_revealed, has_mark, revealed
from neonctl_py.ddl.operations.index import built_name
from neonctl_py.ddl.quoting import qualified
from neonctl_py.ddl.script import SESSION_SETTINGS, scripts
from neonctl_py.ddl.session import OFFLINE, Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neonctl_py.ddl.script import Part, Script
    from neonctl_py.plan.steps import SqlStep

_FILE_SETTINGS = ("SET client_encoding = 'UTF8'", *SESSION_SETTINGS)


def statements(steps: Iterable[SqlStep], session: Session = OFFLINE) -> list[str]:
    """Every statement of every step, in order, without semicolons, transactions and session settings."""
    written = scripts(steps, session)
    return [text for script in written for part in script.parts for text in part.statements]


def script_text(steps: Sequence[SqlStep], session: Session = OFFLINE, *, secrets: bool = False) -> str:
    """A file that ``psql -v ON_ERROR_STOP=1 -f`` runs as it is: with transactions, timeouts, search paths, and hazards as comments.

    ``secrets``: write them, too. Else a mark stands for one in a new object, and what would overwrite one is a comment.
    """
    written = list(scripts(steps, session))
    return "".join(
        [
            *_head(steps, written),
            *(f"{line};\n" for line in _FILE_SETTINGS),
            *(line for script in written for line in _file_lines(script, secrets=secrets)),
        ]
    )


def _head(steps: Sequence[SqlStep], written: Sequence[Script]) -> Iterator[str]:
    hazards = sorted({hazard for step in steps for hazard in step.hazards})
    yield from (f"-- {hazard.value}: {hazard.sentence}\n" for hazard in hazards)
    if any(not script.is_transactional for script in written):
        yield "-- Some of it can't run in a transaction block, so psql must not open one (no --single-transaction).\n"


def _file_lines(script: Script, *, secrets: bool) -> Iterator[str]:
    yield from (f"{line};\n" for line in script.settings)
    if script.is_transactional:
        yield "BEGIN;\n"
    for part in script.parts:
        yield from (f"{line};\n" for line in part.before)
        yield from _part_lines(part, secrets=secrets)
    yield from (f"{line};\n" for line in script.closing)
    if script.is_transactional:
        yield "COMMIT;\n"


def _part_lines(part: Part, *, secrets: bool) -> Iterator[str]:
    step = part.step
    if step.hazards:
        yield f"-- {', '.join(hazard.value for hazard in step.hazards)}\n"
    if (name := built_name(step)) is not None:  # a failed attempt leaves an invalid index behind
        yield f"DROP INDEX CONCURRENTLY IF EXISTS {qualified(*name)};\n"
    for lowered in part.statements:
        statement = revealed(lowered, step) if secrets else harmless_revealed(lowered, step)
        if secrets or not has_mark(statement):
            yield f"{statement};\n"
        elif step.before is None:
            yield f"-- its secret is not written here\n{statement};\n"
        else:
            text = statement.replace("\n", "\n-- ")
            yield f"-- left out, because the new secret is not written here:\n-- {text}\n"
