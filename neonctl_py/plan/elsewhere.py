"""Steps and states, meant for another place: a branch's, for the one that stands in for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from neonctl_py.plan.steps import NeonStep, RevisionStep, SafetyStep, SqlStep, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.model.address import Address

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """``new`` stands in for ``old``."""

    old: Address
    new: Address

    def place(self, address: Address) -> Address:
        """Where it is there; what is not within ``old`` stays."""
        return address.moved(self.old, self.new)

    def mapping(self, values: Mapping[Address, _V]) -> dict[Address, _V]:
        """Only what is within ``old``."""
        return {self.place(address): value for address, value in values.items() if self.has(address)}

    def all(self, addresses: Iterable[Address]) -> tuple[Address, ...]:
        """Only those within ``old``."""
        return tuple(self.place(address) for address in addresses if self.has(address))

    def has(self, address: Address) -> bool:
        """Is it within ``old``?"""
        return address.is_within(self.old)

    def back(self, address: Address) -> Address:
        """The other way round."""
        return address.moved(self.new, self.old)

    def step(self, step: Step) -> Step:
        """The same step, done there."""
        moved_from = getattr(step, "moved_from", None)
        match step:
            case SqlStep():
                return replace(
                    step,
                    address=self.place(step.address),
                    database=self.place(step.database),
                    parts=self._pairs(step.parts),
                    context=self._pairs(step.context),
                    moved_from=None if moved_from is None else self.place(moved_from),
                )
            case NeonStep():
                return replace(
                    step,
                    address=self.place(step.address),
                    parts=self._pairs(step.parts),
                    moved_from=None if moved_from is None else self.place(moved_from),
                )
            case SafetyStep():
                return replace(step, address=self.place(step.address))
            case RevisionStep():
                return replace(step, address=self.place(step.address), database=self.place(step.database))

    def _pairs(self, pairs: Iterable[tuple[Address, _V]]) -> tuple[tuple[Address, _V], ...]:
        return tuple((self.place(address), value) for address, value in pairs)
