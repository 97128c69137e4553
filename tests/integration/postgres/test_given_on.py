"""Privileges that somebody besides the owner gave on: they go with the right to give them, and who is to keep them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pair_run import apply_plan, observed_in, plan_between

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

    Databases = Callable[[], AbstractContextManager[Callable[..., tuple[Secret, Connection]]]]

GIVEN_ON = """
create table t (a int, b int); create function f() returns int language sql as 'select 1';
grant select, insert on t to app_reader with grant option; grant update on t to app_writer;
grant execute on function f to app_reader with grant option;
set role app_reader;
grant select, insert on t to app_writer; grant select on t to app_owner; grant execute on function f to app_writer;
reset role
"""
OF_THE_OWNER = """
create table t (a int, b int); create function f() returns int language sql as 'select 1';
grant select, insert on t to app_reader; grant update, select on t to app_writer; grant select on t to app_owner;
grant execute on function f to app_writer
"""
HELD = "select relacl::text from pg_class where relname = 't' union all select proacl::text from pg_proc where proname = 'f'"


def test_who_is_to_keep_them_gets_them_from_the_owner(empty_databases: Databases) -> None:
    with empty_databases() as make:
        (url, there), (_, wanted) = make(), make()
        there.execute(GIVEN_ON)
        wanted.execute(OF_THE_OWNER)
        goal = observed_in(wanted)
        apply_plan(url, plan_between(observed_in(there), goal))
        assert plan_between(observed_in(there), goal).is_empty
        lists = [
            {
                entry
                for (acl,) in session.execute(HELD).fetchall()
                for entry in str(acl).strip("{}").split(",")
            }
            for session in (there, wanted)
        ]
        assert lists[0] == lists[1]
