"""Whose accounts Neon Auth takes: secrets are written as references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writing import LeftOut, Writing, part
from neonctl_py.stack.yaml_text import Flow, Reference

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.auth_provider import AuthProvider


def write(address: Address, value: AuthProvider, writing: Writing) -> None:
    """Under ``providers`` of its Neon Auth."""
    container = writing.document(address.parent)
    if container is None:
        return
    name = address.name[0]
    document = part(container, "providers")[name] = Flow()
    if not isinstance(value.client_id, str):
        return
    secret = Reference("${env:" + name.upper() + "_CLIENT_SECRET}")
    document |= {"client_id": value.client_id, "client_secret": secret}
    if isinstance(value.tenant_id, str):
        document["tenant_id"] = value.tenant_id
    writing.left_out.append(LeftOut(address, f"its secret isn't written: {secret} stands for it"))
