"""What a plan points out though nothing forbids it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_states import LARGE, at, desired, in_database, observed, shop

from neonctl_py.model.branch import Branch
from neonctl_py.model.column import Column
from neonctl_py.model.values import UNSET
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.steps import SqlStep

DEV = at("project.shop/branch.dev")
NEW = in_database("table.public.orders/column.token")


@pytest.mark.parametrize(
    ("said", "there", "told"),
    [(UNSET, 604800, ["NP304"]), (None, 604800, []), (604800, 604800, []), (UNSET, None, [])],
)
def test_a_branch_that_ends_though_the_stack_does_not_say_so_is_pointed_out(
    said: object, there: object, told: list[str]
) -> None:
    wanted = shop() | {DEV: Branch(parent="main", expires_in=said)}  # type: ignore[arg-type]
    found = shop() | {DEV: Branch(parent="main", expires_in=there)}  # type: ignore[arg-type]
    plan = make_plan(desired(wanted), observed(found))
    assert [item.code for item in plan.diagnostics] == told


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (Column(type="text", nullable=False, position=3), ["NP213"]),
        (Column(type="text", nullable=True, position=3), []),
        (Column(type="text", nullable=False, default="'x'::text", position=3), []),
        (Column(type="text", nullable=False, backfill="'x'", position=3), ["NP306"]),
        (Column(type="text", nullable=False, backfill="'x'", default="'y'::text", position=3), []),
        (Column(type="text", nullable=True, backfill="'x'", position=3), []),
    ],
)
def test_a_required_column_without_a_value_for_the_rows_or_for_code_that_runs_is_pointed_out(
    column: Column, told: list[str]
) -> None:
    plan = make_plan(desired(shop() | {NEW: column}), observed(shop(), LARGE))
    assert [item.code for item in plan.diagnostics] == told


def test_a_default_that_differs_by_row_is_filled_in_batches_where_the_table_is_large() -> None:
    """Postgres would write all rows under its strongest lock."""
    column = Column(type="uuid", nullable=False, default="gen_random_uuid()", position=3)
    steps = [
        step.operation
        for step in make_plan(desired(shop() | {NEW: column}), observed(shop(), LARGE)).steps
        if isinstance(step, SqlStep)
    ]
    small = make_plan(desired(shop() | {NEW: column}), observed(shop()))
    counter = replace(column, type="bigint", default="nextval('public.numbers'::regclass)")
    counted = make_plan(desired(shop() | {NEW: counter}), observed(shop(), LARGE))

    assert steps[:2] == ["expand", "backfill"]
    assert [step.operation for step in small.steps] == ["add"]
    assert [step.operation for step in counted.steps] == ["add"]
