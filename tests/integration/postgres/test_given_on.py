"""Privileges that somebody besides the owner gave on: they go with the right to give them, and who is to keep them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
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
LESS_IS_LEFT = {
    "of what it gave, what another one gave, too": (
        """
create table t (a int, b int);
grant select, insert, update on t to app_reader with grant option;
set role app_reader;
grant select, insert on t to app_writer;
grant select on t to app_owner;
grant select, update (a) on t to app_admin;
reset role;
grant select on t to app_writer;
""",
        """
create table t (a int, b int);
grant select, insert, update on t to app_reader with grant option;
grant insert on t to app_writer;
grant select on t to app_owner;
grant update (a) on t to app_admin;
""",
    ),
    "of what came to it through another hand": (
        """
create function f() returns int language sql as 'select 1';
create schema s;
grant usage on schema s to app_reader with grant option;
grant execute on function f() to app_reader with grant option;
set role app_reader;
grant execute on function f() to app_writer with grant option;
grant usage on schema s to app_writer with grant option;
set role app_writer;
grant execute on function f() to app_owner, app_admin;
grant usage on schema s to app_owner;
reset role;
""",
        """
create function f() returns int language sql as 'select 1';
create schema s;
grant usage on schema s to app_reader with grant option;
grant execute on function f() to app_reader with grant option;
grant execute on function f() to app_writer with grant option;
grant execute on function f() to app_owner;
grant usage on schema s to app_writer;
""",
    ),
}
"""Who gave them keeps what it has, and its right to give it."""
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


@pytest.mark.parametrize("name", LESS_IS_LEFT)
def test_the_owner_takes_back_what_another_one_gave(name: str, empty_databases: Databases) -> None:
    with empty_databases() as make:
        (url, there), (_, wanted) = make(), make()
        for session, text in zip((there, wanted), LESS_IS_LEFT[name], strict=True):
            session.execute(text)
        goal = observed_in(wanted)
        apply_plan(url, plan_between(observed_in(there), goal))
        assert plan_between(observed_in(there), goal).is_empty
        assert _held(there) == _held(wanted)


def _held(session: Connection) -> list[tuple[object, ...]]:
    lists = "select relname::text, relacl from pg_class union all select proname, proacl from pg_proc union all select nspname, nspacl from pg_namespace"
    held = "select distinct relname, grantee, privilege_type, is_grantable from lists, aclexplode(relacl) order by 1, 2, 3, 4"
    return session.execute(f"with lists as ({lists}) {held}").fetchall()
