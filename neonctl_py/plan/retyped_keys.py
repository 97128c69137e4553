"""Columns of partition keys that get another type. Nothing here makes steps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.enum import Enum
from neonctl_py.model.table import Table
from neonctl_py.model.values import sql_names
from neonctl_py.plan.rules.enum import is_extension

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def with_retyped_keys(
    desired: Mapping[Address, Object], observed: Mapping[Address, Object]
) -> Mapping[Address, Object]:
    """A column of a partition key can't get another type: another key, so that the table is made anew around its partitions."""
    keys = {
        place: value for place, value in observed.items() if isinstance(value, Table) and value.partition_by
    }
    marked = {
        place: _marked(desired, observed, place, table) for place, table in keys.items() if place in desired
    }
    return {**observed, **marked} if marked else observed


def _marked(
    desired: Mapping[Address, Object], observed: Mapping[Address, Object], place: Address, table: Table
) -> Table:
    for name in set(re.findall(r"\w+", table.partition_by or "")):
        column = place.child("column", name)
        before, after = observed.get(column), desired.get(column)
        if not isinstance(before, Column) or not isinstance(after, Column):
            continue
        if before.type != after.type or _has_rebuilt_enum(desired, observed, before.type, place):
            return replace(table, partition_by=f"{table.partition_by} as {before.type}")
    return table


def _has_rebuilt_enum(
    desired: Mapping[Address, Object], observed: Mapping[Address, Object], text: str, near: Address
) -> bool:
    database, names = near.container("database"), sql_names(text.removesuffix("[]"))
    if database is None or len(names) != 2:
        return False
    place = database.child("enum", *names)
    before, after = observed.get(place), desired.get(place)
    return (
        isinstance(before, Enum) and isinstance(after, Enum) and not is_extension(before.labels, after.labels)
    )
