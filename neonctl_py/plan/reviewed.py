"""Databases whose catalog only written revisions change: their part of a plan is done by revisions, or refused.

Pure: which revisions there are, and what they lead to, was found out before. Never here: reading them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import RevisionStep, SqlStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import Step

_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One database. ``steps``: the revisions that it lacks, in order. ``uncovered``: what the stack says and the last revision
    does not lead to; None where nobody could try, and ``untried`` says why. ``is_copy``: it comes with a branch
    that will be made, so what it holds is known only then.
    """

    database: Address
    steps: tuple[RevisionStep, ...] = ()
    uncovered: tuple[Address, ...] | None = ()
    untried: str = ""
    span: Span | None = None
    is_copy: bool = False


def is_of_revisions(address: Address, database: Address) -> bool:
    """Is it in the database's catalog? Its roles, and its own owner, settings and grants, are facts of the server."""
    if address == database or not address.is_within(database):
        return False
    return not (address.kind == "grant" and address.parent == database)


def steps_of_revisions(steps: Iterable[Step], database: Address) -> list[SqlStep]:
    """In their order."""
    return [step for step in steps if isinstance(step, SqlStep) and is_of_revisions(step.address, database)]


def with_revisions(plan: Plan, reviews: Mapping[Address, Review]) -> Plan:
    """The plan with revisions in place of the steps in these databases, and a diagnostic for what no revision covers."""
    for review in reviews.values():
        plan = _with_one(plan, review)
    return plan


def _with_one(plan: Plan, review: Review) -> Plan:
    if _goes_away(plan, review.database):
        return plan
    direct = steps_of_revisions(plan.steps, review.database)
    lacking = _lacking(plan, review)
    told = [_uncovered(review, lacking)] if lacking else []
    told += [_untried(review)] if review.untried else []
    changes = plan.changes
    if review.is_copy:
        changes = tuple(item for item in changes if not is_of_revisions(item.address, review.database))
    return replace(
        plan,
        changes=changes,
        steps=_placed(plan.steps, direct, review.steps),
        diagnostics=(*plan.diagnostics, *told),
    )


def _goes_away(plan: Plan, database: Address) -> bool:
    return any(
        change.action is Action.DELETE and database.is_within(change.address) for change in plan.changes
    )


def _lacking(plan: Plan, review: Review) -> tuple[Address, ...]:
    """Where no revision is left to run, every difference lacks one."""
    if review.steps or review.is_copy:
        return review.uncovered or ()
    return tuple(
        change.address for change in plan.changes if is_of_revisions(change.address, review.database)
    )


def _placed(
    steps: Sequence[Step], direct: Sequence[SqlStep], revisions: Sequence[RevisionStep]
) -> tuple[Step, ...]:
    """The revisions come when the last direct step would: after the roles that they speak of are there, and before any is gone."""
    gone = set(map(id, direct))
    kept = [step for step in steps if id(step) not in gone]
    if not revisions:
        return tuple(kept)
    project = revisions[0].database.container("project")
    after = [number for number, step in enumerate(steps) if id(step) in gone]
    after = after or [n for n, step in enumerate(steps) if step.address.container("project") == project]
    last = after[-1] if after else len(steps) - 1
    position = sum(id(step) not in gone for step in steps[: last + 1])
    for number, step in enumerate(kept[:position]):
        if isinstance(step, SqlStep) and step.operation == "drop" and step.address.kind == "role":
            position = number
            break
    return (*kept[:position], *revisions, *kept[position:])


def _uncovered(review: Review, lacking: Sequence[Address]) -> Diagnostic:
    names = ", ".join(_below(place, review.database) for place in lacking[:_SHOWN])
    more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
    return Diagnostic(
        Severity.ERROR,
        "NP205",
        "no revision covers these changes",
        f"{review.database} says migrations: reviewed, and its revisions don't lead to {names}{more}.",
        "Write one, and have it reviewed: neonpy migrate new -m '…'",
        str(review.database),
        review.span,
    )


def _untried(review: Review) -> Diagnostic:
    return Diagnostic(
        Severity.WARNING,
        "NP302",
        "the revisions could not be tried beforehand",
        f"Whether they lead to what the stack says shows only when they were run. {review.untried}",
        address=str(review.database),
        span=review.span,
    )


def _below(place: Address, database: Address) -> str:
    return str(place).removeprefix(f"{database}/")
