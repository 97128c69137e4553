"""What programs read of a plan: Terraform's shape where the meaning is the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from neonctl_py.diagnostics import Diagnostic, Severity, Span
from neonctl_py.errors import InputError, NeonAuthError, NeonpyError, PostgresError, RefusedError
from neonctl_py.model.address import Address
from neonctl_py.model.project import Project
from neonctl_py.model.values import KNOWN_AFTER_APPLY, Secret, settable
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.plan import Plan
from neonctl_py.render.json_document import (
    diagnostics_document,
    dumps,
    error_document,
    event_document,
    object_values,
    objects_document,
    one_line,
    plan_document,
    report_document,
)
from neonctl_py.report.apply_report import ApplyReport, StepDone
from neonctl_py.report.events import StepFailed, StepFinished, StepProgress, StepStarted

if TYPE_CHECKING:
    from neonctl_py.model.state import Object

PLACE = Address.parse("project.shop")


def change_of(plan: Plan, address: str) -> dict[str, Any]:
    changes = {change["address"]: change for change in plan_document(plan)["resource_changes"]}
    found = changes[address]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("address", "actions"),
    [
        ("project.shop", ["create"]),
        ("project.shop/branch.main/role.readers", ["update"]),
        ("project.shop/branch.main/role.old", ["forget"]),
        ("project.shop/branch.main/database.neondb/table.public.orders/column.note", ["delete"]),
        ("project.shop/branch.main/database.neondb/table.public.orders/index.i", ["delete", "create"]),
        ("project.shop/branch.main/database.neondb/table.public.orders/column.new", ["update"]),
        ("project.shop/branch.main/database.neondb/schema.app", ["no-op"]),
    ],
)
def test_actions_are_terraforms(plan: Plan, address: str, actions: list[str]) -> None:
    assert change_of(plan, address)["change"]["actions"] == actions


def test_a_creation_has_no_before_and_an_id_that_is_not_known(plan: Plan) -> None:
    change = change_of(plan, "project.shop")["change"]
    assert change["before"] is None
    assert change["after"]["region"] == "aws-us-east-2"
    assert change["after_unknown"] == {"id": True}


def test_a_replacement_names_the_fields_that_force_it(plan: Plan) -> None:
    address = "project.shop/branch.main/database.neondb/table.public.orders/index.i"
    assert change_of(plan, address)["change"]["replace_paths"] == [["unique"]]


def test_a_rename_names_the_old_address(plan: Plan) -> None:
    place = "project.shop/branch.main/database.neondb/table.public.orders"
    assert change_of(plan, f"{place}/column.new")["previous_address"] == f"{place}/column.old"


def test_the_document_is_versioned_and_the_same_each_time(plan: Plan) -> None:
    document = plan_document(plan)
    assert document["format_version"] == "1.0"
    assert dumps(document) == dumps(plan_document(plan))
    assert json.loads(dumps(document)) == document


def test_a_plan_of_nothing_is_not_applyable(empty_plan: Plan) -> None:
    document = plan_document(empty_plan)
    assert document["applyable"] is False
    assert document["resource_changes"] == []


@dataclass(frozen=True)
class Guarded:
    kind: ClassVar[str] = "guarded"
    token: object = settable(default=None, sensitive=True)
    url: object = settable(default=None)
    host: object = settable(default=None)
    unsaid: object = settable()


def test_sensitive_and_unknown_fields_are_marked_and_not_told() -> None:
    values, sensitive, unknown = object_values(
        Guarded(token="hunter2", url=Secret("hunter2"), host=KNOWN_AFTER_APPLY)  # type: ignore[arg-type]
    )
    assert values == {"token": "(sensitive value)", "url": "(sensitive value)"}
    assert sensitive == {"token": True, "url": True}
    assert unknown == {"host": True}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            RefusedError("no", detail="d", hint="h"),
            {"error": "RefusedError", "summary": "no", "detail": "d", "hint": "h"},
        ),
        (NeonAuthError("key", status=401, request_id="r1"), {"status": 401, "request_id": "r1"}),
        (PostgresError("sql", sqlstate="42P01"), {"sqlstate": "42P01"}),
        (
            InputError([Diagnostic(Severity.ERROR, "NP101", "wrong", span=Span("s.yaml", 1, 2))]),
            {"error": "InputError", "summary": "1 mistake"},
        ),
    ],
)
def test_a_failure_tells_what_a_program_may_branch_on(
    error: NeonpyError, expected: dict[str, object]
) -> None:
    document = error_document(error)
    assert {key: document[key] for key in expected} == expected
    assert document["type"] == "error"


def test_diagnostics_carry_their_place() -> None:
    found = Diagnostic(Severity.ERROR, "NP101", "wrong", span=Span("s.yaml", 1, 2))
    (listed,) = diagnostics_document([found], valid=False)["diagnostics"]
    assert listed["span"] == {"file": "s.yaml", "line": 1, "column": 2}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            StepStarted(PLACE, "create", 1, 3),
            {"event": "step_started", "action": "create", "number": 1, "total": 3},
        ),
        (StepProgress(PLACE, "waiting"), {"event": "step_progress", "text": "waiting"}),
        (StepFinished(PLACE, "create", 1.23456), {"event": "step_finished", "seconds": 1.235}),
        (StepFailed(PLACE, "create", 1, "no"), {"event": "step_failed", "summary": "no"}),
    ],
)
def test_every_event_is_one_line(event: Any, expected: dict[str, object]) -> None:
    document = event_document(event)
    assert {key: document[key] for key in expected} == expected
    assert one_line(document).count("\n") == 1


def test_a_report_counts_what_is_left(plan: Plan, empty_plan: Plan) -> None:
    done = (StepDone(PLACE, "create", 0.1),)
    good = report_document(ApplyReport(plan=plan, done=done, left=empty_plan, seconds=1))
    bad = report_document(ApplyReport(plan=plan, done=done, left=plan, seconds=1))
    assert (good["outcome"], good["left"], good["steps_done"]) == ("applied", [], 1)
    assert bad["outcome"] == "incomplete"
    assert "project.shop" in bad["left"]


def test_observed_objects_are_listed_with_their_ids() -> None:
    objects: dict[Address, Object] = {PLACE: Project(region="aws-us-east-2")}
    (listed,) = objects_document(objects, {PLACE: "abc-1"})["objects"]
    assert listed["id"] == "abc-1"
    assert listed["values"]["region"] == "aws-us-east-2"


def test_a_change_that_adopts_with_a_difference_is_an_update() -> None:
    from neonctl_py.plan.changes import Difference

    adopted = Change(Action.ADOPT, PLACE, Project(), Project(), (Difference("region", "a", "b"),))
    plan = Plan(stack="", changes=(adopted,), steps=())
    assert plan_document(plan)["resource_changes"][0]["change"]["actions"] == ["update"]
