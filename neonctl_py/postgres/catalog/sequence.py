"""Sequences that no identity column owns, and the numbers that those of identity columns have too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.sequence import Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_WIDTHS = {"smallint": 2, "integer": 4, "bigint": 8}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Sequence]]:
    """Every one in a schema that is looked into."""
    for oid, schema, name, owner, unlogged, comment, type_name, *numbers, cycle, column in rows:
        if schema not in reading.schemas or oid in reading.vanished:
            continue
        address = reading.sequences[oid] = reading.database.child("sequence", reading.schemas[schema], name)
        start, increment, minimum, maximum, cache = unless_default(numbers, _WIDTHS[type_name])
        yield (
            address,
            Sequence(
                type=type_name,
                start=start,
                increment=increment,
                minimum=minimum,
                maximum=maximum,
                cache=cache,
                cycle=cycle,
                unlogged=unlogged,
                owned_by=column,
                owner=reading.role(owner),
                comment=comment,
            ),
        )


def unless_default(numbers: Iterable[int], width: int) -> tuple[int | None, ...]:
    """(start, increment, minimum, maximum, cache); None for what CREATE SEQUENCE takes for the type and the direction."""
    start, increment, minimum, maximum, cache = numbers
    largest = 2 ** (8 * width - 1) - 1
    ascending = increment > 0
    lowest, highest = (1, largest) if ascending else (-largest - 1, -1)
    return (
        None if start == (minimum if ascending else maximum) else start,
        None if increment == 1 else increment,
        None if minimum == lowest else minimum,
        None if maximum == highest else maximum,
        None if cache == 1 else cache,
    )
