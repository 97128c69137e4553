"""The Data API of a database: made, its settings changed, deleted. Its data is the database's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.errors import InternalError
from neonctl_py.neon import wire
from neonctl_py.neon.kinds.data_api import answer, birth_body, data_api_path, settings_body

if TYPE_CHECKING:
    from neonctl_py.apply.neon_kinds.call import Call
    from neonctl_py.model.address import Address
    from neonctl_py.model.data_api import DataApi
    from neonctl_py.plan.steps import NeonStep


def create(call: Call, address: Address, value: DataApi) -> None:
    """One that is there already gets the settings that are written."""
    place = _place(call, address)
    already: list[str] = []

    def found() -> wire.Accepted | None:
        if answer(call.client, *place) is None:
            return None
        already.append(place[2])
        return wire.Accepted()

    call.client.make(data_api_path(*place), birth_body(value), found, call.on_progress)
    if already and (settings := settings_body(value)):
        call.client.put("PATCH", data_api_path(*place), {"settings": settings}, call.on_progress)


def update(call: Call, step: NeonStep, value: DataApi) -> None:
    """The API replaces the settings one by one; what isn't sent stays."""
    path = data_api_path(*_place(call, step.address))
    call.client.put("PATCH", path, {"settings": settings_body(value, step.changed)}, call.on_progress)


def delete(call: Call, address: Address) -> None:
    """The database stays as it is."""
    call.client.remove(data_api_path(*_place(call, address)), call.on_progress)


def _place(call: Call, address: Address) -> tuple[str, str, str]:
    database = address.container("database")
    if database is None:
        raise InternalError(f"{address} is in no database")
    return call.project_id(address), call.branch_id(address), database.name[0]
