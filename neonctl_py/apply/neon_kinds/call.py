"""What every kind's calls need: the client, who watches, and the platform's ids by address. Never here: any kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.errors import InternalError, NeonConflictError, NeonNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from neonctl_py.model.address import Address
    from neonctl_py.neon.writes import Writes


@dataclass(frozen=True, slots=True)
class Call:
    """``ids`` is shared with the executor: what is made is added, what is deleted leaves, what is renamed moves."""

    client: Writes
    ids: MutableMapping[Address, str]
    on_progress: Callable[[str], None]

    def project_id(self, address: Address) -> str:
        """The id of the project that an address is in."""
        return self._id_of(self._container(address, "project"))

    def branch_id(self, address: Address) -> str:
        """The id of the branch that an address is in."""
        return self._id_of(self._container(address, "branch"))

    def endpoint_id(self, address: Address) -> str:
        """The id of a compute or replica."""
        return self._id_of(address)

    def forget(self, address: Address) -> None:
        """It is gone, with everything in it."""
        for place in [place for place in self.ids if place.is_within(address)]:
            del self.ids[place]

    def rename(self, old: Address, new: Address) -> None:
        """The same things under another address."""
        for place in [place for place in self.ids if place.is_within(old)]:
            self.ids[place.moved(old, new)] = self.ids.pop(place)

    def _id_of(self, address: Address) -> str:
        if address not in self.ids:
            self.ids[address] = self._look_up(address)
        return self.ids[address]

    def _look_up(self, address: Address) -> str:
        """An id that neither the observation nor an earlier step brought: by its natural key, and never by a guess."""
        match address.kind:
            case "project":
                listed = self.client.list_projects(short_page_ends=False).projects
                found = [item.id for item in listed if item.name == address.name[0]]
            case "branch":
                branches = self.client.list_branches(self.project_id(address))
                found = [item.id for item in branches if item.name == address.name[0]]
            case "compute" | "replica":
                branch = self.branch_id(address)
                endpoints = self.client.list_endpoints(self.project_id(address))
                wanted = ("read_write", None) if address.kind == "compute" else ("read_only", address.name[0])
                found = [
                    item.id
                    for item in endpoints
                    if item.branch_id == branch
                    and item.type == wanted[0]
                    and wanted[1] in {None, item.name, item.id}
                ]
            case _:
                raise InternalError(f"an id was asked for {address}, which has none")
        if len(found) > 1:
            raise NeonConflictError(
                f"Neon has several of {address}", detail=f"Their ids: {', '.join(found)}."
            )
        if not found:
            raise NeonNotFoundError(
                f"Neon does not have {address}", hint="Plan again: it was there, or should have been."
            )
        return found[0]

    def _container(self, address: Address, kind: str) -> Address:
        container = address.container(kind)
        if container is None:
            raise InternalError(f"{address} is in no {kind}")
        return container
