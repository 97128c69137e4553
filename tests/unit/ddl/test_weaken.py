"""What ``neonpy test --mutate`` weakens: each piece of protection once, and nothing that could make no difference."""

from __future__ import annotations

from typing import Any

import pytest

from neonctl_py.ddl.weaken import Reach, weakenings
from neonctl_py.model.address import Address
from neonctl_py.model.function import Function
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import QualifiedName

DATABASE = Address.parse("project.p/branch.main/database.d")
TABLE = DATABASE.child("table", "public", "orders")
OWN = TABLE.child("policy", "own")


def reach(role: str, command: str = "select", *, held: bool = True, rows: str = "some") -> Reach:
    return Reach("public.orders", role, command, is_whole=held, is_held=held, rows=rows)


def changes(
    objects: dict[Address, Any], *reaches: Reach, spare: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """SQL by what is weakened."""
    found = weakenings(objects, reaches, spare=spare)
    return {f"{item.address.segment}: {item.change}": list(item.statements) for item in found}


def policy(**said: Any) -> dict[Address, Any]:
    return {OWN: Policy(**({"roles": ("app",), "using": "id = 1"} | said))}


POLICIES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "both sides": ({}, {"using true", "with check true", "dropped"}),
    "only what is read": ({"command": "select"}, {"using true", "dropped"}),
    "only what is written": (
        {"command": "insert", "using": None, "with_check": "id = 1"},
        {"with check true", "dropped"},
    ),
    "open already": ({"using": "true"}, {"dropped"}),
    "open to read": ({"using": "(TRUE)", "with_check": "id = 1"}, {"with check true", "dropped"}),
    "restrictive": ({"permissive": False}, {"using true", "with check true", "permissive"}),
}


@pytest.mark.parametrize("what", POLICIES)
def test_a_policy_is_weakened_where_it_says_something(what: str) -> None:
    said, expected = POLICIES[what]
    command = said.get("command", "select")
    found = changes(policy(**said), reach("app", command))
    assert set(found) == {f"policy.own: {change}" for change in expected}


def test_opening_one_side_keeps_the_other() -> None:
    found = changes(policy(), reach("app"))
    assert found["policy.own: using true"] == [
        "ALTER POLICY own ON public.orders USING (true) WITH CHECK (id = 1)"
    ]
    assert found["policy.own: with check true"] == ["ALTER POLICY own ON public.orders WITH CHECK (true)"]


def test_to_everyone_only_where_somebody_else_gets_something() -> None:
    open_for_others = {TABLE.child("policy", "all"): Policy(roles=("other",), using="true", command="select")}
    assert "policy.own: to public" in changes(policy(command="select"), reach("app"), reach("other"))
    assert "policy.own: to public" not in changes(policy(command="select"), reach("app"))
    assert "policy.own: to public" not in changes(
        {**policy(command="select"), **open_for_others}, reach("app"), reach("other")
    )


def test_nothing_of_a_policy_for_roles_that_reach_nothing() -> None:
    assert changes(policy(), reach("other", held=False, rows="all")) == {}


def test_row_security_of_a_table_and_of_its_owner() -> None:
    table = {TABLE: Table(owner="boss", row_level_security=True, force_row_level_security=True)}
    whole = changes(table, reach("app"), reach("boss"))
    assert set(whole) == {"table.public.orders: row-level security off", "table.public.orders: not forced"}
    assert set(changes(table, reach("app"))) == {"table.public.orders: row-level security off"}
    free = {**table, TABLE.child("policy", "boss"): Policy(roles=("boss",), using="true")}
    assert "table.public.orders: not forced" not in changes(free, reach("app"), reach("boss"))


def test_privileges_are_revoked_one_by_one_and_missing_ones_given() -> None:
    held = (Privilege("insert"), Privilege("select", "id"), Privilege("select", "name"))
    objects = {
        TABLE: Table(),
        TABLE.child("grant", "app"): Grant(held),
        TABLE.child("grant", "api"): Grant(held),
    }
    found = changes(
        objects,
        reach("app", "delete", held=False, rows="all"),
        reach("app", "trigger", held=False, rows="all"),
        reach("app", "update", held=False, rows="none"),
        spare=("api",),
    )
    assert found == {
        "grant.app: -insert": ["REVOKE INSERT ON TABLE public.orders FROM app CASCADE"],
        "grant.app: -select": ["REVOKE SELECT (id, name) ON TABLE public.orders FROM app CASCADE"],
        "grant.app: +delete": ["GRANT DELETE ON TABLE public.orders TO app"],
    }


def test_a_trigger_that_says_no_is_disabled() -> None:
    guard, stamp = TABLE.child("trigger", "guard"), TABLE.child("trigger", "stamp")
    objects = {
        guard: Trigger(function=QualifiedName("public", "guard")),
        stamp: Trigger(function=QualifiedName("public", "stamp")),
        DATABASE.child("function", "public", "guard()"): Function(body="begin RAISE\n exception 'no'; end"),
        DATABASE.child("function", "public", "stamp()"): Function(body="begin return new; end"),
    }
    assert changes(objects) == {
        "trigger.guard: disabled": ["ALTER TABLE public.orders DISABLE TRIGGER guard"]
    }
