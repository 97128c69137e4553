"""What people read before they say yes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from neonctl_py.model.address import Address
from neonctl_py.model.policy import Policy
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.plan import Plan
from neonctl_py.render.terminal.console import console_for, print_lines
from neonctl_py.render.terminal.plan import plan_lines

if TYPE_CHECKING:
    from rich.text import Text

SOURCES = {"stack.yaml": "roles:\n  x:\n    app: {login: true}\n"}


def text_of(plan: Plan, *, width: int = 80, **options: object) -> str:
    lines: list[Text] = list(plan_lines(plan, width=width, sources=SOURCES, **options))  # type: ignore[arg-type]
    return "\n".join(line.plain for line in lines)


@pytest.mark.parametrize(
    "expected",
    [
        (
            "  + project.shop\n        region: aws-us-east-2\n        pg_version: 17\n        history_retention: 7d\n"
            "        id: (known after apply)\n"
        ),
        (
            "      + compute\n            min_cu: 0.5\n            suspend_after: never\n"
            "            pg_settings: {work_mem: 16MB}\n            host: (known after apply)\n"
        ),
        "      ~ role.readers\n            login: false -> true\n",
        "      . role.old  # no longer managed, left as it is\n",
        "     <= schema.app  # exists already\n",
        # parts of a table stand below it, columns first and in the table's own order
        (
            "      + table.public.buyers\n            row_level_security: true\n          + column.id  uuid not null\n"
            "          + column.aged  integer default 0\n"
            "          + grant.readers  select (aged, id), usage with grant option\n"
            "          + index.i_idx  btree (id) where aged is null\n"
            "          + policy.own  for select to app using (id = 1)\n"
        ),
        # a table that does not change itself has no symbol
        "        table.public.orders\n          ~ column.new  # renamed from column.old\n",
        "          - column.note  # about 1,200 rows, 3.1 MB\n",
        "        -/+ index.i  # because of column.note\n                unique: false -> true  # forces replacement\n",
        "  ! deletes-data: Rows or whole objects are removed and the stack can't bring\n      them back.\n",
        "    neonpy apply --allow breaks-running-code --allow deletes-data\n",
        "Not in the stack, left alone: 1 object\n    project.shop/branch.main/database.neondb/table.public.legacy\n",
        "    project.shop/branch.main/database.neondb: view public.v1, public.v2\n",
        (
            "warning[NP301]: a role without a password\n  --> stack.yaml:3:5\n    3 |     app: {login: true}\n"
            "      |     ^\n"
        ),
    ],
)
def test_a_plan_says(plan: Plan, expected: str) -> None:
    assert expected in text_of(plan)


def test_the_last_line_counts(plan: Plan) -> None:
    assert (
        text_of(plan, width=100).splitlines()[-1]
        == "Plan: 10 to add, 1 to change, 2 to destroy, 1 to rename, 1 to adopt, 1 to forget."
    )


def test_a_plan_of_nothing_is_one_sentence(empty_plan: Plan) -> None:
    assert text_of(empty_plan) == "No changes. Your infrastructure matches the stack."


def test_the_line_to_copy_keeps_the_consent_that_was_given(plan: Plan) -> None:
    text = text_of(plan, allowed=["deletes-data"])
    assert "neonpy apply --allow breaks-running-code --allow deletes-data\n" in text
    assert "deletes-data: Rows" in text


def test_with_every_consent_nothing_is_asked_for(plan: Plan) -> None:
    assert "with your consent" not in text_of(plan, allowed=["deletes-data", "breaks-running-code"])


def test_locks_and_forms_are_told_when_asked_for(plan: Plan) -> None:
    assert "ACCESS EXCLUSIVE" not in text_of(plan)
    assert "lock ACCESS EXCLUSIVE" in text_of(plan, verbose=True, width=200)


@pytest.mark.parametrize("width", [60, 80, 132])
def test_nothing_is_wider_than_the_terminal(plan: Plan, width: int) -> None:
    for line in text_of(plan, width=width, verbose=True).splitlines():
        assert len(line) <= width, line


def test_long_texts_stand_below_each_other() -> None:
    before = "((owner = CURRENT_USER) AND (deleted_at IS NULL))"
    change = Change(
        Action.UPDATE,
        Address.parse("project.p/branch.b/database.d/table.s.t/policy.own"),
        Policy(),
        Policy(),
        (Difference("using", before, f"({before} AND active)"),),
    )
    text = text_of(Plan(stack="", changes=(change,), steps=()), width=100)
    assert (
        f"                using:\n                  - {before}\n                  + ({before} AND active)\n"
        in text
    )


def test_a_name_can_not_drive_the_terminal() -> None:
    evil = "x\x1b[2J\x07\u202e\ny"
    change = Change(Action.DELETE, Address("project", evil), Policy(using=evil))
    text = text_of(Plan(stack="", changes=(change,), steps=()))
    assert re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", text) is None
    assert r"\x1b[2J\x07\u202e\ny" in text


@pytest.mark.parametrize(
    ("environment", "has_colour"),
    [({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"TERM": "xterm-256color"}, True)],
)
def test_colour_is_only_where_it_is_welcome(
    plan: Plan, environment: dict[str, str], has_colour: bool
) -> None:
    output = io.StringIO()
    console = Console(file=output, force_terminal=True, _environ=environment, highlight=False)
    print_lines(console, plan_lines(plan, width=80))
    assert bool(re.search("\x1b\\[[0-9;]*3[0-9]m", output.getvalue())) == has_colour


def test_a_pipe_gets_unwrapped_lines(plan: Plan) -> None:
    output = io.StringIO()
    console = console_for(output)
    print_lines(console, plan_lines(plan, width=console.width))
    assert "Rows or whole objects are removed and the stack can't bring them back.\n" in output.getvalue()
    assert "\x1b" not in output.getvalue()
