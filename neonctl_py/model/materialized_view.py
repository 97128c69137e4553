"""A materialized view. Address: ``…/database.D/materialized_view.SCHEMA.NAME``; indexes and grants are inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.model.values import Unset, settable

if TYPE_CHECKING:
    from neonctl_py.model.view import ViewColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterializedView:
    """``query`` and ``columns`` as in ``View``. ``with_data`` False is what was never filled, UNSET where the stack leaves the
    filling to somebody else: then it is made without data, and never compared. ``column_settings``: column -> what is said of it alone
    (``storage``, ``compression``, ``statistics``, ``n_distinct``), both sorted. ``clustered_on``: the index whose order CLUSTER takes.
    """

    kind: ClassVar[str] = "materialized_view"

    query: str = settable(default="", immutable=True, canonical="query")
    columns: tuple[ViewColumn, ...] = settable(default=(), compared=False, canonical="columns")
    with_data: bool | Unset = settable(default=True)
    storage_parameters: tuple[tuple[str, str], ...] = settable(default=())
    access_method: str | Unset = settable()
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
    column_comments: tuple[tuple[str, str], ...] = settable(default=())
    column_settings: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = settable(default=())
    clustered_on: str | None = settable(default=None)
