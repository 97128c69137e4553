"""A key outgrows its type: the new column takes over name, key, references and counter, and the table is never rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from two_halves import operations, told

if TYPE_CHECKING:
    from two_halves import Shop

OLD = """
people:
  columns:
    id: integer primary key generated always as identity
    boss: integer references people(id)
    age: integer not null default 7 check (age > 0)
  indexes: {people_id_age_idx: [age, id]}
orders:
  columns: {id: bigint primary key, person: integer references people(id)}
"""
NEW = OLD.replace(
    "id: integer primary key generated always as identity",
    "id: {type: bigint, primary_key: true, identity: always, expand: 2-step}",
)
ROWS = """
insert into people (boss) values (null), (1), (1);
delete from people where id = 3;
insert into orders values (1, 2);
"""


def test_expand_then_contract(shop: Shop) -> None:
    """The counter goes on where it was, also past values that are gone."""
    shop.declare(OLD)
    shop.apply()
    shop.run(ROWS)
    file = shop.run("select pg_relation_filenode('people')")
    shop.declare(NEW)
    names = [operation.split()[0] for operation in operations(shop.plan())]
    assert (names[0], names[-1]) == ("expand", "swap")
    shop.apply()
    assert told(shop.plan()) == ["NP320"]
    assert shop.run("select pg_relation_filenode('people')") == file

    shop.run("insert into people (boss) values (2)")
    assert shop.run("select id, id__old, boss from people order by id") == [
        (1, 1, None),
        (2, 2, 1),
        (4, 4, 2),
    ]
    shop.run("insert into people (id) overriding system value values (3000000000)")
    assert shop.run("select id__old from people where id > 5") == [(None,)]

    shop.apply("breaks-running-code", contract=True)
    assert told(shop.plan()) == []
    assert shop.run("select count(*) from people") == [(4,)]
    columns = "select attname from pg_attribute where attrelid = 'people'::regclass and attnum > 0 and not attisdropped order by 1"
    assert shop.run(columns) == [("age",), ("boss",), ("id",)]


def test_a_plain_column_with_a_check(shop: Shop) -> None:
    shop.declare(OLD)
    shop.apply()
    shop.run(ROWS)
    shop.declare(
        OLD.replace(
            "age: integer not null default 7 check (age > 0)",
            "age: {type: numeric, null: false, default: 7, check: age > 0, expand: 2-step}",
        )
    )
    shop.apply()
    shop.run("insert into people (age) values (1.5)")
    assert shop.run("select age, age__old from people order by id") == [(7, 7), (7, 7), (1.5, 2)]
    shop.apply("breaks-running-code", contract=True)
    assert told(shop.plan()) == []


def test_giving_up_before_the_swap(shop: Shop) -> None:
    """Somebody interrupted it; the stack goes back."""
    shop.declare(OLD)
    shop.apply()
    shop.run(ROWS)
    shop.declare(NEW)
    shop.apply_until("swap")
    assert "build_twin column.id" not in operations(shop.plan())
    shop.declare(OLD)
    shop.apply("breaks-running-code")
    assert told(shop.plan()) == []


def test_what_is_in_the_way_is_named(shop: Shop) -> None:
    shop.declare(OLD)
    shop.apply()
    shop.run("create view elders as select id from people")
    shop.declare(NEW)
    plan = shop.plan()
    refusals = {item.code: item.detail for item in plan.diagnostics}
    assert "view.public.elders" in refusals["NP220"]
