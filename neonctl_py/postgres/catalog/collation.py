"""Collations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from neonctl_py.model.collation import Collation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_PROVIDER: Final[dict[str, Literal["libc", "icu", "builtin"]]] = {"c": "libc", "i": "icu", "b": "builtin"}


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Collation]]:
    """Every one in a schema that is looked into."""
    for _, schema, name, owner, comment, provider, collate, ctype, locale, deterministic, rules in rows:
        if schema in reading.schemas:
            one = provider == "c" and collate == ctype
            apart = provider == "c" and not one
            yield (
                reading.database.child("collation", reading.schemas[schema], name),
                Collation(
                    provider=_PROVIDER[provider],
                    locale=collate if one else locale,
                    lc_collate=collate if apart else None,
                    lc_ctype=ctype if apart else None,
                    deterministic=deterministic,
                    rules=rules,
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )
