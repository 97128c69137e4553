"""The plan as SQL text: what is executed live, statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.script import SESSION_SETTINGS, scripts
from neonctl_py.ddl.session import OFFLINE, Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.plan.steps import SqlStep


def statements(steps: Iterable[SqlStep], session: Session = OFFLINE) -> list[str]:
    """Every statement of every step, in order, without semicolons, transactions and session settings."""
    written = scripts(steps, session)
    return [text for script in written for part in script.parts for text in part.statements]


def script_text(steps: Iterable[SqlStep], session: Session = OFFLINE) -> str:
    """A file that ``psql -v ON_ERROR_STOP=1`` can run: with transactions, timeouts and search paths."""
    lines = [*SESSION_SETTINGS, *(line for script in scripts(steps, session) for line in script.lines())]
    return "".join(f"{line};\n" for line in lines)
