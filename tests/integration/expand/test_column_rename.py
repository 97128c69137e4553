"""A column gets another name in two halves: old and new code both work in between, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from two_halves import operations, told

from neonctl_py.errors import InputError, PostgresError
from neonctl_py.postgres.connect import connect

if TYPE_CHECKING:
    from private_server import PrivateServer
    from two_halves import Shop

OLD = """
people:
  columns: {id: bigint primary key, full_name: text not null default 'nobody', town: text}
  indexes: {people_name_idx: [full_name], people_town_idx: [town, full_name]}
  unique: {people_full_name_key: [full_name]}
"""
NEW = """
people:
  columns:
    id: bigint primary key
    name: {type: text, null: false, default: "'nobody'", renamed_from: full_name, expand: 2-step}
    town: text
  indexes: {people_name_idx: [name], people_town_idx: [town, name]}
  unique: {people_name_key: [name]}
"""
ROWS = "insert into people values (1, 'Ann', 'Ulm'), (2, 'Bob', null)"


def test_expand_then_contract(shop: Shop) -> None:
    """The first half adds, the second takes away; each leaves an empty plan."""
    shop.declare(OLD)
    shop.apply()
    shop.run(ROWS)
    shop.declare(NEW)
    shop.apply()

    between = shop.plan()
    assert between.is_empty
    assert told(between) == ["NP320"]
    assert [said.way for _, said in between.expansions] == ["rename"]
    assert shop.run("select id, full_name, name from people order by id") == [
        (1, "Ann", "Ann"),
        (2, "Bob", "Bob"),
    ]

    shop.run("insert into people (id, full_name) values (3, 'Cid')")
    shop.run("insert into people (id, name) values (4, 'Dan')")
    shop.run("update people set full_name = 'Anna' where id = 1")
    shop.run("update people set name = 'Bobby' where id = 2")
    shop.run("insert into people (id) values (5)")
    both = shop.run("select full_name, name from people order by id")
    assert both == [(one, one) for one in ("Anna", "Bobby", "Cid", "Dan", "nobody")]

    assert [hazard.value for hazard in shop.plan(contract=True).hazards] == ["breaks-running-code"]
    shop.apply("breaks-running-code", contract=True)
    assert shop.plan().is_empty
    assert told(shop.plan()) == []
    assert shop.run("select name from people order by id") == [(one,) for _, one in both]
    assert shop.run(
        "select count(*) from pg_proc where pronamespace = 'neonpy'::regnamespace and proname like 'expand%'"
    ) == [(0,)]
    names = "select relname from pg_class where relname like 'people%' or relname like 'neonpy%' order by 1"
    assert [name for (name,) in shop.run(names)] == [
        "people",
        "people_name_idx",
        "people_name_key",
        "people_pkey",
        "people_town_idx",
    ]


def test_giving_up(shop: Shop) -> None:
    """The stack goes back to the old name: the new column goes, whatever was written through it stays."""
    shop.declare(OLD)
    shop.apply()
    shop.run(ROWS)
    shop.declare(NEW)
    shop.apply()
    shop.run("update people set name = 'Zoe' where id = 1")
    shop.declare(OLD)
    back = shop.plan()
    assert [hazard.value for hazard in back.hazards] == ["breaks-running-code"]
    shop.apply("breaks-running-code")
    assert shop.plan().is_empty
    assert shop.run("select * from people order by id") == [(1, "Zoe", "Ulm"), (2, "Bob", None)]


def test_an_expansion_is_not_contracted_before_it_is_there(shop: Shop) -> None:
    shop.declare(OLD)
    shop.apply()
    shop.declare(NEW)
    assert told(shop.plan(contract=True)) == ["NP221"]
    with pytest.raises(InputError):
        shop.apply("breaks-running-code", contract=True)
    assert "expand column.name" in operations(shop.plan())


def test_whoever_writes_needs_no_rights_of_ours(shop: Shop, case_server: PrivateServer) -> None:
    """Nor does row-level security keep the trigger from doing its work."""
    secured = "  row_level_security: enabled\n  policies: {own: {to: [app_writer], using: town is null}}\n  grants: {app_writer: [select, insert, update]}\n"
    shop.declare(OLD + secured)
    shop.apply()
    shop.declare(NEW + secured)
    shop.apply()
    assert shop.run("select has_schema_privilege('app_writer', 'neonpy', 'usage')") == [(False,)]
    with connect(case_server.url(shop.session.info.dbname, "app_writer")) as writer:
        writer.execute("insert into people (id, full_name) values (1, 'Ann')")
        writer.execute("update people set name = 'Anna' where id = 1")
        assert writer.execute("select full_name, name from people").fetchall() == [("Anna", "Anna")]


def test_rows_that_a_policy_hides_are_not_passed_over(shop: Shop) -> None:
    """Forced, it holds for the owner, too: then the apply stops with a reason instead of leaving rows behind."""
    secured = "  row_level_security: forced\n  policies: {own: {to: [app_writer], using: town is null}}\n"
    shop.declare(OLD)
    shop.apply()
    shop.run(ROWS)
    shop.declare(OLD + secured)
    shop.apply()
    shop.declare(NEW + secured)
    with pytest.raises(PostgresError, match="row-level security"):
        shop.apply()


def test_what_somebody_took_away_by_hand_is_made_again(shop: Shop) -> None:
    """The new column comes back; where the old one went, only the trigger goes."""
    shop.declare(OLD)
    shop.apply()
    shop.run(ROWS)
    shop.declare(NEW)
    shop.apply()
    shop.run("drop trigger if exists none on people; alter table people drop column name")
    shop.apply()
    assert shop.run("select name from people order by id") == [("Ann",), ("Bob",)]
    shop.run("alter table people drop column full_name")
    shop.apply()
    assert told(shop.plan()) == []
