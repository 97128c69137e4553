"""What the planner's statistics still tell of values that were masked, and how it is made to go.

ANALYZE writes no statistics of empty tables, of columns with STATISTICS 0, and of a parent while only its children are analysed: what
was there before stays. Never here: masking.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from neonctl_py.apply.statistics_facts import (
    digests,
    holds_old_values,
    masked_families,
    side_statistics,
)
from neonctl_py.ddl.quoting import identifier, qualified
from neonctl_py.errors import PostgresError, RefusedError
from neonctl_py.postgres.connect import translated_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from neonctl_py.apply.statistics_facts import FamilyColumn, StatisticsKey
    from neonctl_py.postgres.connect import Connection

_CLEARS_STATISTICS: Final = 180_000
_CLEAR: Final = "SELECT pg_catalog.pg_clear_attribute_stats(%(schema)s, %(name)s, %(column)s, %(inherited)s)"


@dataclass(slots=True)
class OldStatistics:
    """Made before the first value is masked, because it remembers what the statistics said then. ``send`` raises PostgresError."""

    connection: Connection
    send: Callable[[str], int]
    masked: Collection[tuple[int, str]]
    columns: tuple[FamilyColumn, ...] = field(init=False)
    before: dict[StatisticsKey, str] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = masked_families(self.connection, self.masked)
        self.before = digests(self.connection)

    @property
    def owners(self) -> set[str]:
        """Of parents and children that are not ours."""
        return {column.owner for column in self.columns if not column.is_ours}

    def forget(self, files: Iterable[str]) -> None:
        """Write them anew: ``files`` are the tables that hold rows. Raises RefusedError for those that stay."""
        silent = [column for column in self.columns if column.target == 0]
        for column in silent:
            self._set_target(column, 1)
        done = set(files)
        for file in sorted(done):
            self.send(f"VACUUM (ANALYZE) {file}")
        parts = {column for column in self.columns if column.kind == "p" and column.is_heir}
        self._analyze({*self.columns} - parts, done)  # a partitioned table takes its parts along
        if left := self._left():
            self._clear(left)
            self._analyze(self.columns)
        for column in silent:
            self._set_target(column, 0)
        require_nothing(self._left())

    def forget_view(self, schema: str, name: str) -> None:
        """Of a materialized view that was refreshed. Raises RefusedError for statistics that stay."""
        self.send(f"VACUUM (ANALYZE) {qualified(schema, name)}")
        left = self._stale(lambda key: key[:2] == (schema, name))
        if left and self._is_new:
            self._clear_columns(left)
            left = self._stale(lambda key: key[:2] == (schema, name))
        require_nothing(left)

    @property
    def _is_new(self) -> bool:
        return self.connection.info.server_version >= _CLEARS_STATISTICS

    def _set_target(self, column: FamilyColumn, target: int) -> None:
        table = qualified(column.schema, column.name)
        self.send(
            f"ALTER TABLE ONLY {table} ALTER COLUMN {identifier(column.column)} SET STATISTICS {target}"
        )

    def _analyze(self, columns: Iterable[FamilyColumn], done: Collection[str] = ()) -> None:
        for table in sorted({qualified(column.schema, column.name) for column in columns}.difference(done)):
            self.send(f"ANALYZE {table}")

    def _left(self) -> set[StatisticsKey]:
        own = {(column.schema, column.name, column.column) for column in self.columns}
        return self._stale(lambda key: key[:3] in own) | side_statistics(
            self.connection, {(column.table, column.column) for column in self.columns}
        )

    def _stale(self, is_meant: Callable[[StatisticsKey], bool]) -> set[StatisticsKey]:
        """The same as before, and not because the column has these values now."""
        now = digests(self.connection)
        same = [key for key, text in now.items() if is_meant(key) and self.before.get(key) == text]
        return {key for key in same if holds_old_values(self.connection, key)}

    def _clear(self, left: Collection[StatisticsKey]) -> None:
        if self._is_new:
            self._clear_columns(key for key in left if key[2])
            left = self._left()
        tables = {key[:2] for key in left}
        families = {column.family for column in self.columns if (column.schema, column.name) in tables}
        for column in self.columns:
            if column.family in families and not column.is_heir:
                self._set_same_type(column)

    def _clear_columns(self, left: Iterable[StatisticsKey]) -> None:
        for schema, name, column, inherited in left:
            with translated_errors("The statistics can't be cleared."):
                said = {"schema": schema, "name": name, "column": column, "inherited": inherited}
                self.connection.execute(_CLEAR.encode(), said)

    def _set_same_type(self, column: FamilyColumn) -> None:
        """Postgres drops a column's statistics with its type, even for the same one; it rewrites nothing then."""
        table, name = qualified(column.schema, column.name), identifier(column.column)
        try:
            self.send(f"ALTER TABLE {table} ALTER COLUMN {name} TYPE {column.written}")
        except PostgresError:
            return  # a view or a policy reads it, say: whoever asks next what is left finds it


def require_nothing(left: Collection[StatisticsKey]) -> None:
    """Raise RefusedError that names what still tells of old values."""
    if left:
        listed = "\n".join(sorted(".".join(filter(None, key[:3])) for key in left))
        raise RefusedError(
            "statistics still tell of values that were masked",
            detail=f"ANALYZE does not write them anew, because there are no rows, and nothing else removes them:\n{listed}",
            hint="ANALYZE the table of the copied branch while it has a row, or take --data schema-only. Nothing of the preview is kept.",
        )
