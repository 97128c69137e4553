"""A publication: what logical replication sends. Address: ``…/database.D/publication.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, order=True)
class PublishedTable:
    """``columns`` sorted by name, None is all of them; ``where`` as ``pg_get_expr`` spells it, None is every row."""

    schema: str
    name: str
    columns: tuple[str, ...] | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """``tables`` sorted by schema and name, ``schemas`` and ``publish`` (``delete``, ``insert``, ``truncate``, ``update``) by name.
    ``generated_columns`` is ``none`` or ``stored`` (from PostgreSQL 18 on).
    """

    kind: ClassVar[str] = "publication"

    all_tables: bool = settable(default=False, immutable=True)
    tables: tuple[PublishedTable, ...] = settable(default=(), canonical="expression")
    schemas: tuple[str, ...] = settable(default=())
    publish: tuple[str, ...] = settable(default=("delete", "insert", "truncate", "update"))
    via_partition_root: bool = settable(default=False)
    generated_columns: str = settable(default="none")
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
