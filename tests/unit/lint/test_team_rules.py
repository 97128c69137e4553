"""The team's own rules: what they are asked about, and what is told when they can't be asked."""

from __future__ import annotations

from typing import Any

import pytest

from neonctl_py.diagnostics import Severity
from neonctl_py.errors import InputError
from neonctl_py.lint.team_rules import Documents, compiled, held
from neonctl_py.model.team_rule import TeamRule

ORDERS = {
    "address": "project.shop/branch.main/database.shop/table.public.orders",
    "kind": "table",
    "schema": "public",
    "values": {"row_level_security": False, "comment": None},
    "parts": [{"kind": "column", "name": "id"}],
}
COMPUTE = {
    "address": "project.shop/branch.dev/compute",
    "kind": "compute",
    "branch": "dev",
    "values": {"max_cu": 8},
}
PLAN = {
    "resource_changes": [{"address": ORDERS["address"], "type": "table", "action": "create"}],
    "steps": [{"address": ORDERS["address"], "hazards": ["deletes-data"]}],
    "hazards": [{"name": "deletes-data"}],
}
DOCUMENTS = Documents("shop", [ORDERS, COMPUTE], plan=PLAN)

HOLDS = [
    'object.kind != "role"',
    'object.parts.exists(part, part.kind == "column")',
    "stack == 'shop'",
    "plan.resource_changes.all(change, change.action != 'delete')",
    "change.action in ['create', 'update']",
    "size(step.hazards) < 2",
]


@pytest.mark.parametrize("require", HOLDS)
def test_what_holds_is_not_told(require: str) -> None:
    """``change`` inside of all(change, …) is a name of its own."""
    rule = TeamRule(name="r", when='object.kind == "table"' if "object" in require else "", require=require)
    assert held(compiled([rule]), DOCUMENTS) == ()


BROKEN: list[tuple[str, str, list[str]]] = [
    ('object.kind == "table"', "object.values.row_level_security", [ORDERS["address"]]),  # type: ignore[list-item]
    ('object.kind == "compute"', "object.values.max_cu <= 4.0", [COMPUTE["address"]]),  # type: ignore[list-item]
    ("", 'object.kind == "role"', [ORDERS["address"], COMPUTE["address"]]),  # type: ignore[list-item]
    ("", '!plan.hazards.exists(hazard, hazard.name == "deletes-data")', [""]),
    ("", '!("deletes-data" in step.hazards)', [ORDERS["address"]]),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("when", "require", "addresses"), BROKEN, ids=[broken[1] for broken in BROKEN])
def test_what_does_not_hold_is_told_with_its_address(when: str, require: str, addresses: list[str]) -> None:
    rule = TeamRule(name="r", when=when, require=require, message="Not so.", severity=Severity.WARNING)
    found = held(compiled([rule]), DOCUMENTS)
    assert [finding.address for finding in found] == addresses
    assert {(finding.severity, finding.detail, finding.rule) for finding in found} == {
        (Severity.WARNING, "Not so.", "r")
    }


CAN_NOT_BE_ASKED: list[tuple[dict[str, Any], str]] = [
    ({"require": "object.kind =="}, "Syntax error"),
    ({"require": "table.kind == 'x'"}, "Nothing is called table"),
    ({"require": "object.kind == step.kind"}, "It speaks of object and step"),
    ({"require": "true", "when": "plan.("}, "Syntax error"),
]


@pytest.mark.parametrize(("rule", "words"), CAN_NOT_BE_ASKED, ids=[case[1] for case in CAN_NOT_BE_ASKED])
def test_a_rule_that_can_not_be_asked_is_refused_beforehand(rule: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        compiled([TeamRule(name="r", **rule)])


def test_what_is_not_there_is_an_error_and_never_a_pass() -> None:
    """Whatever the rule's own severity."""
    rule = TeamRule(name="r", require="object.values.nothing == 1", severity=Severity.ADVICE)
    found = held(compiled([rule]), DOCUMENTS)
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.ERROR]
    assert "there is no 'nothing' (has(…) asks whether there is)" in found[0].detail
    asked = TeamRule(name="r", require="!has(object.values.nothing)")
    assert held(compiled([asked]), DOCUMENTS) == ()


def test_only_rules_about_the_plan_need_one() -> None:
    rules = [
        TeamRule(name="a", require="object.kind != ''"),
        TeamRule(name="b", require="size(plan.steps) < 9"),
    ]
    assert [rule.needs_plan for rule in compiled(rules)] == [False, True]
