"""A column of a table. Address: ``…/table.S.T/column.NAME``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from neonctl_py.model.values import UNSET, Unset, settable

NOT_NULL = frozenset(
    {"nullable", "not_null_name", "not_null_validated", "not_null_no_inherit", "not_null_comment"}
)
"""The fields of ``Column`` that speak of it."""
NAMED_NOT_NULL_SINCE = 180_000
"""``server_version_num`` from which on it is a constraint."""


@dataclass(frozen=True, slots=True)
class Identity:
    """``generated { always | by default } as identity``. Sequence options: None is Postgres' default for the type. ``sequence``: its
    name where that is not Postgres' choice; only a new one gets it, and it is never compared.
    """

    always: bool
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cache: int | None = None
    cycle: bool = False
    sequence: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``options``: those of a foreign table's column, sorted by name. ``type`` as ``format_type`` spells it; ``default`` as ``pg_get_expr`` does. ``generated`` holds the expression of a
    generated column and ``stored`` says which of the two forms. ``collation`` is qualified, None is the type's own.
    ``position`` orders columns when the table is created, and is never compared. ``backfill`` is the expression that fills
    existing rows. ``storage``, ``compression`` and ``statistics``: None is the type's own. ``n_distinct`` and
    ``n_distinct_inherited``: the number as written (``-0.5``: that part of the rows), None leaves it to ANALYZE.

    From PostgreSQL 18 on NOT NULL is a constraint: ``not_null_name`` is its name (UNSET: not written, or an older server; None: there
    is none), ``not_null_validated`` False is NOT VALID, ``not_null_no_inherit`` and ``not_null_comment`` speak for themselves.
    """

    kind: ClassVar[str] = "column"

    type: str = settable(default="", canonical="type")
    nullable: bool = settable(default=True)
    not_null_name: str | Unset | None = settable()
    not_null_validated: bool = settable(default=True)
    not_null_no_inherit: bool = settable(default=False)
    not_null_comment: str | Unset | None = settable(default=None)
    default: str | None = settable(default=None, canonical="expression")
    identity: Identity | None = settable(default=None)
    generated: str | None = settable(default=None, canonical="expression")
    stored: bool = settable(default=True)
    collation: str | None = settable(default=None, canonical="collation")
    storage: Literal["plain", "external", "extended", "main"] | None = settable(default=None)
    compression: str | None = settable(default=None)
    statistics: int | None = settable(default=None)
    n_distinct: str | None = settable(default=None)
    n_distinct_inherited: str | None = settable(default=None)
    options: tuple[tuple[str, str], ...] = settable(default=())
    comment: str | Unset | None = settable(default=None)
    position: int = settable(default=0, compared=False)
    backfill: str | Unset = settable(default=UNSET, compared=False)


def own_storage(type_name: str) -> str:
    """The storage of a type whose values may be long, where PostgreSQL (before 16) has no word for "as the type has it"."""
    plain = type_name.startswith(("numeric", "inet", "cidr", "interval")) and "[" not in type_name
    return "main" if plain else "extended"


def words_of_type(type_name: str) -> dict[str, str]:
    """By the names of a column's fields: the words for what None stands for there, how the type itself has its values stored."""
    return {"storage": own_storage(type_name), "compression": "default"}
