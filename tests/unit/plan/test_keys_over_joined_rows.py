"""What a foreign key does to the rows of partitions that join its new table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_states import DATABASE, LARGE, at, desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.hazards import Hazard

PARENT, PART = in_database("table.public.days"), in_database("table.public.part")
KEY = ForeignKey(
    columns=("user_id",), references=QualifiedName("public", "users"), referenced_columns=("id",)
)
BOUNDS = "FOR VALUES FROM (0) TO (10)"


@pytest.mark.parametrize(
    ("key", "hazards"),
    [
        (KEY, {Hazard.LONG_SCAN, Hazard.BLOCKS_WRITES, Hazard.MAY_FAIL_ON_DATA}),
        (replace(KEY, enforced=False), set()),  # Postgres looks at no row for it
    ],
    ids=["enforced", "not enforced"],
)
def test_a_key_that_is_enforced_looks_at_the_rows_that_joined(key: ForeignKey, hazards: set[Hazard]) -> None:
    column = Column(type="bigint", position=1)
    there = {**shop(), PART: Table(), PART.child("column", "user_id"): column}
    wanted = {
        **shop(),
        PARENT: Table(partition_by="RANGE (user_id)"),
        PARENT.child("column", "user_id"): column,
        PARENT.child("constraint", "days_user_id_fkey"): key,
        PART: Table(partition_of="public.days", bounds=BOUNDS),
    }
    running = replace(observed(there, LARGE), server_versions={at(DATABASE): 180_000})
    steps = make_plan(desired(wanted), running).steps
    told = [
        set(step.hazards) for step in steps if step.address == PARENT.child("constraint", "days_user_id_fkey")
    ]
    assert told == [hazards]
