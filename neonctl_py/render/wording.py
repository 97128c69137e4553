"""The sentences and symbols of plans, which every rendering shares. Never here: layout, colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.changes import Action
from neonctl_py.plan.losses import LOSSY
from neonctl_py.plan.steps import Grade, NeonStep, SqlStep
from neonctl_py.render.values import size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import Loss, SafetyStep, Step

NO_CHANGES = "No changes. Your infrastructure matches the stack."

SYMBOLS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "-/+",
    Action.DELETE: "-",
    Action.MOVE: "~",
    Action.ADOPT: "<=",
    Action.FORGET: ".",
    Action.NOTHING: "",
}

LEGEND = {
    Action.CREATE: "create",
    Action.UPDATE: "change in place",
    Action.DELETE: "destroy",
    Action.REPLACE: "destroy and create again",
    Action.MOVE: "rename",
    Action.ADOPT: "adopt what exists",
    Action.FORGET: "forget: leave it as it is, no longer managed",
}


def counts(plan: Plan) -> dict[str, int]:
    """How many objects are added, changed, destroyed… A replacement is counted as one added and one destroyed."""
    replaced = plan.count(Action.REPLACE)
    return {
        "add": plan.count(Action.CREATE) + replaced,
        "change": plan.count(Action.UPDATE),
        "destroy": plan.count(Action.DELETE) + replaced,
        "rename": plan.count(Action.MOVE),
        "adopt": plan.count(Action.ADOPT),
        "forget": plan.count(Action.FORGET),
    }


def summary_line(plan: Plan) -> str:
    """``Plan: 2 to add, 1 to change, 0 to destroy.``, or that there is nothing to do."""
    if plan.is_empty:
        return NO_CHANGES
    numbers = counts(plan)
    always = ("add", "change", "destroy")
    shown = [f"{number} to {word}" for word, number in numbers.items() if word in always or number]
    return f"Plan: {', '.join(shown)}."


def done_line(plan: Plan, *, destroyed: bool = False) -> str:
    """``Apply complete! 2 added, 1 changed, 0 destroyed.`` (``destroyed``: it was a destroy.)"""
    past = {"add": "added", "change": "changed", "destroy": "destroyed", "rename": "renamed"}
    past |= {"adopt": "adopted", "forget": "forgotten"}
    numbers = counts(plan)
    always = ("add", "change", "destroy")
    shown = [f"{number} {past[word]}" for word, number in numbers.items() if word in always or number]
    return f"{'Destroy' if destroyed else 'Apply'} complete! {', '.join(shown)}."


def allow_flags(hazards: Iterable[Hazard]) -> str:
    """What to type so that these hazards are consented to: ``--allow deletes-data --allow …``."""
    return " ".join(f"--allow {hazard.value}" for hazard in hazards)


def consent_words(plan: Plan, step: Step, hazard: Hazard) -> str:
    """``allowed by the stack until 2027-01-31: reason``; "" where the stack says nothing about it."""
    consent = plan.consent_for(step, hazard) if hazard.needs_consent else None
    if consent is None:
        return ""
    until = f" until {consent.until}" if consent.until else ""
    return f"allowed by the stack{until}: {consent.reason}"


def hazard_words(step: Step, hazard: Hazard) -> str:
    """``drop; about 1,200 rows, 3.1 MB; gone for good``: what is done, how much it touches, what of that is lost."""
    loss = loss_words(step.loss) if step.loss is not None and hazard in LOSSY else ""
    return "; ".join(part for part in (operation_words(step), touched_words(step), loss) if part)


def loss_words(loss: Loss) -> str:
    """``can be brought back until 2026-11-22 14:00 UTC (the branch's history)``."""
    why = f" ({loss.why})" if loss.why else ""
    match loss.grade:
        case Grade.NOTHING:
            return f"loses nothing{why}"
        case Grade.RECOVERABLE:
            return f"can be brought back until {moment_words(loss.until)}{why}"
        case _:
            return f"gone for good{why}"


def safety_words(step: SafetyStep) -> str:
    """What apply keeps before anything is lost: ``branch NAME, a copy of project.p/branch.b, for 7d``."""
    what = "branch" if step.kind == "branch" else "snapshot"
    days, rest = divmod(step.keep, 86_400)
    how_long = f"{days}d" if not rest else f"{step.keep // 3600}h"
    return f"{what} {step.name}, {'a copy' if step.kind == 'branch' else ''} of {step.address}, for {how_long}".replace(
        ",  of", " of"
    )


def moment_words(moment: str) -> str:
    """``2026-11-22 14:00 UTC`` of an RFC 3339 text in UTC."""
    return f"{moment[:10]} {moment[11:16]} UTC"


def operation_words(step: Step) -> str:
    """``drop``, ``add not null check``, ``Neon API: delete``: what a step does, without what to."""
    if isinstance(step, NeonStep):
        return f"Neon API: {step.action}"
    return step.operation.replace("_", " ")


def touched_words(step: Step) -> str:
    """``about 1,200 rows, 3.1 MB``; "" where the catalog's statistics say nothing."""
    return amount_words(step.effect.rows, step.effect.bytes) if isinstance(step, SqlStep) else ""


def amount_words(rows: int, count: int) -> str:
    """``about 1,200 rows, 3.1 MB``, of rows and bytes; "" of none."""
    return f"about {rows:,} rows, {size(count)}" if rows or count else ""


def steps_with(plan: Plan, hazard: Hazard) -> list[Step]:
    """The steps that carry the hazard, in the order of execution."""
    return [step for step in plan.steps if hazard in step.hazards]


def counted(number: int, noun: str, several: str = "") -> str:
    """``1 object``, ``3 objects``; ``several`` where the plural isn't regular."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {several or f'{noun}s'}"


def duration_words(seconds: float) -> str:
    """``12 ms``, ``1.4s``, ``12s``, ``3m 5s``: how long something took."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f}s"
    if seconds < 60:
        return f"{seconds:.0f}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m {rest}s"
