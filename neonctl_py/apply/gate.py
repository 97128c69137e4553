"""Whether a plan may be applied at all, decided before the first change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Severity
from neonctl_py.errors import InputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.plan import Plan


def check_gate(plan: Plan, allowed: Collection[str]) -> None:
    """Raises InputError for what may not happen (prevent_destroy, protected…), RefusedError for hazards without consent."""
    errors = [item for item in plan.diagnostics if item.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    missing = plan.unconsented(allowed)
    if missing:
        raise RefusedError(
            "the plan needs your consent",
            detail="\n".join(_explanation(plan, hazard) for hazard in missing),
            hint="If that is what you want, add " + " ".join(f"--allow {hazard.value}" for hazard in missing),
        )


def check_allowed_names(allowed: Collection[str], known: Collection[str]) -> None:
    """Raises RefusedError for a hazard that does not exist: a misspelt consent must not look like one."""
    for name in allowed:
        if name not in known:
            raise RefusedError(
                "no such hazard", detail=f"--allow {name}", hint="Hazards: " + ", ".join(sorted(known))
            )


def _explanation(plan: Plan, hazard: Hazard) -> str:
    places = [str(step.address) for step in plan.steps_without_consent(hazard)]
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return f"{hazard.value}: {hazard.sentence} ({', '.join(places[:3])}{more})"
