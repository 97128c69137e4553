"""A view. Address: ``…/database.D/view.SCHEMA.NAME``; rules, triggers and grants are inside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from neonctl_py.model.values import NEVER_COMPARED, Unset, settable

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """``type`` with its collation where that is not the type's own; "" where only the name is written."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """``query`` as ``pg_get_viewdef`` prints it, without the semicolon. ``columns``: what it yields, as the server says; before
    that the names that the stack writes, which then stand in the query. ``column_comments`` and ``column_defaults`` are
    (column, text), sorted by column. ``option_words``: how a switch is written where it is not by ``true`` (``on``), or is said
    though it is off; it decides nothing, and pg_dump prints it.
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
    option_words: tuple[tuple[str, str], ...] = field(default=(), compare=False, metadata=NEVER_COMPARED)


SWITCHES = ("security_barrier", "security_invoker")


def is_on(text: str) -> bool:
    """As Postgres reads a truth value: any beginning of these words."""
    return text.lower() in {"on", "1"} or ("true".startswith(text.lower()) or "yes".startswith(text.lower()))


def option_words(written: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those that are not said in the plain way."""
    return tuple((name, written[name]) for name in SWITCHES if written.get(name, "true") != "true")
