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
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
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
    covered = _first_branch(step, body)
    answer = call.client.create_project(body, call.on_progress)
    call.ids[step.address] = answer.project.id
    _settle_branch(call, step, answer)
    return covered


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


def _first_branch(step: NeonStep, body: dict[str, Any]) -> frozenset[Address]:
    """Puts the branch's name, role and database into the body; the addresses that need nothing more afterwards."""
    first: dict[str, Any] = {}
    covered: set[Address] = set()
    # later parts must not displace the first: a call makes one of each
    fields = {"branch": "name", "role": "role_name", "database": "database_name"}
    for address, _ in step.parts:
        field = fields.get(address.kind)
        if field is not None and field not in first:
            first[field] = address.name[0]
            covered.add(address)
        if address.kind == "compute":
            covered.add(address)
    if first:
        body["branch"] = first
    return frozenset(covered)


def _settle_branch(call: Call, step: NeonStep, answer: wire.ProjectAnswer) -> None:
    """What the creation can't say of the branch and its compute: protection, expiry, sizes of its own."""
    born = answer.branch
    if born is None:
        return
    for address, value in step.parts:
        if isinstance(value, Branch):
            call.ids[address] = born.id
            branch.settle(call, address, value, born)
        elif isinstance(value, Compute):
            mine = [endpoint for endpoint in answer.endpoints if endpoint.branch_id == born.id]
            compute.settle(call, address, value, mine)
