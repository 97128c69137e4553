"""A provider of Neon Auth. Its secret leaves us here, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from neonctl_py.neon import wire
from neonctl_py.neon.kinds.auth import auth_path, provider_body

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.auth_provider import AuthProvider
    from neonctl_py.plan.steps import NeonStep


def create(call: Call, address: Address, value: AuthProvider) -> None:
    """One that is there already is made as it should be."""
    name = address.name[0]
    already: list[str] = []

    def found() -> wire.Accepted:
        already.append(name)
        return wire.Accepted()

    body = {"id": name, **provider_body(value)}
    call.client.make(_providers(call, address), body, found, call.on_progress)
    if already:
        _change(call, address, value, None)


def update(call: Call, step: NeonStep, value: AuthProvider) -> None:
    """Both parts of a client at once: an id without its own secret lets nobody in."""
    _change(call, step.address, value, step.changed)


def delete(call: Call, address: Address) -> None:
    """Who signed in with it keeps the account, and can't sign in with it."""
    call.client.remove(_provider(call, address), call.on_progress)


def _change(call: Call, address: Address, value: AuthProvider, changed: tuple[str, ...] | None) -> None:
    body = provider_body(value, changed)
    if value.client_id is None:  # back to the shared keys: there is no call for that
        delete(call, address)
        call.client.make(_providers(call, address), {"id": address.name[0]}, wire.Accepted, call.on_progress)
    elif body:
        call.client.put("PATCH", _provider(call, address), body, call.on_progress)


def _providers(call: Call, address: Address) -> str:
    return f"{auth_path(call.project_id(address), call.branch_id(address))}/oauth_providers"


def _provider(call: Call, address: Address) -> str:
    return f"{_providers(call, address)}/{quote(address.name[0], safe='')}"
