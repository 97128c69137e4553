"""Materialized views, and their estimated sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.materialized_view import MaterializedView
from neonctl_py.postgres.catalog.table import storage_parameters
from neonctl_py.postgres.catalog.view import by_column, columns, note_columns, query_text
from neonctl_py.postgres.reading import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, MaterializedView]]:
    """Every one in a schema that is looked into."""
    for row in rows:
        oid, schema, name = row[:3]
        if schema in reading.schemas and oid not in reading.vanished and row[5] is not None:
            address = reading.database.child("materialized_view", reading.schemas[schema], name)
            reading.materialized_views[oid] = address
            reading.sizes[address] = row[15], row[16]
            note_columns(oid, row[7], row[8], row[9], reading)
            yield address, _view(row, reading)


def _view(row: Row, reading: Reading) -> MaterializedView:
    owner, options, query, comment, _, names, _, types, comments, populated, method, toast = row[3:15]
    return MaterializedView(
        query=query_text(query),
        columns=columns(names, types),
        with_data=populated,
        storage_parameters=storage_parameters(options, toast),
        access_method=method,
        owner=reading.role(owner),
        comment=comment,
        column_comments=by_column(names, comments),
        column_settings=tuple(
            sorted(
                (name, settings(told.split("\n"))) for name, told in zip(names, row[17], strict=True) if told
            )
        ),
        clustered_on=row[18],
    )
