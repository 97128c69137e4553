"""Which objects their container owns: undeclared members of these are removed, all others are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

_OWNED = frozenset(
    {
        ("table", "column"),
        ("table", "constraint"),
        ("table", "index"),
        ("table", "policy"),
        ("table", "rule"),
        ("table", "trigger"),
        ("table", "grant"),
        ("view", "rule"),
        ("view", "trigger"),
        ("view", "grant"),
        ("materialized_view", "index"),
        ("materialized_view", "grant"),
        ("domain", "constraint"),
        ("foreign_table", "column"),
        ("foreign_table", "constraint"),
        ("foreign_table", "trigger"),
        ("foreign_table", "grant"),
        # The next ones only where the stack writes the key at all (Desired.open_parts says where it does not).
        ("domain", "grant"),
        ("enum", "grant"),
        ("sequence", "grant"),
        ("composite", "grant"),
        ("range", "grant"),
        ("function", "grant"),
        ("aggregate", "grant"),
        ("schema", "grant"),
        ("schema", "default_privileges"),
        ("database", "grant"),
        ("database", "default_privileges"),
        ("role", "membership"),
        ("foreign_data_wrapper", "grant"),
        ("foreign_server", "grant"),
        ("foreign_server", "user_mapping"),
        ("auth", "auth_provider"),
    }
)


def is_owned_by_container(address: Address) -> bool:
    """Is it a part of its container (a column of a table), rather than a thing of its own (a table of a schema)?"""
    return address.parent is not None and (address.parent.kind, address.kind) in _OWNED
