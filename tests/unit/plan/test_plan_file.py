"""A saved plan is refused when it was edited, or when the stack or the world has moved."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from plan_states import desired, in_database, observed, shop

from neonctl_py.errors import RefusedError
from neonctl_py.model.table import Table
from neonctl_py.plan import plan_file
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.plan_file import Provenance

KEY, OTHER_KEY = b"sixteen-or-more-bytes", b"another-sixteen-bytes"
MADE = Provenance("2026-11-21T12:00:00+00:00", "c0ffee", "7ree", "stacks/shop")


def saved(key: bytes | None = None) -> str:
    plan = make_plan(desired(shop()), observed({}))
    return plan_file.dump(
        plan, {"format_version": "1.0"}, stack_path="/stack", variables=["b", "a"], provenance=MADE, key=key
    )


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
    assert f"now also: create {in_database('table.public.more')}" in str(caught.value) or what != "the stack"


def test_a_signed_plan_is_taken_with_its_key_only() -> None:
    """An unsigned one is taken where no key is asked for."""
    assert plan_file.parse(saved(KEY), file="plan.json", key=KEY).is_signed
    assert not plan_file.parse(saved(KEY), file="plan.json").is_signed
    with pytest.raises(RefusedError, match="signature does not fit"):
        plan_file.parse(saved(OTHER_KEY), file="plan.json", key=KEY)
    with pytest.raises(RefusedError, match="not signed"):
        plan_file.parse(saved(), file="plan.json", key=KEY)


def test_a_signature_is_of_the_whole_content() -> None:
    """A checksum can be made anew by anybody; the signature can't."""
    document = json.loads(saved(KEY))
    signature = document.pop("signature")
    del document["checksum"]
    document["neonpy_plan"]["stack_path"] = "/other"
    forged = plan_file.seal(document) | {"signature": signature}
    with pytest.raises(RefusedError, match="signature does not fit"):
        plan_file.parse(json.dumps(forged), file="plan.json", key=KEY)


def test_an_old_plan_is_refused() -> None:
    header = plan_file.parse(saved(), file="plan.json")
    noon = datetime.fromisoformat(MADE.made_at)
    plan_file.check_age(header, noon + timedelta(minutes=5), timedelta(minutes=5))
    with pytest.raises(RefusedError, match="too old") as caught:
        plan_file.check_age(header, noon + timedelta(minutes=6), timedelta(minutes=5))
    assert "6 minutes ago" in str(caught.value)


@pytest.mark.parametrize(("tree", "commit"), [("7ree", "a-merge"), ("", ""), ("", "c0ffee+")])
def test_the_same_files_are_the_same_whatever_the_commit(tree: str, commit: str) -> None:
    """And outside git nobody can tell."""
    plan_file.check_commit(plan_file.parse(saved(), file="plan.json"), tree, commit)


def test_other_files_than_those_that_were_planned_are_refused() -> None:
    with pytest.raises(RefusedError, match="made from other files") as caught:
        plan_file.check_commit(plan_file.parse(saved(), file="plan.json"), "other", "d00d")
    assert "Planned from commit c0ffee; here is d00d" in str(caught.value)
