"""Which consents of a stack a plan stands on: those that hold today, those that have expired, those that nothing needs.

Never here: a clock (the day is given), or what is refused without consent (apply/gate).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.consent import Consent
    from neonctl_py.plan.plan import Plan


def with_consents(plan: Plan, consents: Iterable[Consent], day: str) -> Plan:
    """The plan with the consents that hold on that day (``2026-01-31``); of the others it is told that they have expired."""
    written = tuple(consents)
    if not written:
        return plan
    holding = tuple(item for item in written if item.holds_on(day))
    needed = {item for item in holding if _is_needed(item, plan)}
    return replace(
        plan,
        consents=tuple(item for item in holding if item in needed),
        idle_consents=tuple(item for item in holding if item not in needed),
        diagnostics=(*plan.diagnostics, *(_expired(item) for item in written if not item.holds_on(day))),
    )


def _is_needed(consent: Consent, plan: Plan) -> bool:
    return any(
        consent.covers(hazard.value, step.address)
        for step in plan.steps
        for hazard in step.hazards
        if hazard.needs_consent
    )


def _expired(consent: Consent) -> Diagnostic:
    return Diagnostic(
        Severity.WARNING,
        "NP303",
        "a consent has expired",
        f"{consent.hazard} on {consent.on} was allowed until {consent.until} ({consent.reason}), and isn't any more.",
        "Take the entry out of allow:, or give it a later day.",
        str(consent.on),
        consent.span,
    )
