"""Which types outside Postgres' own schema a value speaks of, in the texts that hold types and nothing else.

Never here: expressions and bodies, which name what they like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.column import Column
from neonctl_py.model.composite import Composite
from neonctl_py.model.domain import Domain
from neonctl_py.model.function import Function
from neonctl_py.model.range import Range
from neonctl_py.model.table import Table
from neonctl_py.model.values import sql_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

TypeName = tuple[str, str]
"""Schema and name."""

_PART: Final = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_QUALIFIED: Final = re.compile(rf"(?<![\w$\".]){_PART}\.{_PART}")

HAS_TYPES: Final = frozenset(
    {"column", "domain", "composite", "range", "function", "aggregate", "cast", "operator", "table"}
)


def types_named(address: Address, value: Object) -> frozenset[TypeName]:
    """As ``format_type`` prints what isn't in ``pg_catalog``: with the schema."""
    return frozenset(
        (names[0], names[1])
        for text in _texts(address, value)
        if "." in text
        for found in _QUALIFIED.findall(text)
        if len(names := sql_names(found)) == 2
    )


def _texts(address: Address, value: Object) -> Iterator[str]:
    match value:
        case Column() | Domain():
            yield value.type
        case Composite():
            yield from (attribute.type for attribute in value.attributes)
        case Range():
            yield value.subtype
        case Function():
            yield from (argument.type for argument in value.arguments)
            yield value.returns or ""
        case Aggregate():
            yield value.arguments
            yield value.option("stype") or ""
        case Table():
            yield value.of_type or ""
        case _ if address.kind == "cast":
            yield address.name[0]
        case _ if address.kind == "operator":
            yield address.name[-1].partition("(")[2]
