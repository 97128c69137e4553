"""Column types as people write them in revisions: SQLAlchemy's classes where they say the same, ``op.sql_type("…")`` otherwise."""

from __future__ import annotations

import re
from typing import Final

from neonctl_py.ddl.revisions.python_source import Call

_PLAIN: Final = {
    "bigint": Call("sa.BigInteger"),
    "integer": Call("sa.Integer"),
    "smallint": Call("sa.SmallInteger"),
    "text": Call("sa.Text"),
    "boolean": Call("sa.Boolean"),
    "date": Call("sa.Date"),
    "timestamp with time zone": Call("sa.DateTime", (), {"timezone": True}),
    "timestamp without time zone": Call("sa.DateTime"),
    "time without time zone": Call("sa.Time"),
    "double precision": Call("sa.Double"),
    "real": Call("sa.REAL"),
    "numeric": Call("sa.Numeric"),
    "character varying": Call("sa.String"),
    "uuid": Call("sa.Uuid"),
    "bytea": Call("sa.LargeBinary"),
    "json": Call("sa.JSON"),
    "jsonb": Call("postgresql.JSONB"),
    "inet": Call("postgresql.INET"),
    "cidr": Call("postgresql.CIDR"),
    "interval": Call("postgresql.INTERVAL"),
    "tsvector": Call("postgresql.TSVECTOR"),
}
_MODIFIED: Final = re.compile(r"(character varying|character|numeric)\((\d+)(?:,(\d+))?\)\Z")
_CLASSES: Final = {"character varying": "sa.String", "character": "sa.CHAR", "numeric": "sa.Numeric"}


def type_source(spelling: str) -> Call:
    """``spelling`` is what follows a column's name: the type as ``format_type`` prints it, with its COLLATE if it has one."""
    if spelling.endswith("[]"):
        element = type_source(spelling[:-2])
        if element.function != "op.sql_type":
            return Call("postgresql.ARRAY", (element,))
    found = _PLAIN.get(spelling)
    if found is not None:
        return found
    modified = _MODIFIED.match(spelling)
    if modified is None:
        return Call("op.sql_type", (spelling,))
    numbers = [int(number) for number in modified.groups()[1:] if number is not None]
    return Call(_CLASSES[modified[1]], numbers)
