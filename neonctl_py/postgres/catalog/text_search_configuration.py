"""Text search configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.text_search_configuration import TextSearchConfiguration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, TextSearchConfiguration]]:
    """Every one in a schema that is looked into."""
    for _, schema, name, owner, comment, parser, entries in rows:
        if schema in reading.schemas:
            mappings: dict[str, tuple[str, ...]] = {}
            for token, dictionary in entries or ():
                mappings[token] = (*mappings.get(token, ()), dictionary)
            yield (
                reading.database.child("text_search_configuration", reading.schemas[schema], name),
                TextSearchConfiguration(
                    parser=parser,
                    mappings=tuple(sorted(mappings.items())),
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )
