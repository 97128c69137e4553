"""What each of many partitions costs a plan does not grow with their number."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from plan_states import DATABASE, at, in_database

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.schema import Schema
from neonctl_py.model.state import Desired, Observed
from neonctl_py.model.table import Clone, Override, Table
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

Objects = dict["Address", "Object"]

PARENTS = ("old_days", "days")
KEYS = {"day_idx": "day", "note_idx": "note"}


def parents() -> Objects:
    """Two partitioned tables with a key and two indexes each."""
    found: Objects = {at(DATABASE).child("schema", "public"): Schema()}
    for name in PARENTS:
        table = in_database(f"table.public.{name}")
        found[table] = Table(partition_by="RANGE (id)")
        found |= columns(table)
        found[table.child("constraint", f"{name}_pkey")] = PrimaryKey(columns=("id",))
        for label, column in KEYS.items():
            found[table.child("index", f"{name}_{label}")] = Index(keys=(IndexKey(column),))
    return found


def columns(table: Address) -> Objects:
    return {
        table.child("column", "id"): Column(type="integer", nullable=False, position=1),
        table.child("column", "day"): Column(type="date", position=2),
        table.child("column", "note"): Column(type="text", position=3),
    }


def partition(number: int, parent: str, **said: Any) -> Objects:
    """With the names that Postgres gives its parts, and a default of its own."""
    name = f"part_{number}"
    clones = [Clone("constraint", f"{name}_pkey", f"{parent}_pkey")]
    clones += [Clone("index", f"{name}_{label}", f"{parent}_{label}") for label in KEYS]
    return {
        in_database(f"table.public.{name}"): Table(
            partition_of=f"public.{parent}",
            bounds=f"FOR VALUES FROM ({number * 10}) TO ({number * 10 + 10})",
            clones=tuple(clones),
            overrides=(Override("note", default="'none'::text"),),
            **said,
        )
    }


def table_alone(number: int) -> Objects:
    """As one that is to become such a partition."""
    table = in_database(f"table.public.part_{number}")
    return {
        table: Table(),
        **columns(table),
        table.child("constraint", f"part_{number}_pkey"): PrimaryKey(columns=("id",)),
    }


def without_a_column(objects: Objects) -> Objects:
    return {place: value for place, value in objects.items() if place.segment != "column.day"}


def states(change: str, count: int) -> tuple[Objects, Objects]:
    """As it is, and as it is to be."""
    numbers = range(count)
    old = {place: value for number in numbers for place, value in partition(number, "old_days").items()}
    new = {place: value for number in numbers for place, value in partition(number, "days").items()}
    alone = {place: value for number in numbers for place, value in table_alone(number).items()}
    above = parents()
    index = in_database("table.public.days/index.days_again_idx")
    match change:
        case "move":
            return above | old, above | new
        case "join":
            return above | alone, above | new
        case "make":
            return above, above | new
        case "lose a column":
            return above | new, without_a_column(above | new)
        case "get an index":
            return above | new, above | new | {index: Index(keys=(IndexKey("day"), IndexKey("note")))}
        case _:
            plain = {
                place: replace(value, overrides=())
                for place, value in new.items()
                if isinstance(value, Table)
            }
            return above | new, above | plain


def steps_and_calls(change: str, count: int, *, large: bool) -> tuple[int, int]:
    there, wanted = states(change, count)
    size = (10_000_000, 2**30) if large else (10, 8192)
    sizes = {place: size for place in there if place.kind == "table"}
    observed = Observed(objects=there, sizes=sizes, server_versions={at(DATABASE): 170000})
    calls = 0

    def count_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        plan = make_plan(Desired(stack="shop", objects=wanted), observed)
    finally:
        sys.setprofile(None)
    return len(plan.steps), calls


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("change", ["move", "join", "make", "lose a column", "get an index", "say less"])
def test_a_plan_grows_with_the_number_of_partitions(change: str, large: bool) -> None:
    """And not with its square: twice as many of them take twice as many calls."""
    steps, calls = steps_and_calls(change, 30, large=large)
    more_steps, more_calls = steps_and_calls(change, 60, large=large)
    assert steps > 0
    assert more_steps >= steps
    assert more_calls < 2.3 * calls
