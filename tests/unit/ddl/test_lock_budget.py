"""A transaction takes no more locks than the server has room for."""

from __future__ import annotations

import pytest

from neonctl_py.ddl.lock_budget import batches
from neonctl_py.ddl.script import scripts
from neonctl_py.ddl.session import Session
from neonctl_py.model.address import Address
from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import SqlStep

DATABASE = Address.parse("project.p/database.d")


def _table(number: int) -> SqlStep:
    place = DATABASE.child("table", "public", f"t{number}")
    return SqlStep(action=Action.CREATE, operation="create", address=place, database=DATABASE, after=Table())


def _key(number: int, other: int) -> SqlStep:
    place = DATABASE.child("table", "public", f"t{number}").child("constraint", "known")
    key = ForeignKey(
        columns=("a",), references=QualifiedName("public", f"t{other}"), referenced_columns=("a",)
    )
    return SqlStep(action=Action.CREATE, operation="add", address=place, database=DATABASE, after=key)


@pytest.mark.parametrize(
    ("steps", "locks", "expected"),
    [
        ([_table(1), _table(2), _table(3)], 1000, [3]),
        ([_table(1), _table(2), _table(3)], 16, [2, 1]),
        ([_table(1), _key(1, 1), _key(1, 1)], 12, [3]),  # the table is locked already
        ([_key(1, 2), _key(3, 4)], 16, [1, 1]),  # each locks two tables
        ([_table(1)], 1, [1]),  # too much for any transaction: then it is tried
    ],
)
def test_steps_are_divided_where_their_locks_would_be_too_many(
    steps: list[SqlStep], locks: int, expected: list[int]
) -> None:
    assert [len(batch) for batch in batches(steps, locks)] == expected


def test_what_does_not_fit_into_one_transaction_is_several() -> None:
    steps = [_table(number) for number in range(10)]
    written = [
        [part.step.address.name[-1] for part in script.parts] for script in scripts(steps, Session(locks=32))
    ]
    assert written == [["t0", "t1", "t2", "t3"], ["t4", "t5", "t6", "t7"], ["t8", "t9"]]
