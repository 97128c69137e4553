"""``neonpy destroy``: the deletion of what the stack declares, whole projects where Neon has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.plan.changes import Action, Change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object

_WHOLE = frozenset(
    {
        "table",
        "view",
        "materialized_view",
        "enum",
        "domain",
        "extension",
        "schema",
        "role",
        "membership",
        "default_privileges",
    }
)
"""What is dropped one by one on a plain Postgres, where no project goes away with all that it holds."""


def destroy_changes(desired: Desired, objects: Mapping[Address, Object]) -> dict[Address, Change]:
    """Only what is declared and there; the outermost address stands for all that it holds."""
    changes: dict[Address, Change] = {}
    for address, value in desired.objects.items():
        if address not in objects or _is_external(address, desired):
            continue
        whole = isinstance(value, Project) and value.provider == "neon"
        if whole or (_is_on_plain_postgres(address, desired) and _is_dropped(address, value)):
            changes[address] = Change(Action.DELETE, address, before=objects[address])
    return changes


def _is_on_plain_postgres(address: Address, desired: Desired) -> bool:
    project = address.container("project")
    value = desired.objects.get(project) if project else None
    return isinstance(value, Project) and value.provider == "postgres"


def _is_dropped(address: Address, value: Object) -> bool:
    if isinstance(value, Role) or address.kind not in _WHOLE:
        return isinstance(value, Role)
    return not (address.kind == "schema" and address.name == ("public",))


def _is_external(address: Address, desired: Desired) -> bool:
    return any(address.is_within(place) for place in desired.external)
