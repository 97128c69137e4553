"""Constraints of a table or a domain. Address: ``…/table.S.T/constraint.NAME`` or ``…/domain.S.D/constraint.NAME``.

One kind, five shapes; a change of shape is a replacement. ``validated`` is False for NOT VALID ones; what is not ``enforced`` was
never looked at, and counts as validated. ``storage_parameters`` and ``index_comment`` are those of a key's index,
``valid`` is False for a partitioned table's that not all partitions have (made by ALTER TABLE ONLY). From PostgreSQL 18 on: ``enforced`` False
is NOT ENFORCED, ``without_overlaps`` and ``period`` say that the last column is a range of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import QualifiedName, Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey:
    """Owns the index of its name."""

    kind: ClassVar[str] = "constraint"

    columns: tuple[str, ...] = settable(default=(), immutable=True)
    include: tuple[str, ...] = settable(default=(), immutable=True)
    without_overlaps: bool = settable(default=False, immutable=True)
    deferrable: bool = settable(default=False, immutable=True)
    initially_deferred: bool = settable(default=False, immutable=True)
    storage_parameters: tuple[tuple[str, str], ...] = settable(default=())
    valid: bool = settable(default=True, immutable=True)
    comment: str | Unset | None = settable(default=None)
    index_comment: str | Unset | None = settable(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """Owns the index of its name."""

    kind: ClassVar[str] = "constraint"

    columns: tuple[str, ...] = settable(default=(), immutable=True)
    include: tuple[str, ...] = settable(default=(), immutable=True)
    without_overlaps: bool = settable(default=False, immutable=True)
    nulls_not_distinct: bool = settable(default=False, immutable=True)
    deferrable: bool = settable(default=False, immutable=True)
    initially_deferred: bool = settable(default=False, immutable=True)
    storage_parameters: tuple[tuple[str, str], ...] = settable(default=())
    valid: bool = settable(default=True, immutable=True)
    comment: str | Unset | None = settable(default=None)
    index_comment: str | Unset | None = settable(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """``expression`` without the outer CHECK (…)."""

    kind: ClassVar[str] = "constraint"

    expression: str = settable(default="", immutable=True, canonical="expression")
    no_inherit: bool = settable(default=False, immutable=True)
    enforced: bool = settable(default=True, immutable=True)
    validated: bool = settable(default=True)
    comment: str | Unset | None = settable(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Actions in Postgres' words: ``no action``, ``restrict``, ``cascade``, ``set null``, ``set default``; ``set_columns``: the
    column list of ON DELETE SET …, from PostgreSQL 15 on. ``match`` is ``simple`` or ``full``.
    """

    kind: ClassVar[str] = "constraint"

    columns: tuple[str, ...] = settable(default=(), immutable=True)
    references: QualifiedName = settable(default=QualifiedName("", ""), immutable=True)
    referenced_columns: tuple[str, ...] = settable(default=(), immutable=True)
    on_delete: str = settable(default="no action", immutable=True)
    on_update: str = settable(default="no action", immutable=True)
    set_columns: tuple[str, ...] = settable(default=(), immutable=True)
    match: str = settable(default="simple", immutable=True)
    period: bool = settable(default=False, immutable=True)
    enforced: bool = settable(default=True)
    deferrable: bool = settable(default=False)
    initially_deferred: bool = settable(default=False)
    validated: bool = settable(default=True)
    comment: str | Unset | None = settable(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """``definition`` is ``pg_get_constraintdef``'s text: EXCLUDE USING …"""

    kind: ClassVar[str] = "constraint"

    definition: str = settable(default="", immutable=True, canonical="expression")
    comment: str | Unset | None = settable(default=None)
    index_comment: str | Unset | None = settable(default=None)


Constraint = PrimaryKey | Unique | Check | ForeignKey | Exclusion
