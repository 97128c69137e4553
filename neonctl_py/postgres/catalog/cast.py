"""Casts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.cast import Cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_METHOD: Final = {"f": "function", "i": "inout", "b": "binary"}
_CONTEXT: Final = {"e": "explicit", "a": "assignment", "i": "implicit"}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Cast]]:
    """Every one that no extension made."""
    for name, comment, method, function, context in rows:
        yield (
            reading.database.child("cast", name),
            Cast(method=_METHOD[method], function=function, context=_CONTEXT[context], comment=comment),
        )
