"""Computes and replicas: both are endpoints to the API, of type read_write and read_only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.replica import Replica
from neonctl_py.neon.bodies import compute_body
from neonctl_py.neon.writes import includes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.compute import Compute
    from neonctl_py.neon import wire
    from neonctl_py.plan.steps import NeonStep

_NOT_AT_BIRTH = ("name", "disabled")
"""A branch's creation takes sizes and settings of its computes, and not these."""


def birth_body(value: Compute) -> dict[str, Any]:
    """A compute as an entry of ``endpoints`` in a branch's creation."""
    body = compute_body(value)
    return {"type": "read_write", **{name: item for name, item in body.items() if name not in _NOT_AT_BIRTH}}


def create(call: Call, address: Address, value: Compute | Replica) -> None:
    """One compute per branch and type read_write; replicas are told apart by their name, which is the address's."""
    body: dict[str, Any] = {"branch_id": call.branch_id(address), "type": "read_write", **compute_body(value)}
    if isinstance(value, Replica):
        body |= {"type": "read_only", "name": address.name[0]}
    endpoint = call.client.create_endpoint(call.project_id(address), body, call.on_progress)
    call.ids[address] = endpoint.id


def settle(call: Call, address: Address, value: Compute, born: Sequence[wire.Endpoint]) -> None:
    """The compute that came with a branch, as it is written: no call when it is so already."""
    mine = [endpoint for endpoint in born if endpoint.type == "read_write"]
    if not mine:
        create(call, address, value)
        return
    call.ids[address] = mine[0].id
    there = mine[0].model_dump(mode="json")
    body = {name: item for name, item in compute_body(value).items() if not includes(there.get(name), item)}
    if body:
        call.client.update_endpoint(call.project_id(address), mine[0].id, body, call.on_progress)


def update(call: Call, step: NeonStep, value: Compute | Replica) -> None:
    """PATCH of what differs; a replica's new name too."""
    before = step.before if isinstance(step.before, type(value)) else None
    if step.moved_from is not None:
        call.rename(step.moved_from, step.address)
    body = compute_body(value, step.changed, before)
    if step.moved_from is not None and isinstance(value, Replica):
        body["name"] = step.address.name[0]
    if body:
        call.client.update_endpoint(
            call.project_id(step.address), call.endpoint_id(step.address), body, call.on_progress
        )


def delete(call: Call, address: Address) -> None:
    """The branch and its data stay."""
    call.client.delete_endpoint(call.project_id(address), call.endpoint_id(address), call.on_progress)
    call.forget(address)
