"""A plan in a pull request comment: what others named can neither leave its place nor make it too long."""

from __future__ import annotations

import re

import pytest

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.plan import Plan
from neonctl_py.plan.steps import SqlStep
from neonctl_py.render.markdown import code, plan_markdown


def test_the_count_comes_first(plan: Plan) -> None:
    lines = plan_markdown(plan).splitlines()
    assert lines[0] == "### neonpy plan: `shop`"
    assert lines[2] == "**Plan: 10 to add, 1 to change, 2 to destroy, 1 to rename, 1 to adopt, 1 to forget.**"


@pytest.mark.parametrize(
    "expected",
    [
        "- :warning: **deletes-data**: Rows",
        "`neonpy apply --allow breaks-running-code --allow deletes-data`",
        "\n```diff\n",
        "\n- column.note  # about 1,200 rows, 3.1 MB\n",
        "\n! column.new  # renamed from column.old\n",
        "`project.shop/branch.main/database.neondb/table.public.legacy`",
    ],
)
def test_a_comment_says(plan: Plan, expected: str) -> None:
    text = re.sub(r"(?m)^([-+!] ) +(?=column)", r"\1", plan_markdown(plan))
    assert expected in text


def test_no_changes_need_no_fence(empty_plan: Plan) -> None:
    text = plan_markdown(empty_plan)
    assert "No changes. Your infrastructure matches the stack." in text
    assert "```" not in text


@pytest.mark.parametrize(
    "evil",
    [
        "```\n# owned",
        "`` ` ``",
        "</details><script>alert(1)</script>",
        "@everyone [x](http://evil)",
        "a\r\n\r\n## b",
        "~~~\n\n<!--",
    ],
)
def test_a_name_stays_in_its_fence_and_its_code_span(evil: str) -> None:
    place = Address("project", evil)
    step = SqlStep(
        action=Action.CREATE, operation="x", address=place, database=place, hazards=(Hazard.DELETES_DATA,)
    )
    plan = Plan(
        stack=evil,
        changes=(Change(Action.CREATE, place, after=Column(type=evil)),),
        steps=(step,),
        unmanaged=(place,),
        diagnostics=(Diagnostic(Severity.WARNING, evil, evil, evil),),
    )
    outside = _outside_code(plan_markdown(plan))
    for piece in ("script", "owned", "@everyone", "## b", "<!--"):
        assert piece not in outside


def _outside_code(text: str) -> str:
    """What a Markdown reader takes as markup: without fenced blocks and code spans."""
    fence = re.search(r"^(`{3,})diff$", text, re.MULTILINE)
    assert fence is not None
    start = text.index(fence[0])
    end = text.index(f"\n{fence[1]}\n", start)
    rest = text[:start] + text[end + len(fence[1]) + 1 :]
    return re.sub(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", rest)


def test_a_huge_plan_fits_into_a_comment() -> None:
    changes = tuple(
        Change(
            Action.CREATE,
            Address.parse(f"project.p/branch.b/database.d/table.s.t{number}"),
            after=Column(type="x" * 200),
        )
        for number in range(2000)
    )
    text = plan_markdown(Plan(stack="s", changes=changes, steps=()))
    assert len(text) <= 60_000
    assert re.search(r"[\d,]+ more lines did not fit", text)
    assert "2000 to add" in text
    assert text.count("```") == 2


@pytest.mark.parametrize(
    ("text", "expected"), [("a", "`a`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), ("a\nb", "`a\\nb`")]
)
def test_a_code_span_is_longer_than_any_run_inside(text: str, expected: str) -> None:
    assert code(text) == expected
