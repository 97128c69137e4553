"""The one session that changes a database: opened, and what it may do read from the server.

Never here: what is sent over it (sql_steps), and whose turn it is (turn).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from neonctl_py.ddl.execute import send
from neonctl_py.ddl.script import SESSION_SETTINGS
from neonctl_py.ddl.session import Session
from neonctl_py.postgres.connect import connect, translated_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from neonctl_py.ddl.session import ObjectKey
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection as Driver

    Leave = Callable[[Driver], None]

APPLICATION: Final = "neonpy"
"""What the names of our sessions begin with."""

_OPTIONS_SINCE: Final = 160_000

_ABOUT_ME = """
select current_user, m.rolsuper,
       array(select rolname from pg_catalog.pg_roles r
              where pg_catalog.pg_has_role(r.oid, 'USAGE') and pg_catalog.pg_has_role(r.oid, '{member}')),
       array(select rolname from pg_catalog.pg_roles r
              where pg_catalog.pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION')
                 or ({any_creator} and m.rolcreaterole and not r.rolsuper)),
       current_setting('max_locks_per_transaction')::bigint
       * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint)
  from pg_catalog.pg_roles m
 where m.rolname = current_user
"""

_OWNERS = """
select array['schema', nspname::text], pg_catalog.pg_get_userbyid(nspowner)
  from pg_catalog.pg_namespace
union all
select array['table', n.nspname::text, c.relname::text], pg_catalog.pg_get_userbyid(c.relowner)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
union all
select array['sequence', n.nspname::text, c.relname::text], pg_catalog.pg_get_userbyid(c.relowner)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'S' and n.nspname not in ('pg_catalog', 'information_schema')
union all
select array['collation', n.nspname::text, c.collname::text], pg_catalog.pg_get_userbyid(c.collowner)
  from pg_catalog.pg_collation c join pg_catalog.pg_namespace n on n.oid = c.collnamespace
 where n.nspname not in ('pg_catalog', 'information_schema')
union all
select array['statistics', n.nspname::text, s.stxname::text], pg_catalog.pg_get_userbyid(s.stxowner)
  from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
union all
select array['type', n.nspname::text, t.typname::text], pg_catalog.pg_get_userbyid(t.typowner)
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
 where t.typtype in ('e', 'd', 'c', 'r') and n.nspname not in ('pg_catalog', 'information_schema')
union all
select array['function', n.nspname::text, p.proname || '(' || array_to_string(array(
           select pg_catalog.format_type(a.type, null)
             from pg_catalog.unnest(p.proargtypes::oid[]) with ordinality a (type, n) order by a.n), ', ') || ')'],
       pg_catalog.pg_get_userbyid(p.proowner)
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where n.nspname not in ('pg_catalog', 'information_schema')
union all
select array['foreign_data_wrapper', fdwname::text], pg_catalog.pg_get_userbyid(fdwowner) from pg_catalog.pg_foreign_data_wrapper
union all
select array['foreign_server', srvname::text], pg_catalog.pg_get_userbyid(srvowner) from pg_catalog.pg_foreign_server
union all
select array['publication', pubname::text], pg_catalog.pg_get_userbyid(pubowner) from pg_catalog.pg_publication
union all
select array['text_search_dictionary', n.nspname::text, d.dictname::text], pg_catalog.pg_get_userbyid(d.dictowner)
  from pg_catalog.pg_ts_dict d join pg_catalog.pg_namespace n on n.oid = d.dictnamespace and n.nspname <> 'pg_catalog'
union all
select array['text_search_configuration', n.nspname::text, c.cfgname::text], pg_catalog.pg_get_userbyid(c.cfgowner)
  from pg_catalog.pg_ts_config c join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace and n.nspname <> 'pg_catalog'
"""


@contextmanager
def opened(
    url: Secret, application_name: str = APPLICATION, *, leave: Leave | None = None
) -> Iterator[Connection]:
    """The session, in autocommit: BEGIN and COMMIT are sent by who knows where they belong. ``leave`` gets it as psycopg knows it when
    all went well, and is to close it. Raises PostgresConnectionError.
    """
    driver = connect(url, application_name=application_name)
    try:
        # the pool is there for its one session, which it does not close
        engine = create_engine(
            "postgresql+psycopg://", creator=lambda: driver, poolclass=StaticPool, use_native_hstore=False
        )
        with foreign("The session could not be set up."), engine.connect() as connection:
            send(connection, "; ".join(SESSION_SETTINGS))
            yield connection
    except BaseException:
        driver.close()
        raise
    if leave is None:
        driver.close()
    else:
        leave(driver)


@contextmanager
def foreign(summary: str) -> Iterator[None]:
    """SQLAlchemy's wrapper off (it quotes the statement, which may hold a verifier), psycopg's error into ours."""
    with translated_errors(summary):
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.Error):
                raise error.orig from None
            raise


def read_session(connection: Connection) -> Session:
    """Who we are here, whose rights we have, who owns what. One or two round trips."""
    version = server_version(connection)
    has_options = version >= _OPTIONS_SINCE
    query = _ABOUT_ME.format(
        member="SET" if has_options else "MEMBER", any_creator="false" if has_options else "true"
    )
    user, is_superuser, holds, administers, locks = rows(connection, query)[0]
    owners: dict[ObjectKey, str] = {}
    if not is_superuser:
        send(connection, "begin; set local search_path to ''")  # format_type then qualifies every name
        owners = {tuple(key): owner for key, owner in rows(connection, _OWNERS)}
        send(connection, "commit")
    return Session(
        server_version=version,
        user=user,
        is_superuser=is_superuser,
        holds=frozenset(holds),
        administers=frozenset(administers),
        owners=owners,
        locks=locks,
    )


def driver_of(connection: Connection) -> Any:
    """The connection as psycopg knows it."""
    return connection.connection.driver_connection


def server_version(connection: Connection) -> int:
    """As ``server_version_num``; told by the protocol, without a query."""
    return int(driver_of(connection).info.server_version)


def rows(connection: Connection, query: str) -> list[Any]:
    """All rows of a query without parameters."""
    result = connection.exec_driver_sql(query, execution_options={"no_parameters": True})
    return list(result.fetchall())
