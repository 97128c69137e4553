"""A branch: a copy of its parent, made together with its compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.apply.neon_kinds import compute
from neonctl_py.model.compute import Compute
from neonctl_py.model.safety import PREFIX
from neonctl_py.neon.bodies import branch_body, origin_body

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.branch import Branch
    from neonctl_py.neon import wire
    from neonctl_py.plan.steps import NeonStep


def create(call: Call, step: NeonStep, value: Branch) -> frozenset[Address]:
    """Gives the parts that came with the call."""
    address, project_id = step.address, call.project_id(step.address)
    body: dict[str, Any] = {"name": address.name[0]}
    if isinstance(value.parent, str) and address.parent is not None:
        body["parent_id"] = call.branch_id(address.parent.child("branch", value.parent))
    body |= origin_body(value) | branch_body(value, call.client.clock.now())
    computes = [(place, part) for place, part in step.parts if isinstance(part, Compute)]
    endpoints = [compute.birth_body(part) for _, part in computes]
    answer = call.client.create_branch(project_id, body, endpoints, call.on_progress)
    call.ids[address] = answer.branch.id
    settle(call, address, value, answer.branch)
    for place, part in computes:
        compute.settle(call, place, part, list(answer.endpoints))
    return frozenset(place for place, _ in computes)


def settle(call: Call, address: Address, value: Branch, born: wire.Branch) -> None:
    """What is written and isn't so yet: protection, an expiry that the project's creation could not say, the default."""
    body = branch_body(value, call.client.clock.now())
    if body.get("protected") == bool(born.protected):
        body.pop("protected", None)
    if born.expires_at is not None:
        body.pop("expires_at", None)
    if born.name != address.name[0]:
        body["name"] = address.name[0]
    project_id = call.project_id(address)
    if body:
        call.client.update_branch(project_id, born.id, body, call.on_progress)
    if value.default is True and not born.default:
        call.client.set_default_branch(project_id, born.id, call.on_progress)


def update(call: Call, step: NeonStep, value: Branch) -> None:
    """PATCH of what differs; the default moves with a call of its own, and can't be unset."""
    address = step.address
    if step.moved_from is not None:
        call.rename(step.moved_from, address)
    body = branch_body(value, call.client.clock.now(), step.changed)
    if step.moved_from is not None and step.moved_from.name != address.name:
        body["name"] = address.name[0]
    project_id, branch_id = call.project_id(address), call.branch_id(address)
    if body:
        call.client.update_branch(project_id, branch_id, body, call.on_progress)
    if "default" in step.changed and value.default is True:
        call.client.set_default_branch(project_id, branch_id, call.on_progress)


def delete(call: Call, address: Address) -> None:
    """With its computes and what apply kept of it. Its other children must be gone by now; the platform refuses otherwise."""
    project, own = call.project_id(address), call.branch_id(address)
    for branch in call.client.list_branches(project):
        if branch.parent_id == own and branch.name.startswith(PREFIX):
            call.client.delete_branch(project, branch.id, call.on_progress)
    call.client.delete_branch(call.project_id(address), call.branch_id(address), call.on_progress)
    call.forget(address)
