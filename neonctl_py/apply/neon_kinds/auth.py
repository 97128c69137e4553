"""Neon Auth: enabled with one call, set up with one call for each of its resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.auth import Auth
from neonctl_py.neon import wire
from neonctl_py.neon.kinds.auth import KIND, auth_path, domain_changes, integration, patches, read

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import NeonStep


def create(call: Call, address: Address, value: Auth) -> None:
    """Enabled already, by an apply that did not come to its end: then only what differs is still to do."""
    place = call.project_id(address), call.branch_id(address)
    path = auth_path(*place)
    body = {"auth_provider": KIND} | ({"database_name": value.database} if value.database else {})

    def found() -> wire.Accepted | None:
        return wire.Accepted() if integration(call.client, *place) is not None else None

    call.client.make(path, body, found, call.on_progress)
    there = read(call.client, *place, value, {})
    _settle(call, path, value, None, there[0] if there is not None else None)
    if there is not None and value.owns_providers:
        for name in there[1]:
            call.client.remove(f"{path}/oauth_providers/{name}", call.on_progress)


def update(call: Call, step: NeonStep, value: Auth) -> None:
    """One call for each resource in which something differs."""
    before = step.before if isinstance(step.before, Auth) else None
    path = auth_path(call.project_id(step.address), call.branch_id(step.address))
    _settle(call, path, value, step.changed, before)


def _settle(call: Call, path: str, value: Auth, changed: tuple[str, ...] | None, before: Auth | None) -> None:
    for method, resource, body in patches(value, changed):
        call.on_progress(resource)
        call.client.put(method, f"{path}/{resource}", body, call.on_progress)
    if changed is not None and "trusted_domains" not in changed:
        return
    added, removed = domain_changes(value, before)
    for domain in added:
        body = {"domain": domain, "auth_provider": KIND}
        call.client.make(f"{path}/domains", body, wire.Accepted, call.on_progress)
    if removed:
        gone = {"domains": [{"domain": domain} for domain in removed], "auth_provider": KIND}
        call.client.put("DELETE", f"{path}/domains", gone, call.on_progress)


def delete(call: Call, address: Address) -> None:
    """Its users stay in their schema: enabled again, they are there again."""
    path = auth_path(call.project_id(address), call.branch_id(address))
    call.client.put("DELETE", path, {"delete_data": False}, call.on_progress)
