"""Triggers of tables and views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack.function_text import read_call
from neonctl_py.stack.sql_cursor import DefinitionError
from neonctl_py.stack.sql_tokens import SqlTextError, quoted_name
from neonctl_py.stack.writing import Inexpressible
from neonctl_py.stack.yaml_text import Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.trigger import Trigger
    from neonctl_py.model.values import QualifiedName
    from neonctl_py.stack.writing import Writing

ENABLED: Final = {"origin": None, "disabled": False, "always": "always", "replica": "replica"}


def write(address: Address, value: Trigger, writing: Writing) -> None:
    """Under ``triggers`` of its table or view."""
    container = writing.document(address.parent)
    if container is None or address.parent is None:
        return
    references = value.references
    found: dict[str, Any] = {
        value.timing.replace(" ", "_"): list(value.events),
        "update_of": list(value.columns) or None,
        "for_each": value.level if value.level != "statement" else None,
        "when": Words(value.when) if value.when is not None else None,
        "execute": call(value.function, value.arguments, address.parent.name[0]),
        "old_table": value.old_table,
        "new_table": value.new_table,
        "constraint": value.constraint or None,
        "from": _table(references, address) if references is not None else None,
        "deferrable": True if value.deferrable and not value.initially_deferred else None,
        "initially_deferred": value.initially_deferred or None,
        "enabled": ENABLED[value.enabled],
        "comment": value.comment or None,
    }
    document = writing.begin(address, container, "triggers")
    document.update((key, item) for key, item in found.items() if item is not None)


def call(function: QualifiedName, arguments: tuple[str, ...], schema: str) -> str:
    """``audit('users')``: a function of another schema with its schema."""
    text = f"{quoted_name(function.name)}({', '.join(map(_literal, arguments))})"
    if function.schema != schema:
        text = f"{quoted_name(function.schema)}.{text}"
    try:
        read = read_call(text)
    except (DefinitionError, SqlTextError) as error:
        raise Inexpressible(f"the call {text} can't be said") from error
    wanted = ("" if function.schema == schema else function.schema, function.name, arguments)
    if (read.schema, read.name, read.arguments) != wanted:
        raise Inexpressible(f"the call {text} would mean another one")
    return text


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _table(name: QualifiedName, address: Address) -> str:
    if "." in name.name or "." in name.schema:
        raise Inexpressible("its other table has a dot in its name")
    same = address.parent is not None and name.schema == address.parent.name[0]
    return name.name if same else f"{name.schema}.{name.name}"
