"""The names of a partition's own copies of its parent's indexes and keys. Never here: which they are (plan)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations import attributes
from neonctl_py.ddl.quoting import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alembic.operations import MigrateOperation


@dataclass
class NameClones(CatalogOperation):
    """``names``: index or key of the parent -> what the partition's own copy of it shall be called. Postgres has chosen another
    name when it made the copy; whatever stands in the way is a copy that gets its own name next.
    """

    verb: ClassVar[str] = "name_partition_indexes"

    table: str
    names: Mapping[str, str]

    def statement(self) -> str:
        wanted = ", ".join(f"({literal(of)}, {literal(name)})" for of, name in self.names.items())
        return f"""DO $neonpy$
DECLARE
    copy record;
BEGIN
    FOR copy IN
        SELECT own.oid, n.nspname AS schema, wanted.name
          FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.indexrelid
          JOIN pg_catalog.pg_class own ON own.oid = h.inhrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = own.relnamespace
          JOIN pg_catalog.pg_class above ON above.oid = h.inhparent
          JOIN (VALUES {wanted}) AS wanted (of, name) ON wanted.of = above.relname
         WHERE i.indrelid = {literal(self.table)}::pg_catalog.regclass
    LOOP
        CONTINUE WHEN copy.oid = pg_catalog.to_regclass(pg_catalog.format('%I.%I', copy.schema, copy.name));
        IF pg_catalog.to_regclass(pg_catalog.format('%I.%I', copy.schema, copy.name)) IS NOT NULL THEN
            EXECUTE pg_catalog.format('ALTER INDEX %I.%I RENAME TO %I', copy.schema, copy.name,
                'neonpy_' || pg_catalog.to_regclass(pg_catalog.format('%I.%I', copy.schema, copy.name))::oid);
        END IF;
        EXECUTE pg_catalog.format('ALTER INDEX %s RENAME TO %I', copy.oid::pg_catalog.regclass, copy.name);
    END LOOP;
END
$neonpy$"""

    def reverse(self) -> MigrateOperation:
        return self._undo or attributes.Nothing()
