"""A view. Address: ``…/database.D/view.SCHEMA.NAME``; rules, triggers and grants are inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """``type`` with its collation where that is not the type's own; "" where only the name is written."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """``query`` as ``pg_get_viewdef`` prints it, without the semicolon. ``columns``: what it yields, as the server says; before
    that the names that the stack writes, which then stand in the query. ``column_comments`` and ``column_defaults`` are
    (column, text), sorted by column.
    """

    kind: ClassVar[str] = "view"

    query: str = settable(default="", canonical="query")
    columns: tuple[ViewColumn, ...] = settable(default=(), compared=False, canonical="columns")
    security_invoker: bool = settable(default=False)
    security_barrier: bool = settable(default=False)
    check_option: Literal["local", "cascaded"] | None = settable(default=None)
    column_defaults: tuple[tuple[str, str], ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
    column_comments: tuple[tuple[str, str], ...] = settable(default=())
