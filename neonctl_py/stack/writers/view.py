"""Views: only the query where that says everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.stack.literal_passwords import holds_password
from neonctl_py.stack.writers.compute import settings
from neonctl_py.stack.writers.schema import put_owner
from neonctl_py.stack.writing import Beside

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.view import View, ViewColumn
    from neonctl_py.stack.writing import Document, Writing


_LONG: Final = 25
"""Lines."""


def write(address: Address, value: View, writing: Writing) -> None:
    """Under ``views`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "views")
    begin_query(address, value, document, writing)
    words = dict(value.option_words)
    for key in ("security_invoker", "security_barrier"):
        if getattr(value, key) or key in words:
            document[key] = {"false": False}.get(words.get(key, ""), words.get(key, True))
    if value.check_option:
        document["check_option"] = value.check_option
    if value.column_defaults:
        document["column_defaults"] = settings(value.column_defaults)
    if value.column_comments:
        document["column_comments"] = dict(value.column_comments)


def begin_query(address: Address, value: Any, document: Document, writing: Writing) -> None:
    """What a view and a materialized view begin with."""
    if value.comment:
        document["comment"] = value.comment
    put_owner(address, value.owner, writing)
    document["query"] = query_text(address, value.query)
    if names := written_names(value.columns):
        document["columns"] = names


def query_text(address: Address, text: str) -> str | Beside:
    """A long one stands in a file."""
    if text.count("\n") < _LONG and not holds_password(text):
        return text
    folder = "views" if address.kind == "view" else "materialized_views"
    return Beside(f"{folder}/{'_'.join(address.name)}", ".sql", f"{text}\n")


def written_names(columns: tuple[ViewColumn, ...]) -> list[str]:
    """Columns of known type got their names from the query."""
    return [column.name for column in columns if not column.type]
