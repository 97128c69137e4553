"""A saved plan is refused when it was edited, or when the stack or the world has moved."""

from __future__ import annotations

import pytest
from plan_states import desired, in_database, observed, shop

from neonctl_py.errors import RefusedError
from neonctl_py.model.table import Table
from neonctl_py.plan import plan_file
from neonctl_py.plan.build import make_plan


def saved() -> str:
    plan = make_plan(desired(shop()), observed({}))
    return plan_file.dump(plan, {"format_version": "1.0"}, stack_path="/stack", variables=["b", "a"])


def test_what_was_dumped_is_read_back() -> None:
    """With the names of variables, never their values."""
    header = plan_file.parse(saved(), file="plan.json")

    assert header.stack_path == "/stack"
    assert header.variables == ("a", "b")
    plan_file.check_fresh(header, make_plan(desired(shop()), observed({})))


BAD = [
    ("edited", saved().replace("/stack", "/other"), "the plan file was edited"),
    ("not JSON", "hello", "not a plan file"),
    ("other JSON", "[1]", "not a plan file"),
    ("no header", '{"checksum": "x"}', "not a plan file"),
]


@pytest.mark.parametrize(("why", "text", "summary"), BAD, ids=[bad[0] for bad in BAD])
def test_a_file_is_refused_when_it_is(why: str, text: str, summary: str) -> None:
    """Before anything is read from the network."""
    with pytest.raises(RefusedError, match=summary):
        plan_file.parse(text, file="plan.json")


STALE = [
    ("the stack", shop() | {in_database("table.public.more"): Table()}, {}),
    ("the observed state", shop(), {in_database("table.public.more"): Table()}),
]


@pytest.mark.parametrize(("what", "wanted", "there"), STALE, ids=[stale[0] for stale in STALE])
def test_a_stale_plan_says_what_moved(what: str, wanted: dict, there: dict) -> None:
    """And nothing is done."""
    header = plan_file.parse(saved(), file="plan.json")

    with pytest.raises(RefusedError, match="stale") as caught:
        plan_file.check_fresh(header, make_plan(desired(wanted), observed(there)))

    assert what in str(caught.value)
