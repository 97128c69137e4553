"""What has to leave the way while an enum loses a value, and what may stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_states import desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check
from neonctl_py.model.enum import Enum
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

ORDERS = "table.public.orders"
STATUS = in_database("enum.public.status")
SPEAKS_OF_IT: dict[str, Object] = {
    f"{ORDERS}/constraint.paid": Check(expression="status = 'paid'::public.status"),
    f"{ORDERS}/index.open": Index(keys=(IndexKey("id"),), where="status <> 'paid'::public.status"),
}


@pytest.mark.parametrize("part", SPEAKS_OF_IT)
def test_what_speaks_of_its_values_goes_before_the_rebuild_and_comes_back_after(part: str) -> None:
    """Postgres parses such a text again for the new type, and finds the old one in it."""
    steps = make_plan(desired(_orders("new", "paid")), observed(_orders("new", "paid", "lost"))).steps
    order = [(step.address, getattr(step, "operation", "")) for step in steps]
    place = in_database(part)
    gone, back = (
        next(position for position, (address, verb) in enumerate(order) if address == place and verb in verbs)
        for verbs in (("drop",), ("add", "create"))
    )
    assert gone < order.index((STATUS, "rebuild")) < back


def test_a_value_that_is_added_moves_nothing_else() -> None:
    """ALTER TYPE … ADD VALUE leaves every text valid."""
    steps = make_plan(desired(_orders("new", "paid", "more")), observed(_orders("new", "paid"))).steps
    assert [step.address for step in steps] == [STATUS]


def _orders(*labels: str) -> dict[Address, Object]:
    parts = {in_database(text): value for text, value in SPEAKS_OF_IT.items()}
    column = Column(type="public.status", position=3)
    return {**shop(), STATUS: Enum(labels=labels), in_database(f"{ORDERS}/column.status"): column, **parts}
