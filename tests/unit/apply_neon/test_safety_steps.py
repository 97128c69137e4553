"""What is kept before a loss: made, replaced when an interrupted apply made it, and nothing goes on without it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from remembering_neon import NOW

from neonctl_py.apply.safety_steps import run_safety_step
from neonctl_py.errors import RefusedError
from neonctl_py.model.address import project_address
from neonctl_py.neon.convert import rfc3339
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import SafetyStep

if TYPE_CHECKING:
    from remembering_neon import RememberingNeon

    from neonctl_py.neon.client import NeonClient
    from neonctl_py.report.apply_report import Kept

SHOP = project_address("shop")
MAIN = SHOP.child("branch", "main")
BRANCHES = "/projects/p/branches"


def keep(client: NeonClient, **details: Any) -> Kept:
    step = SafetyStep(
        action=Action.CREATE, address=MAIN, **({"kind": "branch", "name": "kept-1", "keep": 3600} | details)
    )
    return run_safety_step(client, step, {SHOP: "p", MAIN: "br-main"}, lambda _: None)


def test_a_branch_of_it_is_made_that_ends_by_itself(neon: RememberingNeon, client: NeonClient) -> None:
    neon.given()
    kept = keep(client)
    body = {"name": "kept-1", "parent_id": "br-main", "expires_at": "2026-01-01T01:00:00Z"}
    assert neon.changes == [("POST", BRANCHES, {"branch": body})]
    assert (kept.id, kept.until) == ("br-kept-1", "2026-01-01T01:00:00Z")


@pytest.mark.parametrize(
    ("is_repeatable", "age", "name"),
    [
        (True, 5, "kept-1"),
        (True, 11, "kept-1-20260101000000"),
        (False, 5, "kept-1-other"),
    ],
)
def test_a_repetition_takes_what_an_interrupted_apply_made(
    neon: RememberingNeon, client: NeonClient, *, is_repeatable: bool, age: int, name: str
) -> None:
    """Only where its name says that it is about the same tables, and only for some minutes; nothing is ever removed."""
    neon.given()
    made = {
        "created_at": rfc3339(NOW - timedelta(minutes=age)),
        "expires_at": rfc3339(NOW + timedelta(days=1)),
    }
    neon.branches.append({"id": "br-old", "name": "kept-1", "default": False, "protected": False, **made})
    asked_for = "kept-1" if is_repeatable else "kept-1-other"
    kept = keep(client, name=asked_for, is_repeatable=is_repeatable)
    assert kept.name == name
    assert [method for method, _, _ in neon.changes] == ([] if name == "kept-1" else ["POST"])


def test_a_lost_answer_makes_no_second_one(neon: RememberingNeon, client: NeonClient) -> None:
    neon.given()
    neon.lose_answer_to.add(("POST", BRANCHES))
    assert keep(client).id == "br-kept-1"
    assert [branch["name"] for branch in neon.branches] == ["main", "kept-1"]


@pytest.mark.parametrize("kind", ["branch", "snapshot"])
def test_without_it_nothing_may_go_on(neon: RememberingNeon, client: NeonClient, kind: str) -> None:
    neon.given()
    refusal = httpx.Response(
        422, json={"code": "BRANCHES_LIMIT_EXCEEDED", "message": "branches limit exceeded"}
    )
    neon.refuse = {("POST", BRANCHES): refusal, ("POST", f"{BRANCHES}/br-main/snapshot"): refusal}
    with pytest.raises(RefusedError) as caught:
        keep(client, kind=kind)
    assert "branches limit exceeded" in caught.value.detail
    assert "safety: none" in caught.value.hint
