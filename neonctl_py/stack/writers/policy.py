"""Row-level security policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.yaml_text import Words

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.policy import Policy
    from neonctl_py.stack.writing import Writing


def write(address: Address, value: Policy, writing: Writing) -> None:
    """Under ``policies`` of its table."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "policies")
    if not value.permissive:
        document["as"] = "restrictive"
    if value.command != "all":
        document["for"] = value.command
    if value.roles != ("public",):
        document["to"] = list(value.roles)
    if value.using is not None:
        document["using"] = Words(value.using)
    if value.with_check is not None:
        document["with_check"] = Words(value.with_check)
    if value.comment:
        document["comment"] = value.comment
