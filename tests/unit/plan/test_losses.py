"""What a plan would lose is graded, and where something is lost for real the branch is kept before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from plan_states import BRANCH, at, desired, in_database, shop

from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column
from neonctl_py.model.project import Project
from neonctl_py.model.safety import Safety
from neonctl_py.model.state import Observed
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.losses import lossy_steps, safety_steps, with_losses, with_safety
from neonctl_py.plan.steps import Grade, SafetyStep

if TYPE_CHECKING:
    from neonctl_py.plan.plan import Plan

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
COLUMN = in_database("table.public.orders/column.gone")
PROJECT = Project(pg_version=17, history_retention=86_400)


def plan_with(
    held: tuple[bool, str] = (True, "1/2/3"),
    *,
    project: Project = PROJECT,
    branch: Branch | None = None,
    said: dict[str, Safety] | None = None,
    **request: Any,
) -> Plan:
    """A column goes, and beside it another one comes."""
    there = shop() | {at("project.shop"): project, at(BRANCH): branch or Branch(default=True)}
    there |= {COLUMN: Column(type="text", position=9)}
    more = {in_database("table.public.orders/column.new"): Column(type="text", position=9)}
    wanted = desired(shop() | more, safety={at(place): safety for place, safety in (said or {}).items()})
    plan = make_plan(wanted, Observed(objects=there), **request)
    known = {number: held for number, step in enumerate(plan.steps) if step.address == COLUMN}
    return with_safety(with_losses(plan, there, known, NOW), wanted, there, known, NOW)


@pytest.mark.parametrize(
    ("held", "project", "grade", "until"),
    [
        ((False, "1/2/3"), PROJECT, Grade.NOTHING, ""),
        ((True, ""), PROJECT, Grade.RECOVERABLE, "2026-06-02T12:00:00Z"),
        ((True, ""), replace(PROJECT, history_retention=0), Grade.GONE, ""),
        ((True, ""), replace(PROJECT, history_retention=None), Grade.GONE, ""),
    ],
)
def test_a_loss_is_nothing_or_recoverable_or_for_good(
    held: tuple[bool, str], project: Project, grade: Grade, until: str
) -> None:
    (step,) = lossy_steps(plan_with(held, project=project))
    assert step.loss is not None
    assert (step.loss.grade, step.loss.until) == (grade, until)


def test_the_branch_is_kept_before_the_session_that_loses_something() -> None:
    """What shares a transaction stays together."""
    steps = plan_with().steps
    assert isinstance(steps[0], SafetyStep)
    assert steps[0].address == at(BRANCH)
    assert not any(isinstance(step, SafetyStep) for step in steps[1:])


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "branch"),
        ({"said": {"project.shop": Safety("snapshot")}}, "snapshot"),
        ({"said": {"project.shop": Safety("none"), BRANCH: Safety("branch")}}, "branch"),
        ({"said": {"project.shop": Safety("none")}}, None),
        ({"said": {BRANCH: Safety("none")}}, None),
        ({"branch": Branch(default=False, expires_in=3600)}, None),
        ({"held": (False, "1/2/3")}, None),
        ({"destroy": True}, None),
    ],
)
def test_what_is_kept_is_what_the_stack_says(more: dict[str, Any], kind: str | None) -> None:
    """Nothing where nothing is lost, where the branch itself goes, or where it ends by itself anyway."""
    assert [step.kind for step in safety_steps(plan_with(**more))] == ([kind] if kind else [])


def test_the_name_stands_for_what_is_lost() -> None:
    """The same tables, the same name; tables that were made anew since then, another one."""
    (first,), (again,), (other,) = (
        safety_steps(plan_with((True, mark))) for mark in ("1/2/3", "1/2/3", "9/9/3")
    )
    assert first.name == again.name != other.name
    assert first.is_repeatable
    assert first.name.startswith("neonpy-safety-main-")


def test_a_name_that_stands_for_nothing_known_is_used_once() -> None:
    (step,) = safety_steps(plan_with((True, "")))
    assert not step.is_repeatable
    assert step.name.endswith("-20260601120000")
