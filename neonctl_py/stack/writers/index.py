"""Indexes: a list of keys where that says everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.stack.index_key_text import IndexKeyText, read_index_key
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writing import Document, Writing, part
from neonctl_py.stack.yaml_text import Flow, Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.index import Index, IndexKey


def write(address: Address, value: Index, writing: Writing) -> None:
    """Under ``indexes`` of its table."""
    container = writing.document(address.parent)
    if container is None:
        return
    keys = [_key(key) for key in value.keys]
    more = _more(value)
    part(container, "indexes")[address.name[0]] = _mapping({"on": keys, **more}) if more else keys


def _mapping(document: Document) -> Document:
    """On one line when it is short."""
    return document if "comment" in document or len(document) > 4 else Flow(document)


def _more(value: Index) -> Document:
    found: Document = {
        "unique": value.unique,
        "nulls_not_distinct": value.nulls_not_distinct,
        "using": value.method if value.method != "btree" else "",
        "where": Words(value.where) if value.where is not None else None,
        "include": list(value.include),
        "with": settings(value.storage_parameters),
        "statistics": Flow({str(number): target for number, target in value.statistics}),
        "comment": value.comment,
    }
    more = {key: item for key, item in found.items() if item}
    return more if value.valid else {**more, "valid": False}


def _key(key: IndexKey) -> Any:
    text = _key_text(key)
    try:
        read = read_index_key(text)
    except (DefinitionError, SqlTextError):
        return _long_key(key)
    return Words(text) if _same(read, key) else _long_key(key)


def _same(read: IndexKeyText, key: IndexKey) -> bool:
    column = quoted_name(read.column) if read.column else ""
    return (column or read.expression, bool(column)) == (key.expression, key.is_column) and (
        read.opclass,
        read.opclass_parameters,
        read.collation,
        read.descending,
        read.nulls_first,
    ) == (key.opclass, key.opclass_parameters, key.collation, key.descending, key.nulls_first)


def _key_text(key: IndexKey) -> str:
    words = [key.expression]
    if key.collation is not None:
        words += ["collate", key.collation]
    if key.opclass is not None:
        pairs = ", ".join(f"{name}={text}" for name, text in key.opclass_parameters)
        words.append(f"{key.opclass} ({pairs})" if pairs else key.opclass)
    if key.descending:
        words.append("desc")
    if key.nulls_first is not None:
        words.append("nulls first" if key.nulls_first else "nulls last")
    return " ".join(words)


def _long_key(key: IndexKey) -> Flow:
    written: Document = (
        {"column": unquoted(key.expression)} if key.is_column else {"expr": Words(key.expression)}
    )
    if key.opclass is not None:
        written["opclass"] = key.opclass
    if key.opclass_parameters:
        written["opclass_parameters"] = settings(key.opclass_parameters)
    if key.collation is not None:
        written["collation"] = key.collation
    if key.descending:
        written["order"] = "desc"
    if key.nulls_first is not None:
        written["nulls"] = "first" if key.nulls_first else "last"
    return Flow(written)


def unquoted(name: str) -> str:
    """The identifier that SQL text of one name stands for."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
