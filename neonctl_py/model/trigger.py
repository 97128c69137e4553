"""A trigger of a table or a view. Address: ``…/table.S.T/trigger.NAME`` or ``…/view.S.V/trigger.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import QualifiedName, Unset, settable

Enabled = Literal["origin", "disabled", "replica", "always"]

EVENTS = ("insert", "delete", "update", "truncate")
"""In the order in which Postgres prints them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """``timing``: ``before``, ``after``, ``instead of``; ``events`` in the order of ``EVENTS``; ``columns``: UPDATE OF, in the order
    of writing. ``level``: ``row`` or ``statement``. ``when`` without its parentheses. ``arguments``: the texts that the function
    gets. ``old_table``, ``new_table``: transition tables. ``constraint``: a constraint trigger, with ``references`` its FROM table.
    ``enabled``: ``origin`` is the plain state.
    """

    kind: ClassVar[str] = "trigger"

    timing: str = settable(default="after")
    events: tuple[str, ...] = settable(default=())
    columns: tuple[str, ...] = settable(default=())
    level: str = settable(default="statement")
    when: str | None = settable(default=None, canonical="expression")
    function: QualifiedName = settable(default=QualifiedName("", ""))
    arguments: tuple[str, ...] = settable(default=())
    old_table: str | None = settable(default=None)
    new_table: str | None = settable(default=None)
    constraint: bool = settable(default=False, immutable=True)
    references: QualifiedName | None = settable(default=None, immutable=True)
    deferrable: bool = settable(default=False)
    initially_deferred: bool = settable(default=False)
    enabled: Enabled = settable(default="origin")
    comment: str | Unset | None = settable(default=None)
