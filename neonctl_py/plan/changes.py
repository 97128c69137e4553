"""What differs at one address, and what becomes of it. Changes are what people read; steps are what is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


class Action(StrEnum):
    """Terraform's vocabulary, which people's eyes know."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    MOVE = "move"
    ADOPT = "adopt"
    FORGET = "forget"
    NOTHING = "no-op"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. ``forces_replacement``: it can't be changed in place. ``textual``: the two texts could not be canonicalised."""

    field: str
    before: Any
    after: Any
    forces_replacement: bool = False
    textual: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one address. ``before``/``after`` are the kind's values; ``because``: addresses whose change forces
    this one. ``moved_from``: its old address when it is renamed.
    """

    action: Action
    address: Address
    before: Object | None = None
    after: Object | None = None
    differences: tuple[Difference, ...] = ()
    because: tuple[Address, ...] = ()
    moved_from: Address | None = None

    @property
    def kind(self) -> str:
        """The kind of the object at the address."""
        return self.address.kind

    def difference(self, field: str) -> Difference | None:
        """The difference in that field, if there is one."""
        for difference in self.differences:
            if difference.field == field:
                return difference
        return None
