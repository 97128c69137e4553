"""An index that no constraint owns. Address: ``…/table.S.T/index.NAME`` (it lives in its table's schema)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True)
class IndexKey:
    """``expression`` is a column's name as written in SQL (quoted where needed), or an expression in ``pg_get_indexdef``'s form.

    ``opclass`` and ``collation``: None is the default. ``nulls_first``: None is the default of the direction.
    """

    expression: str
    is_column: bool = True
    opclass: str | None = None
    opclass_parameters: tuple[tuple[str, str], ...] = ()
    collation: str | None = None
    descending: bool = False
    nulls_first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """``valid`` is False for what a failed CREATE INDEX CONCURRENTLY left; desired, False means that it need not be valid.
    ``statistics``: (number of a key, from 1; target) where it is not the server's.
    """

    kind: ClassVar[str] = "index"

    keys: tuple[IndexKey, ...] = settable(default=(), immutable=True, canonical="expression")
    method: str = settable(default="btree", immutable=True)
    unique: bool = settable(default=False, immutable=True)
    nulls_not_distinct: bool = settable(default=False, immutable=True)
    include: tuple[str, ...] = settable(default=(), immutable=True)
    where: str | None = settable(default=None, immutable=True, canonical="expression")
    storage_parameters: tuple[tuple[str, str], ...] = settable(default=())
    valid: bool = settable(default=True, immutable=True)
    statistics: tuple[tuple[int, int], ...] = settable(default=())
    comment: str | Unset | None = settable(default=None)
