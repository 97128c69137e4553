"""What each operation lowers to, as the exact text that is printed and sent."""

from __future__ import annotations

import pytest
from all_cases import CASES
from ddl_cases import Case, step

from neonctl_py.ddl.lower import lower
from neonctl_py.ddl.offline import statements
from neonctl_py.ddl.registry import LOWERINGS
from neonctl_py.ddl.rendering import Renderer
from neonctl_py.ddl.session import Session
from neonctl_py.errors import InternalError, PostgresError
from neonctl_py.model.column import Column
from neonctl_py.model.membership import Membership
from neonctl_py.model.values import UNSET


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_step_is_exactly_this_sql(case: Case) -> None:
    assert case.sql == tuple(statements([case.step]))


def test_every_kind_of_the_table_has_cases() -> None:
    assert set(LOWERINGS) == {case.step.address.kind for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_written_by_a_shortcut_is_what_alembic_writes(case: Case) -> None:
    by_alembic = Renderer().statements(lower(case.step), shortcuts=False)
    assert by_alembic == Renderer().statements(lower(case.step))


def test_an_unknown_kind_or_operation_is_our_own_bug() -> None:
    with pytest.raises(InternalError, match="no SQL is known for the kind mood"):
        lower(step("create", "mood.app.v"))
    with pytest.raises(InternalError, match="schema has no operation 'paint'"):
        lower(step("paint", "schema.app"))


def test_before_16_a_membership_can_not_be_limited() -> None:
    old = Session(server_version=150_000)
    limited = step("grant", "role.r1/membership.r2", after=Membership(inherit=False))
    with pytest.raises(PostgresError, match="can't limit a membership"):
        lower(limited, old)
    unsaid = Membership(admin=True, inherit=UNSET, set=UNSET)
    assert statements([step("grant", "role.r1/membership.r2", after=unsaid)], old) == [
        "GRANT r2 TO r1 WITH ADMIN OPTION"
    ]
    less = step(
        "alter", "role.r1/membership.r2", unsaid, Membership(inherit=UNSET, set=UNSET), changed=("admin",)
    )
    assert statements([less], old) == ["REVOKE ADMIN OPTION FOR r2 FROM r1"]


def test_before_17_a_generated_column_gets_its_new_expression_as_a_new_column() -> None:
    before, after = Column(type="int", generated="a + 1"), Column(type="int", generated="a + 2")
    changed = step("alter", "table.app.t/column.b", before, after, changed=("generated",))
    assert statements([changed], Session(server_version=160_000)) == [
        "ALTER TABLE app.t DROP COLUMN b",
        "ALTER TABLE app.t ADD COLUMN b int GENERATED ALWAYS AS (a + 2) STORED",
    ]


def test_a_plain_column_never_silently_becomes_a_generated_one() -> None:
    changed = step("alter", "table.app.t/column.b", Column(), Column(generated="a"), changed=("generated",))
    with pytest.raises(InternalError, match="can't become a generated column in place"):
        lower(changed)
