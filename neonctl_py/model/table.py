"""A table. Address: ``…/database.D/table.SCHEMA.NAME``; columns, constraints, indexes, policies and grants are inside it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

from neonctl_py.model.values import NEVER_COMPARED, UNSET, Unset, settable


@dataclass(frozen=True, slots=True)
class Clone:
    """An index or constraint that a partition has because its parent has it: no object of its own while it is attached. Its
    name and parameters are compared by plan/part_names, where they are said; ``storage_parameters`` None: the parent's.
    """

    kind: str
    name: str
    of: str
    storage_parameters: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class NotNull:
    """A NOT NULL of a table that has parents, which from PostgreSQL 18 on has a name there. ``own``: it is the table's, beside its
    parent's or alone; else it is inherited and nothing more. No statement renames one that is inherited.
    """

    column: str
    name: str
    own: bool = True
    no_inherit: bool = False
    validated: bool = True


@dataclass(frozen=True, slots=True)
class Override:
    """What a table says of a column that it has from a parent, and the parent doesn't; UNSET is as the parent has it.
    ``default`` None: it has none. ``nullable`` False: NOT NULL. ``statistics``, ``n_distinct``, a foreign table's ``options`` and the comments are never inherited.
    """

    column: str
    default: str | Unset | None = UNSET
    nullable: bool | Unset = UNSET
    storage: str | Unset = UNSET
    compression: str | Unset = UNSET
    statistics: int | Unset = UNSET
    n_distinct: str | Unset | None = UNSET
    n_distinct_inherited: str | Unset | None = UNSET
    options: tuple[tuple[str, str], ...] | Unset = UNSET
    comment: str | Unset = UNSET
    not_null_comment: str | Unset = UNSET

    @property
    def said(self) -> dict[str, Any]:
        """By the names of a column's fields."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self) if field.name != "column")
        return {name: held for name, held in pairs if held is not UNSET}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heir:
    """What may have parents, here or with its rows on another server. ``partition_of`` is the parent and ``bounds`` its FOR VALUES text.
    ``trigger_states``: of triggers that a partition has from its parent, (name, ``enabled`` as ``Trigger`` has it) where it differs there.
    ``overrides``: see ``Override``, sorted by column. ``clones``: see ``Clone``; ``not_nulls``: see ``NotNull``; ``valid_checks``: the checks
    that hold for all its rows, though its parent's are NOT VALID. ``column_order``: of a partition whose columns do not stand as its parent's
    do, all their names. None of the four is compared with the rest.
    """

    kind: ClassVar[str]

    owner: str | Unset = settable()
    partition_of: str | None = settable(default=None)
    bounds: str | None = settable(default=None, canonical="expression")
    inherits: tuple[str, ...] = settable(default=())
    overrides: tuple[Override, ...] = settable(default=())
    trigger_states: tuple[tuple[str, str], ...] = settable(default=())
    clones: tuple[Clone, ...] = field(default=(), compare=False, metadata=NEVER_COMPARED)
    not_nulls: tuple[NotNull, ...] = field(default=(), compare=False, metadata=NEVER_COMPARED)
    valid_checks: tuple[str, ...] = field(default=(), compare=False, metadata=NEVER_COMPARED)
    column_order: tuple[str, ...] = field(default=(), compare=False, metadata=NEVER_COMPARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Heir):
    """``row_level_security`` and ``force_row_level_security`` are Postgres' two flags (the stack's ``off|enabled|forced``).
    ``clustered_on``: the index or key whose order CLUSTER takes. ``partition_by`` is ``pg_get_partkeydef``'s text.
    ``of_type``: the composite type that has its columns (OF), as ``format_type`` prints it. ``access_method`` None: a partitioned table's partitions take the server's default.
    """

    kind: ClassVar[str] = "table"

    unlogged: bool = settable(default=False)
    row_level_security: bool = settable(default=False)
    force_row_level_security: bool = settable(default=False)
    storage_parameters: tuple[tuple[str, str], ...] = settable(default=())
    replica_identity: Literal["default", "full", "nothing", "index"] = settable(default="default")
    replica_identity_index: str | None = settable(default=None)
    clustered_on: str | None = settable(default=None)
    partition_by: str | None = settable(default=None, immutable=True, canonical="expression")
    of_type: str | None = settable(default=None)
    access_method: str | Unset | None = settable()
    comment: str | Unset | None = settable(default=None)


MAY_HAVE_PARENTS = frozenset({"table", "foreign_table"})
"""Kinds of ``Heir``."""
WITH_HEIRS = "with heirs"
"""The form of a step: what it says of inherited columns holds for the table's own children, too."""
