"""The SQL that the control plane runs inside a compute: roles, databases, and what schema-only means.

A task is a JSON list, ``[verb, argument…]``, kept with its timeline until it has been done; doing one
twice changes nothing, so a kill between doing and noting is harmless. Never here: deciding what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import sql

from neonctl_py.emulator import sign_in_sql
from neonctl_py.emulator.server_process import ADMIN

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from neonctl_py.emulator.server_process import ServerProcess

    Connection = psycopg.Connection[tuple[Any, ...]]

Task = list[str]

HIDDEN_ROLES = ("cloud_admin", "neon_superuser")
HIDDEN_DATABASES = ("postgres", "template0", "template1")


def perform(server: ServerProcess, task: Task) -> None:
    """Do one task. Raises psycopg.Error."""
    verb, *arguments = task
    _VERBS[verb](server, *arguments)


def _create_role(server: ServerProcess, name: str, verifier: str) -> None:
    with server.connect() as connection:
        if not _role_exists(connection, name):
            login = "login" if verifier else "nologin"
            _run(
                connection,
                f"create role {{}} {login} inherit createdb createrole bypassrls replication",
                name,
            )
            _run(connection, "grant neon_superuser to {}", name)
        if verifier:
            _set_password(connection, name, verifier)


def _password(server: ServerProcess, name: str, verifier: str) -> None:
    with server.connect() as connection:
        if _role_exists(connection, name):
            _set_password(connection, name, verifier)


def _drop_role(server: ServerProcess, name: str) -> None:
    with server.connect() as connection:
        if not _role_exists(connection, name):
            return
        _run(connection, "alter role {} nologin", name)
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s and pid <> pg_backend_pid()",
            (name,),
        )
        owners = connection.execute(
            "select datname, pg_get_userbyid(datdba) from pg_database where datallowconn and datname <> 'template1'"
        ).fetchall()
    for database, owner in owners:
        with server.connect(database) as connection:
            heir = owner if owner != name else ADMIN
            connection.execute(
                sql.SQL("reassign owned by {} to {}").format(sql.Identifier(name), sql.Identifier(heir))
            )
            _run(connection, "drop owned by {}", name)
    with server.connect() as connection:
        _run(connection, "drop role {}", name)


def _create_database(server: ServerProcess, name: str, owner: str) -> None:
    with server.connect() as connection:
        if _database_exists(connection, name):
            return
        _run(connection, "create database {} owner {}", name, owner)
    with server.connect(name) as connection:
        for objects in ("tables", "sequences"):
            connection.execute(
                f"alter default privileges in schema public grant all on {objects} to neon_superuser with grant option"
            )


def _alter_database(server: ServerProcess, name: str, new_name: str, owner: str) -> None:
    with server.connect() as connection:
        if new_name != name and _database_exists(connection, name):
            _disconnect(connection, name)
            _run(connection, "alter database {} rename to {}", name, new_name)
        _run(connection, "alter database {} owner to {}", new_name, owner)


def _drop_database(server: ServerProcess, name: str) -> None:
    with server.connect() as connection:
        if not _database_exists(connection, name):
            return
        connection.execute("update pg_database set datistemplate = false where datname = %s", (name,))
        for (slot,) in connection.execute(
            "select slot_name from pg_replication_slots where database = %s and not active", (name,)
        ).fetchall():
            connection.execute("select pg_drop_replication_slot(%s)", (slot,))
        _run(connection, "drop database if exists {} with (force)", name)


def _neon_auth(server: ServerProcess, database: str) -> None:
    _in_database(server, database, sign_in_sql.NEON_AUTH)


def _drop_neon_auth(server: ServerProcess, database: str) -> None:
    _in_database(server, database, "drop schema if exists neon_auth cascade")


def _data_api(server: ServerProcess, database: str, schema: str, grants: str) -> None:
    wanted = (
        sign_in_sql.DATA_API_ROLES,
        sign_in_sql.AUTH_SCHEMA if schema else "",
        sign_in_sql.DEFAULT_GRANTS if grants else "",
    )
    _in_database(server, database, "".join(wanted))


def _in_database(server: ServerProcess, database: str, script: LiteralString) -> None:
    """Nothing, where the database is gone by now."""
    with server.connect() as connection:
        if not _database_exists(connection, database):
            return
    with server.connect(database) as connection:
        connection.execute(script)


def _clear_data(server: ServerProcess) -> None:
    """Keep every definition and no row: what a schema-only branch is made of."""
    with server.connect() as connection:
        databases = connection.execute("select datname from pg_database where datallowconn").fetchall()
    for (database,) in databases:
        with server.connect(database) as connection:
            connection.execute(_CLEAR_DATA)


_CLEAR_DATA = """
do $$
declare
  item record;
  always text[];
begin
  for item in select lo.oid from pg_largeobject_metadata lo loop
    perform lo_unlink(item.oid);
  end loop;
  perform set_config('session_replication_role', 'replica', true);
  -- what is enabled always fires even so, and may refuse
  select array_agg(array[t.tgrelid::regclass::text, quote_ident(t.tgname)]) into always
    from pg_trigger t where t.tgenabled = 'A' and not t.tgisinternal and t.tgparentid = 0;
  for number in 1 .. coalesce(array_length(always, 1), 0) loop
    execute format('alter table %s disable trigger %s', always[number][1], always[number][2]);
  end loop;
  for item in
    select string_agg(format('%I.%I', n.nspname, c.relname), ', ') as names
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
      and n.nspname !~ '^pg_toast'
    having count(*) > 0
  loop
    execute format('truncate %s cascade', item.names);
  end loop;
  for number in 1 .. coalesce(array_length(always, 1), 0) loop
    execute format('alter table %s enable always trigger %s', always[number][1], always[number][2]);
  end loop;
  for item in
    select format('%I.%I', n.nspname, c.relname) as name, s.seqstart
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
  loop
    perform setval(item.name::regclass, item.seqstart, false);
  end loop;
  for item in
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'm'
  loop
    execute format('refresh materialized view %s with no data', item.name);
  end loop;
  perform set_config('allow_system_table_mods', 'on', true);
  delete from pg_statistic s using pg_class c where c.oid = s.starelid and c.oid >= 16384;
  delete from pg_statistic_ext_data;
end
$$
"""


_VERBS: dict[str, Callable[..., None]] = {
    "create_role": _create_role,
    "password": _password,
    "drop_role": _drop_role,
    "create_database": _create_database,
    "alter_database": _alter_database,
    "drop_database": _drop_database,
    "clear_data": _clear_data,
    "neon_auth": _neon_auth,
    "drop_neon_auth": _drop_neon_auth,
    "data_api": _data_api,
}


def _run(connection: Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _set_password(connection: Connection, name: str, verifier: str) -> None:
    connection.execute(
        sql.SQL("alter role {} password {}").format(sql.Identifier(name), sql.Literal(verifier))
    )


def _role_exists(connection: Connection, name: str) -> bool:
    return connection.execute("select from pg_roles where rolname = %s", (name,)).fetchone() is not None


def _database_exists(connection: Connection, name: str) -> bool:
    return connection.execute("select from pg_database where datname = %s", (name,)).fetchone() is not None


def _disconnect(connection: Connection, database: str) -> None:
    connection.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()",
        (database,),
    )
