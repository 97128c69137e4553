"""The plan: what every later reader (terminal, JSON, gate, executor, revision) reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neonctl_py.model.fingerprint import Fingerprint, digest_of
from neonctl_py.plan.steps import RevisionStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.model.address import Address
    from neonctl_py.model.archive import Archive
    from neonctl_py.model.consent import Consent
    from neonctl_py.model.expansion import Expansion
    from neonctl_py.model.state import Unsupported
    from neonctl_py.plan.changes import Action, Change
    from neonctl_py.plan.cost import CostDifference
    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``changes`` in the order of addresses (never a NOTHING), ``steps`` in the order of execution. ``unmanaged``: observed,
    not declared, left alone. ``records``: tables in which other tools note their migrations, with the tool; never touched. ``expansions``:
    what is between its two halves, by the new one's address. ``archives``: what is declared and neonpy does not run. ``consents``: those of the stack that steps need; ``idle_consents``: those that nothing needs now. ``cost``: what it changes of the
    bill; an estimate, and no part of the fingerprint. ``desired`` and ``observed`` stand for what it was made from. ``server_versions``: of the databases that steps run in, as
    ``server_version_num`` (170011; 0 where it isn't known yet): how a step is written depends on it.
    """

    stack: str
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]
    unmanaged: tuple[Address, ...] = ()
    records: tuple[tuple[Address, str], ...] = ()
    expansions: tuple[tuple[Address, Expansion], ...] = ()
    archives: tuple[tuple[Address, Archive], ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    consents: tuple[Consent, ...] = ()
    idle_consents: tuple[Consent, ...] = ()
    desired: Fingerprint = field(default_factory=Fingerprint)
    observed: Fingerprint = field(default_factory=Fingerprint)
    cost: CostDifference | None = None
    server_versions: Mapping[Address, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Is there nothing to do? The one predicate behind exit codes, messages and gates."""
        return not self.changes and not self.revisions

    @property
    def revisions(self) -> tuple[RevisionStep, ...]:
        """The written revisions that are run, in order."""
        return tuple(step for step in self.steps if isinstance(step, RevisionStep))

    def count(self, *actions: Action) -> int:
        """How many changes have one of these actions."""
        return sum(change.action in actions for change in self.changes)

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """All hazards of all steps, once each, in the order of their names."""
        return tuple(sorted({hazard for step in self.steps for hazard in step.hazards}))

    def unconsented(self, allowed: Iterable[str]) -> tuple[Hazard, ...]:
        """The hazards that need consent and did not get it: by name, or by the stack for every step that has them."""
        names = set(allowed)
        missing = tuple(
            hazard for hazard in self.hazards if hazard.needs_consent and hazard.value not in names
        )
        return (
            tuple(hazard for hazard in missing if self.steps_without_consent(hazard))
            if self.consents
            else missing
        )

    def consent_for(self, step: Step, hazard: Hazard) -> Consent | None:
        """The stack's, where there is one."""
        return next((item for item in self.consents if item.covers(hazard.value, step.address)), None)

    def steps_without_consent(self, hazard: Hazard) -> tuple[Step, ...]:
        """Those with the hazard that the stack says nothing about."""
        return tuple(
            step for step in self.steps if hazard in step.hazards and self.consent_for(step, hazard) is None
        )

    @property
    def stack_fingerprint(self) -> str:
        """Of the stack that it was made from."""
        return self.desired.digest

    @property
    def observed_fingerprint(self) -> str:
        """Of the world that it was made from."""
        return self.observed.digest

    @property
    def fingerprint(self) -> str:
        """Of what would be done, from what, to what."""
        made_from = f"{self.stack_fingerprint}\n{self.observed_fingerprint}\n"
        steps = (f"{step.address} {step.action} {getattr(step, 'operation', '')}\n" for step in self.steps)
        return digest_of([made_from, *steps])
