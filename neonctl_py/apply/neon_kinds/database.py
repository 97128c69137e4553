"""A database: its name and its owner; everything else of it is SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.errors import NeonNotFoundError

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.database import Database
    from neonctl_py.plan.steps import NeonStep


def create(call: Call, address: Address, value: Database) -> None:
    """The API wants an owner; where none is written it is a role that the platform has made."""
    owner = value.owner if isinstance(value.owner, str) else _platform_role(call, address)
    body = {"name": address.name[0], "owner_name": owner}
    call.client.create_database(call.project_id(address), call.branch_id(address), body, call.on_progress)


def update(call: Call, step: NeonStep, value: Database) -> None:
    """The owner, and the name when it moved, in one call."""
    body: dict[str, Any] = {}
    old = step.moved_from or step.address
    if "owner" in step.changed and isinstance(value.owner, str):
        body["owner_name"] = value.owner
    if old.name != step.address.name:
        body["name"] = step.address.name[0]
    if body:
        place = (call.project_id(step.address), call.branch_id(step.address))
        call.client.update_database(*place, old.name[0], body, call.on_progress)


def delete(call: Call, address: Address) -> None:
    """With its data."""
    call.client.delete_database(
        call.project_id(address), call.branch_id(address), address.name[0], call.on_progress
    )


def _platform_role(call: Call, address: Address) -> str:
    project_id, branch_id = call.project_id(address), call.branch_id(address)
    owners = [database.owner_name for database in call.client.list_databases(project_id, branch_id)]
    roles = [role.name for role in call.client.list_roles(project_id, branch_id) if not role.protected]
    chosen = next((name for name in (*owners, *roles) if name in roles), None)
    if chosen is None:
        raise NeonNotFoundError(
            f"No role can own {address}",
            detail="The branch has no role that the platform made, and a new database needs an owner.",
            hint="Declare one under roles: with managed_by: neon, and write it as the database's owner:.",
        )
    return chosen
