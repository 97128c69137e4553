"""Aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.function import signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_OPTIONS: Final = (
    "sfunc",
    "stype",
    "sspace",
    "finalfunc",
    "finalfunc_extra",
    "finalfunc_modify",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "initcond",
    "msfunc",
    "minvfunc",
    "mstype",
    "msspace",
    "mfinalfunc",
    "mfinalfunc_extra",
    "mfinalfunc_modify",
    "minitcond",
    "sortop",
    "parallel",
    "hypothetical",
)
"""As the query gives them."""


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Aggregate]]:
    """Those in a schema that is looked into, or that were registered by oid before."""
    for oid, schema, name, owner, comment, types, arguments, *options in rows:
        address = reading.functions.get(oid)
        if address is None:
            if schema not in reading.schemas:
                continue
            signed = signature(name, types)
            address = reading.database.child("aggregate", reading.schemas[schema], signed)
            reading.functions[oid] = address
        held = zip(_OPTIONS, options, strict=True)
        yield (
            address,
            Aggregate(
                arguments=arguments or "*",
                options=tuple(sorted((option, text) for option, text in held if text is not None)),
                owner=reading.role(owner),
                comment=comment,
            ),
        )
