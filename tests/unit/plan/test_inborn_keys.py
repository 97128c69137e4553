"""A foreign key is made with its table where both are new and plain, and nothing would then wait for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_states import desired, in_database, observed, shop

from neonctl_py.model.column import Column
from neonctl_py.model.constraint import ForeignKey, PrimaryKey, Unique
from neonctl_py.model.function import Function
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.plan.build import make_plan

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

ORDERS, USERS = "table.public.orders", "table.public.users"
KEY = f"{ORDERS}/constraint.orders_user_id_fkey"


def table(name: str, *, key_to: str = "", default: str | None = None, **more: str) -> dict[str, Object]:
    """With a primary key, and a foreign key to another table's."""
    place = f"table.public.{name}"
    found: dict[str, Object] = {
        place: Table(**more),
        f"{place}/column.id": Column(type="bigint", nullable=False, position=1, default=default),
        f"{place}/constraint.{name}_pkey": PrimaryKey(columns=("id",)),
    }
    if key_to:
        found[f"{place}/constraint.{name}_key"] = to(key_to)
    return found


def to(name: str, column: str = "id") -> ForeignKey:
    return ForeignKey(columns=("id",), references=QualifiedName("public", name), referenced_columns=(column,))


def created(*parts: dict[str, Object]) -> list[str]:
    """What is made of these beside the shop, which is there: tables with the keys that come along, and keys that don't."""
    more = {in_database(text): value for part in parts for text, value in part.items()}
    plan = make_plan(desired({**shop(), **more}), observed(shop()))
    return [said(step.address, step.parts) for step in plan.steps]


def said(address: Address, parts: tuple[tuple[Address, Object], ...]) -> str:
    keys = [place.name[0] for place, value in parts if isinstance(value, ForeignKey)]
    return " with ".join([address.name[-1], *keys])


def test_between_new_tables_it_comes_along_and_the_other_table_first() -> None:
    assert created(table("a", key_to="b"), table("b", key_to="c"), table("c")) == [
        "c",
        "b with b_key",
        "a with a_key",
    ]


def test_a_table_that_refers_to_itself_is_no_circle() -> None:
    assert created(table("a", key_to="a")) == ["a with a_key"]


def test_tables_that_refer_to_each_other_get_their_keys_afterwards_and_others_do_not() -> None:
    found = created(
        table("a", key_to="b"),
        table("b", key_to="a"),
        table("c", key_to="a"),
        table("d", key_to="e"),
        table("e"),
    )
    assert found[:2] == ["a", "b"]
    assert set(found) == {"a", "b", "c with c_key", "e", "d with d_key", "a_key", "b_key"}


def test_a_circle_by_way_of_a_function_is_one_too() -> None:
    counts = Function(language="sql", returns="bigint", sql_body="RETURN (SELECT count(*) FROM public.b)")
    found = created(
        {'function.public."counts()"': counts},
        table("a", default="public.counts()"),
        table("b", key_to="a"),
    )
    assert found == ["b", "counts()", "a", "b_key"]


@pytest.mark.parametrize(
    ("what", "parts"),
    [
        ("a table that is there", table("a", key_to="users")),
        ("a table that is divided", table("a", key_to="b") | table("b", partition_by="RANGE (id)")),
        ("a table of its own that is divided", table("a", key_to="a", partition_by="RANGE (id)")),
        ("a unique index, which comes later", {
            **table("a"),
            "table.public.a/constraint.a_key": to("b", "code"),
            **table("b"),
            "table.public.b/column.code": Column(type="bigint", position=2),
            "table.public.b/index.b_code": Index(keys=(IndexKey("code"),), unique=True),
        }),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_key_is_a_step_of_its_own_when_it_refers_to(what: str, parts: dict[str, Object]) -> None:
    found = created(parts)
    assert "a_key" in found, what
    assert not any(" with " in name for name in found)


def test_a_unique_constraint_is_a_key_from_the_beginning() -> None:
    b = table("b") | {
        "table.public.b/column.code": Column(type="bigint", position=2),
        "table.public.b/constraint.b_code": Unique(columns=("code",)),
    }
    assert created(table("a") | {"table.public.a/constraint.a_key": to("b", "code")}, b) == [
        "b",
        "a with a_key",
    ]


def test_one_that_is_not_validated_comes_later() -> None:
    parts = table("a", key_to="b") | table("b")
    parts["table.public.a/constraint.a_key"] = ForeignKey(
        columns=("id",), references=QualifiedName("public", "b"), referenced_columns=("id",), validated=False
    )
    assert created(parts) == ["a", "b", "a_key"]
