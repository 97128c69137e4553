"""A project: born with its default branch, compute, role and database in ONE call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.apply.neon_kinds import branch, compute
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.project import Project
from neonctl_py.model.values import UNSET
from neonctl_py.neon.bodies import project_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.neon import wire
    from neonctl_py.plan.steps import NeonStep

_BIRTH = {
    "region": "region_id",
    "pg_version": "pg_version",
    "store_passwords": "store_passwords",
    "org_id": "org_id",
}
"""What only a creation can say."""


def create(call: Call, step: NeonStep, value: Project) -> frozenset[Address]:
    """Gives the parts that came with the call; the others are steps of their own."""
    body: dict[str, Any] = {"name": step.address.name[0], **project_body(value)}
    for field, name in _BIRTH.items():
        written = getattr(value, field)
        if written is not UNSET and written is not None:
            body[name] = written
    born_with = _born_with(step)
    body |= _birth_branch(born_with)
    answer = call.client.create_project(body, call.on_progress)
    call.ids[step.address] = answer.project.id
    _settle(call, born_with, answer)
    return frozenset(born_with)


def update(call: Call, step: NeonStep, value: Project) -> None:
    """PATCH of what differs, and of the name when it moved."""
    before = step.before if isinstance(step.before, Project) else None
    if step.moved_from is not None:
        call.rename(step.moved_from, step.address)
    body = project_body(value, step.changed, before)
    if step.moved_from is not None and step.moved_from.name != step.address.name:
        body["name"] = step.address.name[0]
    if body:
        call.client.update_project(call.project_id(step.address), body, call.on_progress)


def delete(call: Call, address: Address) -> None:
    """With everything in it; recoverable for seven days through the platform."""
    call.client.delete_project(call.project_id(address))
    call.forget(address)


def _born_with(step: NeonStep) -> dict[Address, Object]:
    """The parts that the one call makes: a branch, and in it a compute, a role and a database, one of each."""
    branches = [address for address, value in step.parts if isinstance(value, Branch)]
    defaults = [
        address for address, value in step.parts if isinstance(value, Branch) and value.default is True
    ]
    first = next(iter(defaults or branches), None)
    chosen: dict[str, tuple[Address, Object]] = {}
    for address, value in step.parts:
        if first in {address, address.parent} and address.kind in _TOGETHER:
            chosen.setdefault(address.kind, (address, value))
    return dict(chosen.values())


_TOGETHER = {"branch": "name", "compute": "", "role": "role_name", "database": "database_name"}
"""How the project's body names them; sizes of the compute can't be said there and follow when they differ."""


def _birth_branch(born_with: Mapping[Address, Object]) -> dict[str, Any]:
    names = {_TOGETHER[address.kind]: address.name[0] for address in born_with if _TOGETHER[address.kind]}
    return {"branch": names} if names else {}


def _settle(call: Call, born_with: Mapping[Address, Object], answer: wire.ProjectAnswer) -> None:
    """What the creation can't say of the branch and its compute: protection, expiry, sizes of its own."""
    born = answer.branch
    if born is None:
        return
    for address, value in born_with.items():
        if isinstance(value, Branch):
            call.ids[address] = born.id
            branch.settle(call, address, value, born)
        elif isinstance(value, Compute):
            mine = [endpoint for endpoint in answer.endpoints if endpoint.branch_id == born.id]
            compute.settle(call, address, value, mine)
