"""Collations of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writers.schema import put_owner

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.collation import Collation
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Collation, writing: Writing) -> None:
    """Under ``collations`` of its schema."""
    container = writing.schema(address)
    if container is None:
        return
    document = writing.begin(address, container, "collations", small=not value.comment)
    optional = {
        "provider": value.provider if value.provider != "libc" else None,
        "locale": value.locale,
        "lc_collate": value.lc_collate,
        "lc_ctype": value.lc_ctype,
        "deterministic": None if value.deterministic else False,
        "rules": value.rules,
    }
    document.update((key, item) for key, item in optional.items() if item is not None)
    put_owner(address, value.owner, writing)
    if value.comment:
        document["comment"] = value.comment
