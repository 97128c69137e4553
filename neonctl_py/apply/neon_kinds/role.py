"""A role that the platform makes: a member of neon_superuser. Its password is dropped here; a sink asks for it itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.role import Role


def create(call: Call, address: Address, value: Role) -> None:
    """Its name, and whether it may log in: the API knows no other attribute."""
    body: dict[str, Any] = {"name": address.name[0]}
    if value.login is False:
        body["no_login"] = True
    call.client.create_role(call.project_id(address), call.branch_id(address), body, call.on_progress)


def delete(call: Call, address: Address) -> None:
    """The platform refuses while it owns a database."""
    call.client.delete_role(
        call.project_id(address), call.branch_id(address), address.name[0], call.on_progress
    )
