"""What a database has, or lacks, of the names that a plan is about to take or use, and that no observation tells: it leaves out what extensions
own and what neonpy doesn't manage. Asked only about what is new. Never here: what follows from it (plan/strangers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.name_spaces import NAMED_ALONE
from neonctl_py.model.state import Stranger, Strangers
from neonctl_py.model.type_mentions import HAS_TYPES, types_named
from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.query_text import query_text
from neonctl_py.postgres.snapshot import answers, read_settings, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.postgres.connect import Connection


def strangers(
    connection: Connection,
    database: Address,
    desired: Mapping[Address, Object],
    observed: Mapping[Address, Object],
) -> Strangers:
    """By what would be new in the database. The session is idle and in autocommit mode; no question is asked where nothing is new.
    Raises PostgresError and its kin.
    """
    new = [*_new(database, desired, observed)]
    names = sorted({(place.name[0], place.name[1]) for place, _ in new if place.kind in NAMED_ALONE})
    types = sorted(
        {found for place, value in new if place.kind in HAS_TYPES for found in types_named(place, value)}
    )
    if not names and not types:
        return Strangers()
    parameters = {
        "schemas": [schema for schema, _ in names],
        "names": [name for _, name in names],
        "type_schemas": [schema for schema, _ in types],
        "types": [name for _, name in types],
    }
    major = connection.info.server_version // 10_000
    with (
        translated_errors(f"{database} can't be asked about names."),
        transaction(connection, "ISOLATION LEVEL READ COMMITTED READ ONLY"),
    ):
        answers(connection, [read_settings()])
        (rows,) = answers(connection, [query_text("strangers", major)], parameters)
    return Strangers(
        names={
            (schema, name): Stranger(told, extension)
            for what, schema, name, told, extension in rows
            if what == "name"
        },
        unusable_types={(schema, name): told for what, schema, name, told, _ in rows if what == "type"},
    )


def _new(
    database: Address, desired: Mapping[Address, Object], observed: Mapping[Address, Object]
) -> Iterator[tuple[Address, Object]]:
    for place, value in desired.items():
        there = observed.get(place)
        if there is not None and (place.kind not in HAS_TYPES or _has_its_types(value, there)):
            continue
        if (place.kind in NAMED_ALONE or place.kind in HAS_TYPES) and place.is_within(database):
            yield place, value


def _has_its_types(value: Object, there: Object) -> bool:
    """Of a column, of which there are many, only its type is looked at."""
    if isinstance(value, Column) and isinstance(there, Column):
        return value.type == there.type
    return value == there
