"""Types as a person writes them: the reverse of ``type_names``, held to read back as exactly the same type."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.type_names import EXTENSION_TYPES, TypeText, TypeTextError, builtin_names, read_type
from neonctl_py.stack.writing import Inexpressible

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.writing import Writing

_ALIASES: Final = (
    (re.compile(r"timestamp(\(\d\))? with time zone"), r"timestamptz\1"),
    (re.compile(r"timestamp(\(\d\))? without time zone"), r"timestamp\1"),
    (re.compile(r"time(\(\d\))? with time zone"), r"timetz\1"),
    (re.compile(r"time(\(\d\))? without time zone"), r"time\1"),
    (re.compile(r"character varying"), "varchar"),
    (re.compile(r"character(\(\d+\))"), r"char\1"),
    (re.compile(r"(numeric\(\d+),0\)"), r"\1)"),
)
_TYPE_KINDS: Final = (
    "enum",
    "domain",
    "table",
    "composite",
    "range",
    "view",
    "materialized_view",
    "foreign_table",
)
_OPEN_SCHEMAS: Final = frozenset({"public", "pg_catalog", "information_schema"})


def short_type(spelled: str, schema: str, database: Address, writing: Writing) -> str:
    """``public.buyer_status`` to ``buyer_status`` where that means the same in a table of ``schema``; ``character
    varying(64)`` to ``varchar(64)``. Raises Inexpressible for a type that a stack can't name.
    """
    kind = _read(spelled)
    if kind.builtin:
        return _short_builtin(spelled)
    bare = quoted_name(kind.name) + kind.modifier + ("[]" if kind.array else "")
    found = TypeText("", kind.name, kind.modifier, kind.array, "")
    if _meant(kind.name, schema, database, writing) == kind.schema and _read(bare) == found:
        return bare
    if kind.schema and _is_known(kind.schema, database, writing):
        return spelled
    if not kind.schema and _read(f"pg_catalog.{spelled}").spelled("") == spelled:
        return f"pg_catalog.{spelled}"
    raise Inexpressible(f"the type {spelled} can't be named in a stack")


def _read(text: str) -> TypeText:
    try:
        return read_type(text)
    except (TypeTextError, SqlTextError) as error:
        raise Inexpressible(f"the type {text} can't be named in a stack") from error


@lru_cache(4096)
def _short_builtin(spelled: str) -> str:
    for pattern, alias in _ALIASES:
        short, count = pattern.subn(alias, spelled, count=1)
        if count and _read(short).spelled("") == spelled:
            return short
    if _read(spelled).spelled("") != spelled:
        raise Inexpressible(f"the type {spelled} can't be named in a stack")
    return spelled


def _meant(name: str, schema: str, database: Address, writing: Writing) -> str | None:
    """The schema in which a bare name would be found."""
    if name in builtin_names():
        return None
    for place in (schema, "public"):
        if any(_is_written(database.child(kind, place, name), writing) for kind in _TYPE_KINDS):
            return place
    extension = writing.objects.get(database.child("extension", EXTENSION_TYPES.get(name, "")))
    found = getattr(extension, "schema", None)
    return found if isinstance(found, str) else None


def _is_written(address: Address, writing: Writing) -> bool:
    """In the stack, if only as external."""
    schema = address.parent.child("schema", address.name[0]) if address.parent is not None else address
    return address in writing.objects and schema in writing.objects and schema not in writing.external


def _is_known(schema: str, database: Address, writing: Writing) -> bool:
    extensions = (value.schema for _, value in writing.members(database, "extension"))
    return (
        schema in _OPEN_SCHEMAS
        or database.child("schema", schema) in writing.objects
        or schema in set(extensions)
    )
