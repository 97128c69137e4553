"""Identity providers of a project: added and removed; there is no change of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.neon import wire
from neonctl_py.neon.kinds.jwks import body, jwks_path, listed

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.jwks import Jwks


def create(call: Call, address: Address, value: Jwks) -> None:
    """The same one that is there already is the one."""
    project_id = call.project_id(address)
    name = address.name[0]
    branch = value.branch if isinstance(value.branch, str) else None
    branch_id = call.branch_id(address.parent.child("branch", branch)) if branch and address.parent else None

    def found() -> wire.Accepted | None:
        same = (name, value.url, branch_id)
        there = any(
            (item.provider_name, item.jwks_url, item.branch_id) == same
            for item in listed(call.client, project_id)
        )
        return wire.Accepted() if there else None

    call.client.make(jwks_path(project_id), body(name, value, branch_id), found, call.on_progress)


def delete(call: Call, address: Address) -> None:
    """By the id that was read; by its name where none was."""
    project_id = call.project_id(address)
    known = call.ids.get(address)
    ids = (
        [known]
        if known
        else [i.id for i in listed(call.client, project_id) if i.provider_name == address.name[0]]
    )
    for jwks_id in ids:
        call.client.remove(jwks_path(project_id, jwks_id), call.on_progress)
    call.forget(address)
