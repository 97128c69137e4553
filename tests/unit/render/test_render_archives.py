"""A plan tells the archives that a stack asks for: to everyone who reads it, as nothing to do, and without the keys to them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.archive import Archive
from neonctl_py.model.state import Desired, Observed
from neonctl_py.plan.build import make_plan
from neonctl_py.render.html.plan_page import plan_page
from neonctl_py.render.json_document import plan_document
from neonctl_py.render.markdown import plan_markdown
from neonctl_py.render.terminal.plan import plan_lines

if TYPE_CHECKING:
    from neonctl_py.plan.plan import Plan

NIGHTLY = Archive(
    every=86_400,
    at="02:00",
    keep=90 * 86_400,
    branch="main",
    databases=("shop", "log"),
    to="s3://AKIA:hunter2@bucket/shop?X-Amz-Signature=hunter2",
    encryption="AES-256",
    verify="a drill",
)
DECLARED = {
    Address.parse("project.a/archive.nightly"): NIGHTLY,
    Address.parse("project.b/archive.nightly"): NIGHTLY,
    Address.parse("project.b/archive.rare"): Archive(every=14 * 86_400, on="sun", keep=365 * 86_400),
}


def planned(**more: object) -> Plan:
    desired = Desired(stack="shop", objects={}, declarations=dict(DECLARED))
    return make_plan(desired, Observed(objects={}), **more)  # type: ignore[arg-type]


def text_of(plan: Plan, *, verbose: bool = False) -> str:
    return "\n".join(line.plain for line in plan_lines(plan, width=400, verbose=verbose))


def test_they_are_no_change() -> None:
    assert planned().is_empty
    assert len(planned().archives) == 3


@pytest.mark.parametrize(
    "expected",
    [
        (
            "archive.nightly of 2 projects: databases shop, log of branch main, every day at 02:00 UTC, kept for 90 days; "
            "to s3://…@bucket/shop?…; encryption: AES-256; verified by: a drill"
        ),
        (
            "project.b/archive.rare: all databases of the default branch, every 14 days on Sunday, kept for 365 days; "
            "it is not said where to; it is not said whether encrypted; it is not said how it is verified"
        ),
    ],
)
def test_people_read_what_when_where_and_how_sure(expected: str) -> None:
    plan = planned()
    for rendering in (text_of(plan), plan_markdown(plan), plan_page(plan)):
        assert expected in rendering


def test_programs_read_one_entry_each() -> None:
    first, *_ = plan_document(planned())["archives"]
    assert first == {
        "address": "project.a/archive.nightly",
        "every_seconds": 86_400,
        "keep_seconds": 7_776_000,
        "at": "02:00",
        "on": "",
        "branch": "main",
        "databases": ["shop", "log"],
        "to": "s3://…@bucket/shop?…",
        "encryption": "AES-256",
        "verify": "a drill",
        "run_by_neonpy": False,
    }


def test_the_keys_to_them_are_nowhere() -> None:
    plan = planned()
    assert "hunter2" not in text_of(plan) + plan_markdown(plan) + plan_page(plan) + json.dumps(
        plan_document(plan)
    ) + repr(plan)


def test_of_many_the_first_are_shown() -> None:
    many = tuple((Address.parse(f"project.p/archive.a{n:02}"), NIGHTLY) for n in range(12))
    plan = replace(planned(), archives=many)
    assert "and 2 more (-v shows all)" in text_of(plan)
    assert "archive.a11" in text_of(plan, verbose=True)


def test_only_those_of_what_is_planned() -> None:
    assert [str(place) for place, _ in planned(targets=[Address.parse("project.a")]).archives] == [
        "project.a/archive.nightly"
    ]
    assert planned(destroy=True).archives == ()
