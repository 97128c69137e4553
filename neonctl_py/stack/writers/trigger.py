"""Triggers of tables and views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.function import signature
from neonctl_py.stack.documents.trigger import BUILTIN
from neonctl_py.stack.sql_cursor import dotted_name
from neonctl_py.stack.sql_tokens import quoted_name
from neonctl_py.stack.yaml_text import Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.trigger import Trigger
    from neonctl_py.model.values import QualifiedName
    from neonctl_py.stack.writing import Writing

ENABLED: Final[dict[str, Any]] = {"disabled": False, "always": "always", "replica": "replica"}
_KEYS: Final = {"before": "before", "after": "after", "instead of": "instead_of"}


def write(address: Address, value: Trigger, writing: Writing) -> None:
    """Under ``triggers`` of its table or view."""
    container = writing.document(address.parent)
    if container is None or address.parent is None:
        return
    call = call_text(value.function, value.arguments, address.parent.name[0], address, writing)
    references = _references(value)
    document = writing.begin(address, container, "triggers", small=value.when is None and not value.comment)
    document[_KEYS[value.timing]] = value.events[0] if len(value.events) == 1 else list(value.events)
    if value.columns:
        document["update_of"] = list(value.columns)
    if value.level == "row":
        document["for_each"] = "row"
    if value.when is not None:
        document["when"] = Words(value.when)
    document["execute"] = Words(call)
    document.update((key, text) for key, text in _tables(value) if text is not None)
    document.update((key, True) for key, said in _flags(value) if said)
    if references:
        document["from"] = references
    if value.enabled in ENABLED:
        document["enabled"] = ENABLED[value.enabled]
    if value.comment:
        document["comment"] = value.comment


def _tables(value: Trigger) -> tuple[tuple[str, str | None], ...]:
    return ("old_table", value.old_table), ("new_table", value.new_table)


def _flags(value: Trigger) -> tuple[tuple[str, bool], ...]:
    return (
        ("constraint", value.constraint),
        ("deferrable", value.deferrable and not value.initially_deferred),
        ("initially_deferred", value.initially_deferred),
    )


def _references(value: Trigger) -> str:
    if value.references is None:
        return ""
    return dotted_name(*value.references)


def call_text(
    function: QualifiedName, arguments: tuple[str, ...], schema: str, address: Address, writing: Writing
) -> str:
    """``touch()``, ``audit.log('x')``: without the schema where the function is found without it."""
    database = address.container("database")
    here = (
        database is not None
        and database.child("function", schema, signature(function.name, ())) in writing.objects
    )
    bare = (function.schema == schema and here) or (
        function.schema == "pg_catalog" and function.name in BUILTIN
    )
    name = quoted_name(function.name)
    name = name if bare else f"{quoted_name(function.schema)}.{name}"
    literals = ("'" + text.replace("'", "''") + "'" for text in arguments)
    return f"{name}({', '.join(literals)})"
