"""The plan as SQL text: what is executed live, statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.lower import lower
from neonctl_py.ddl.rendering import Renderer
from neonctl_py.ddl.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.plan.steps import SqlStep

_NEWEST = Session()


def statements(steps: Iterable[SqlStep], session: Session = _NEWEST) -> list[str]:
    """Every statement of every step, in order, without semicolons, transactions and session settings."""
    renderer = Renderer()
    return [text for step in steps for text in renderer.statements(lower(step, session))]
