"""What a plan would lose, graded, and what is kept of a branch before that. Pure: what rows there are was asked before.

Never here: asking (workflows/grade_losses), making what is kept (apply/safety_steps).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from neonctl_py.model.branch import Branch
from neonctl_py.model.fingerprint import fingerprint
from neonctl_py.model.project import Project
from neonctl_py.model.safety import PREFIX, Safety
from neonctl_py.plan.changes import Action
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.steps import Grade, Loss, NeonStep, RevisionStep, SafetyStep, SqlStep, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.plan.plan import Plan

LOSSY = frozenset({Hazard.DELETES_DATA, Hazard.LOSES_PRECISION})
_PROJECT_GRACE = 7 * 86_400
"""Seconds for which Neon brings a deleted project back."""

_NAME_LENGTH = 80


def is_lossy(step: Step) -> bool:
    """May values be gone after it?"""
    agreed = step.agreed if isinstance(step, RevisionStep) else ()
    return not LOSSY.isdisjoint((*step.hazards, *agreed))


def with_losses(
    plan: Plan, observed: Mapping[Address, Object], held: Mapping[int, tuple[bool, str]], now: datetime
) -> Plan:
    """Every lossy step with its grade. ``held``: by the step's place in the plan, whether there are values, where that is known."""
    steps: list[Step] = []
    for number, step in enumerate(plan.steps):
        if isinstance(step, SafetyStep) or not is_lossy(step):
            steps.append(step)
        else:
            loss = _loss(step, observed, held.get(number, (True, ""))[0], now)
            steps.append(replace(step, loss=loss))
    return replace(plan, steps=tuple(steps))


def _loss(step: Step, observed: Mapping[Address, Object], is_held: bool, now: datetime) -> Loss:
    branch, project = step.address.container("branch"), step.address.container("project")
    if not is_held:
        return Loss(Grade.NOTHING, why="there are no values in it")
    if branch is not None and branch not in observed:
        return Loss(Grade.NOTHING, why="the branch is made as a copy, and what it is copied from keeps it")
    if step.address.kind == "project":
        return Loss(Grade.RECOVERABLE, _after(now, _PROJECT_GRACE), "Neon brings a deleted project back")
    value = observed.get(project) if project is not None else None
    window = value.history_retention if isinstance(value, Project) else None
    if branch is None or step.address.kind == "branch" or not isinstance(window, int) or window <= 0:
        return Loss(Grade.GONE)
    return Loss(Grade.RECOVERABLE, _after(now, window), "the branch's history")


def _after(now: datetime, seconds: int) -> str:
    return (now + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_safety(
    plan: Plan,
    desired: Desired,
    observed: Mapping[Address, Object],
    held: Mapping[int, tuple[bool, str]],
    now: datetime,
) -> Plan:
    """The plan with a step, before the first loss in each branch, that keeps the branch as it is then."""
    found = {
        number: branch for number, step in enumerate(plan.steps) if (branch := _kept_for(step, observed))
    }
    if not found:
        return plan
    first: dict[int, list[SafetyStep]] = {}
    for branch in dict.fromkeys(found.values()):
        numbers = [number for number, place in found.items() if place == branch]
        safety = safety_of(desired, branch)
        if safety.kind == "none" or _expires(observed.get(branch)):
            continue
        lost = [(str(plan.steps[number].address), held.get(number, (True, ""))[1]) for number in numbers]
        first.setdefault(_beginning(plan.steps, numbers[0]), []).append(_step(branch, safety, lost, now))
    steps: list[Step] = []
    for number, step in enumerate(plan.steps):
        steps += [*first.get(number, ()), step]
    return replace(plan, steps=tuple(steps))


def safety_of(desired: Desired, branch: Address) -> Safety:
    """What the stack says of the branch, its project, or all of it."""
    said = desired.safety
    return said.get(branch) or (said.get(branch.parent) if branch.parent else None) or Safety()


def _kept_for(step: Step, observed: Mapping[Address, Object]) -> Address | None:
    """The branch that has to be kept: it is there, it stays, and it holds what will be lost."""
    branch = step.address.container("branch")
    if branch is None or branch == step.address or branch not in observed or isinstance(step, SafetyStep):
        return None
    return branch if step.loss is not None and step.loss.grade is not Grade.NOTHING else None


def _expires(value: Object | None) -> bool:
    """Nothing can be branched from it, and nobody expects it to last."""
    return isinstance(value, Branch) and bool(value.expires_in or value.expires_at)


def _beginning(steps: Sequence[Step], number: int) -> int:
    """Where the steps begin that run in one session with this one: they may share its transaction."""
    database = getattr(steps[number], "database", None)
    while database is not None and number and getattr(steps[number - 1], "database", None) == database:
        number -= 1
    return number


def _step(branch: Address, safety: Safety, lost: Sequence[tuple[str, str]], now: datetime) -> SafetyStep:
    """The name stands for just this loss of just these tables, so that a repeated apply replaces what an interrupted one made."""
    is_repeatable = all(identity for _, identity in lost)
    mark = fingerprint([list(item) for item in lost])[:8]
    if not is_repeatable:
        mark = f"{mark}-{now:%Y%m%d%H%M%S}"
    return SafetyStep(
        action=Action.CREATE,
        address=branch,
        kind="snapshot" if safety.kind == "snapshot" else "branch",
        name=f"{PREFIX}{branch.name[0][:_NAME_LENGTH]}-{mark}",
        keep=safety.keep,
        is_repeatable=is_repeatable,
        reason="kept as it is, before the first step that loses something",
    )


def safety_steps(plan: Plan) -> tuple[SafetyStep, ...]:
    """What apply keeps."""
    return tuple(step for step in plan.steps if isinstance(step, SafetyStep))


def lossy_steps(plan: Plan) -> tuple[NeonStep | SqlStep | RevisionStep, ...]:
    """Those that were graded."""
    return tuple(step for step in plan.steps if not isinstance(step, SafetyStep) and step.loss is not None)
