"""``tests:`` of a database as it is written, and what is told about what can't be meant."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.proof import Actor, Expected, Survivor

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.proof import Proofs
    from neonctl_py.stack.load import LoadedStack

STACK = """
version: 1
projects:
  shop:
    roles: {app: {}, report: {}}
    databases:
      shop:
        schemas:
          public:
            tables:
              orders: {columns: {id: bigint primary key, tenant: uuid, tags: "text[]", facts: jsonb}}
        tests:
"""
DATABASE = Address.parse("project.shop/branch.main/database.shop")


def written(tests: str) -> str:
    return STACK + textwrap.indent(textwrap.dedent(tests), " " * 10)


@pytest.fixture
def proofs(load: Callable[..., LoadedStack]) -> Callable[[str], Proofs]:
    return lambda tests: load(written(tests)).desired.proofs[DATABASE]


EXPECTATIONS = {
    "3": Expected(outcome="count", count=3),
    "{rows: 3}": Expected(outcome="count", count=3),
    "{at_least: 2}": Expected(outcome="count", count=2, at_least=True),
    "[]": Expected(outcome="rows"),
    "[1, null, true, $acme]": Expected(outcome="rows", rows=(("1",), (None,), ("true",), ("A",))),
    "[[1, a], [2, b]]": Expected(outcome="rows", rows=(("1", "a"), ("2", "b"))),
    "[{a: 1, b: 2}, {b: 4, a: 3}]": Expected(
        outcome="rows", rows=(("1", "2"), ("3", "4")), columns=("a", "b")
    ),
    "{rows: [1, 2], in_order: true}": Expected(outcome="rows", rows=(("1",), ("2",)), in_order=True),
    "{at_least: [1]}": Expected(outcome="rows", rows=(("1",),), at_least=True),
    "{value: 3}": Expected(outcome="rows", rows=(("3",),)),
    "allowed": Expected(outcome="allowed"),
    "refused": Expected(outcome="refused"),
    "{refused: 23514}": Expected(outcome="refused", refused="23514"),
}


@pytest.mark.parametrize("text", EXPECTATIONS)
def test_what_comes_of_a_statement_has_short_forms(proofs: Callable[[str], Proofs], text: str) -> None:
    found = proofs(f"names: {{acme: A}}\nproofs: {{one: {{as: app, expect: {{select 1: {text}}}}}}}")
    assert found.proofs[0].statements[0].expected == EXPECTATIONS[text]


def test_names_stand_for_values_in_rows_settings_and_sql(proofs: Callable[[str], Proofs]) -> None:
    found = proofs("""
        names: {acme: it's}
        actors: {clerk: {role: app, set: {app.tenant: $acme, claims: {sub: $acme, n: 1}}}}
        seed:
          - {orders: [{id: 1, tenant: $acme, tags: [a, 'b"c'], facts: {a: [1]}}, {id: {sql: "1 + 1"}}]}
          - delete from orders where tenant = $acme and tags <> '$acme' and $$acme$$ <> ''
        proofs: {one: {as: clerk, expect: {select $acme: allowed}}}
    """)
    assert [seed.sql for seed in found.seed] == [
        """insert into public.orders (id, tenant, tags, facts) overriding system value values ('1', 'it''s', '{"a","b\\"c"}', '{"a": [1]}')""",
        "insert into public.orders (id) overriding system value values ((1 + 1))",
        "delete from orders where tenant = 'it''s' and tags <> '$acme' and $$acme$$ <> ''",
    ]
    assert found.proofs[0].actor == Actor(
        "clerk", "app", (("app.tenant", "it's"), ("claims", '{"sub": "it\'s", "n": 1}'))
    )
    assert (found.proofs[0].statements[0].sql, found.proofs[0].statements[0].written) == (
        "select 'it''s'",
        "select $acme",
    )


def test_a_table_of_actors_and_statements_is_a_proof_for_each_actor(proofs: Callable[[str], Proofs]) -> None:
    found = proofs("""
        actors: {clerk: {role: app}}
        proofs:
          access:
            set: {app.a: x}
            try: {seen: select 1, gone: delete from orders}
            who: {clerk: {seen: 1, gone: refused}, report: {seen: 0}}
    """)
    told = [(proof.name, proof.actor.role, len(proof.statements)) for proof in found.proofs]
    assert told == [("access: clerk", "app", 2), ("access: report", "report", 1)]
    assert {proof.actor.settings for proof in found.proofs} == {(("app.a", "x"),)}


def test_privileges_and_survivors_are_patterns(proofs: Callable[[str], Proofs]) -> None:
    found = proofs("""
        privileges: {app: {"*": [select], public.orders: [select of some columns, insert]}}
        survivors: [{on: "table.*/policy.own", change: "using *", reason: Why not}]
    """)
    assert [(held.role, held.tables, held.commands) for held in found.privileges] == [
        ("app", "*", ("select",)),
        ("app", "public.orders", ("select of some columns", "insert")),
    ]
    (survivor,) = found.survivors
    assert isinstance(survivor, Survivor)
    place = "table.public.orders/policy.own"
    assert survivor.covers(f"{DATABASE}/{place}", place, "using true")
    assert not survivor.covers(f"{DATABASE}/{place}", place, "dropped")
    assert not survivor.covers(f"{DATABASE}/{place}x", f"{place}x", "using true")


def test_tests_change_no_plan(load: Callable[..., LoadedStack]) -> None:
    with_tests = load(written("proofs: {one: {as: app, expect: {select 1: 1}}}"))
    assert with_tests.fingerprint == load(STACK.rsplit("\n", 2)[0] + "\n").fingerprint


MISTAKES: dict[str, str] = {
    "who is not known": "proofs: {one: {as: «NP131»ap, expect: {select 1: 1}}}",
    "a role that is not known": "actors: {clerk: {role: «NP131»ap}}",
    "a name that is not known": "proofs: {one: {as: app, expect: {«NP105»select $acme: 1}}}",
    "a number below nothing": "proofs: {one: {as: app, expect: {select 1: «NP112»-1}}}",
    "a word that is none": "proofs: {one: {as: app, expect: {select 1: «NP112»denied}}}",
    "a key that is none": "proofs: {one: {as: app, expect: {select 1: {«NP110»row: 1}}}}",
    "two outcomes": "proofs: {one: {as: app, expect: {select 1: «NP112»{rows: 1, value: 1}}}}",
    "rows of different shapes": "proofs: {one: {as: app, expect: {select 1: [{a: 1}, «NP112»{b: 1}]}}}",
    "the end of the transaction": "proofs: {one: {as: app, expect: {«NP123»commit: allowed}}}",
    "the end in a seed": "seed: «NP123»insert into orders values (1); rollback",
    "quotes that stay open": 'proofs: {one: {as: app, expect: {«NP122»"select $$x": 1}}}',
    "nobody": "proofs: {«NP111»one: {expect: {select 1: 1}}}",
    "nothing": "proofs: {«NP111»one: {as: app}}",
    "a statement that is not tried": "proofs: {one: {try: {seen: select 1}, who: {app: {«NP113»sen: 1}}}}",
    "both forms": "proofs: {one: {«NP116»as: app, try: {seen: select 1}, who: {app: {seen: 1}}}}",
    "a table that is not there": "seed: {«NP132»order: [{id: 1}]}",
    "a column that is not there": "seed: {orders: [{«NP133»idd: 1}]}",
    "a pattern without a table": "privileges: {app: {«NP132»public.x*: [select]}}",
    "a privilege that is none": "privileges: {app: {'*': [«NP113»read]}}",
    "no reason": "survivors: [«NP111»{on: x}]",
}


@pytest.mark.parametrize("what", MISTAKES)
def test_mistakes_are_told_where_they_are(mistakes: Callable[..., Any], what: str) -> None:
    expected, found, told = mistakes(written(MISTAKES[what]))
    assert found == expected, told
