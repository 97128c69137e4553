"""A column that a table below needs for its primary key stays NOT NULL above, too, before PostgreSQL 18: the plan says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from plan_states import DATABASE, at, desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.table import Table
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

KEY = in_database("table.public.low/constraint.low_pkey")


def tables(lineage: Table, *, nullable: bool) -> dict[Address, Object]:
    return shop() | {
        in_database("table.public.calls"): Table(partition_by="RANGE (id)" if lineage.partition_of else None),
        in_database("table.public.calls/column.id"): Column(type="integer", nullable=nullable, position=1),
        in_database("table.public.low"): lineage,
        KEY: PrimaryKey(columns=("id",)),
    }


@pytest.mark.parametrize("version", [170_000, 180_000])
@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize(
    "lineage",
    [
        Table(partition_of="public.calls", bounds="FOR VALUES FROM (0) TO (10)"),
        Table(inherits=("public.calls",)),
    ],
)
def test_a_key_below_keeps_a_column_strict(lineage: Table, version: int, *, keeps: bool) -> None:
    wanted = tables(lineage, nullable=True)
    if not keeps:
        del wanted[KEY]
    removed = () if keeps else (KEY,)
    there = replace(observed(tables(lineage, nullable=False)), server_versions={at(DATABASE): version})
    told = make_plan(desired(wanted, removed=removed), there).diagnostics
    assert [item.code for item in told] == (["NP207"] if keeps and version < 180_000 else [])
    assert all(str(KEY) in item.detail for item in told)
