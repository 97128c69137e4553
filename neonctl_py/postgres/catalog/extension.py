"""Extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.extension import Extension
from neonctl_py.postgres.platform import LEFT_OUT_EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Extension]]:
    """``pg_catalog`` is the schema of those that put nothing elsewhere."""
    for name, schema, version, updates, comment, own_comment, relocatable in rows:
        if name not in LEFT_OUT_EXTENSIONS:
            yield (
                reading.database.child("extension", name),
                Extension(
                    schema=reading.schemas.get(schema, "pg_catalog"),
                    version=version,
                    comment=None if comment == own_comment else comment or "",
                    own_comment=own_comment,
                    updates=tuple(updates),
                    relocatable=relocatable,
                ),
            )
