"""The Data API of a database."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from neonctl_py.model.values import UNSET
from neonctl_py.stack.units import duration_text

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.data_api import DataApi
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: DataApi, writing: Writing) -> None:
    """Under its database. Whose tokens count is not told by the platform, so it isn't written."""
    container = writing.document(address.parent)
    if container is None:
        return
    written = {
        field.name: _plain(field.name, getattr(value, field.name))
        for field in fields(value)
        if field.name != "url"
    }
    container["data_api"] = {name: item for name, item in written.items() if item is not UNSET}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return duration_text(value) if name == "cache_tokens" and isinstance(value, int) else value
