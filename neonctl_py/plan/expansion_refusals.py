"""What can't be done in two halves, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Exclusion
from neonctl_py.model.grant import Grant
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.plan.leaning import key_of, leaning_on, words_in
from neonctl_py.plan.lineage import parents_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object, Observed


def no_table_for_it(
    objects: Mapping[Address, Object], table: Address, *, partitioned: bool = False
) -> Iterator[str]:
    """Why a trigger on it would not see every row."""
    value = objects.get(table)
    if not isinstance(value, Table):
        yield "its table is not there yet under this name"
        return
    if (
        value.inherits
        or value.partition_of
        or (
            not value.partition_by
            and any(table in parents_of(other, place) for place, other in objects.items())
        )
    ):
        yield "its table inherits, is inherited or is a partition, and triggers would not see all rows"
    elif value.partition_by and not partitioned:
        yield "its table is partitioned"


def no_column_for_it(
    objects: Mapping[Address, Object], old: Address, there: Column, wanted: Column
) -> Iterator[str]:
    """Why the column can't have two names."""
    if there.type != wanted.type:
        yield f"its type changes, too ({there.type} to {wanted.type}): do one after the other"
    if there.generated or wanted.generated:
        yield "it is a generated column"
    if old.parent is not None and old.name[-1] in (key_of(objects, old.parent) or ()):
        yield "it is in the primary key"


def no_type_for_it(
    objects: Mapping[Address, Object], observed: Observed, new: Address, there: Column, wanted: Column
) -> Iterator[str]:
    """Why a second column can't stand in for it."""
    name, table = new.name[-1], new.parent
    if there.generated or wanted.generated:
        yield "it is a generated column"
    if (there.nullable, there.identity is None, there.collation) != (
        wanted.nullable,
        wanted.identity is None,
        wanted.collation,
    ):
        yield "more than its type changes (null, identity or collation): do one after the other"
    users = {user for user, used in observed.depends.items() if new in used}
    users |= {
        place
        for place, value in objects.items()
        if place.parent == table and place != new and name in _texts_of(value)
    }
    users |= {place for place, value in leaning_on(objects, new) if isinstance(value, Exclusion)}
    if users:
        yield f"{', '.join(sorted(user.segment for user in users))} would go on using the old column: take it away first"


def _texts_of(value: Object) -> set[str]:
    match value:
        case Policy():
            return words_in(f"{value.using or ''} {value.with_check or ''}")
        case Trigger():
            return set(value.columns) | words_in(value.when or "")
        case Column():
            return words_in(value.generated or "")
        case Grant():
            return {privilege.column for privilege in value.privileges}
        case _:
            return set()
