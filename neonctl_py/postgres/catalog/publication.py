"""Publications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.publication import Publication, PublishedTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_EVENTS: Final = ("delete", "insert", "truncate", "update")


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Publication]]:
    """Every publication of the database."""
    for name, owner, comment, all_tables, events, via_root, generated, schemas, tables in rows:
        yield (
            reading.database.child("publication", name),
            Publication(
                all_tables=all_tables,
                tables=tuple(sorted(map(_table, tables or ()), key=lambda item: (item.schema, item.name))),
                schemas=tuple(sorted(schemas)),
                publish=tuple(event for event, sent in zip(_EVENTS, events, strict=True) if sent),
                via_partition_root=via_root,
                generated_columns="stored" if generated else "none",
                owner=reading.role(owner),
                comment=comment,
            ),
        )


def _table(entry: tuple[str, str, list[str] | None, str | None]) -> PublishedTable:
    schema, name, columns, where = entry
    return PublishedTable(schema, name, None if columns is None else tuple(sorted(columns)), where)
