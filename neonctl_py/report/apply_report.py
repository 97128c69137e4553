"""The outcome of an apply. Never here: how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.plan.plan import Plan

Outcome = Literal["nothing", "applied", "incomplete"]


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step that ended well; ``seconds`` of wall-clock time."""

    address: Address
    what: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A branch as it was before something in it was lost: as a ``branch`` or ``snapshot`` of that name, until that moment."""

    branch: Address
    kind: str
    name: str
    id: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyReport:
    """``plan`` is what was applied, ``left`` what the second plan still found (empty when all is well), ``seconds`` the
    wall-clock time of everything, ``kept`` what can be restored from. ``nothing``: there was nothing to do; ``incomplete``: the second plan is not empty.
    """

    plan: Plan
    done: tuple[StepDone, ...]
    left: Plan
    seconds: float
    kept: tuple[Kept, ...] = ()

    @property
    def not_ours(self) -> tuple[Address, ...]:
        """What the second plan found where this apply has changed nothing: somebody else did, meanwhile."""
        ours = {change.address for change in self.plan.changes}
        return tuple(
            change.address
            for change in self.left.changes
            if change.address not in ours and ours.isdisjoint(change.address.ancestors())
        )

    @property
    def outcome(self) -> Outcome:
        """One word for what became of it."""
        if not self.left.is_empty:
            return "incomplete"
        return "nothing" if self.plan.is_empty else "applied"
