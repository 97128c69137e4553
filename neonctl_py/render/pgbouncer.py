"""A PgBouncer's files: its configuration, how its list of users is made, and what it needs in the database. No password is in them.

Written for PgBouncer 1.18 (Debian 12) and later; what only later ones know is there as a comment. Never here: the numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.report.pooler import Pooler

INI: Final = "pgbouncer.ini"
USERS: Final = "userlist.txt"
SCRIPT: Final = "make-userlist.sh"
SETUP: Final = "setup.sql"
AUTH_ROLE: Final = "pgbouncer_auth"
AUTH_VARIABLE: Final = "PGBOUNCER_AUTH_PASSWORD"

_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_]+\Z")
_PLAIN_VALUE: Final = re.compile(r"[A-Za-z0-9_.:/-]+\Z")


def pgbouncer_ini(pooler: Pooler, folder: str) -> str:
    """``folder``: where the files will be on the pooler's machine."""
    lines = [
        f"; PgBouncer for the project {_checked(pooler.project)}, written by neonpy pgbouncer. Change the stack, and write it anew.",
        *(f"; Note: {note}" for note in pooler.notes),
        "",
        "[databases]",
        *(
            f"{_name(one.name)} = host={_value(one.host)} port={one.port} dbname={_value(one.name)}"
            f" max_db_connections={one.connections}"
            for one in pooler.databases
        ),
        "",
        "[users]",
        *_users(pooler),
        "",
        "[pgbouncer]",
        "listen_addr = 127.0.0.1",
        f"listen_port = {pooler.port}",
        "; For others than this machine: listen_addr = *, and client_tls_sslmode = require with client_tls_key_file and",
        "; client_tls_cert_file. Passwords travel as SCRAM, rows in the clear without that.",
        "unix_socket_dir =",
        "",
        f"pool_mode = {pooler.mode}",
        *_mode_notes(pooler),
        f"; The server takes {pooler.server_limit} connections: {pooler.limit_from}.",
        f"default_pool_size = {pooler.pool_size}",
        "min_pool_size = 0",
        "reserve_pool_size = 5",
        "reserve_pool_timeout = 3",
        "; Each client takes a file descriptor: raise ulimit -n with it.",
        f"max_client_conn = {pooler.clients}",
        "; How long a client waits for a connection before it is told.",
        "query_wait_timeout = 30",
        "",
        "server_connect_timeout = 15",
        "server_login_retry = 1",
        f"server_idle_timeout = {pooler.idle_timeout}",
        "server_lifetime = 3600",
        *_timeout(pooler),
        "",
        *_auth(pooler, folder),
        "",
        f"server_tls_sslmode = {pooler.server_tls}",
        *([f"server_tls_ca_file = {pooler.ca_file}"] if pooler.ca_file else []),
        "",
        "ignore_startup_parameters = extra_float_digits",
        "application_name_add_host = 1",
        "; Nothing of the clients is in the log but that they came and went.",
        "log_connections = 0",
        "log_disconnections = 0",
    ]
    return "\n".join(lines) + "\n"


def userlist_script(pooler: Pooler) -> str:
    """A shell script that makes the list of users from the environment, private and whole or not at all."""
    listed = (
        {AUTH_ROLE: AUTH_VARIABLE} if pooler.asks_server else {one.name: one.variable for one in pooler.roles}
    )
    lines = [
        "#!/bin/sh",
        f"# Makes {USERS} beside it from the environment: the passwords that neonpy apply --secrets-out FILE has delivered.",
        f"#   set -a; . FILE; set +a; ./{SCRIPT}",
        "set -eu",
        "umask 077",
        'cd "$(dirname "$0")"',
        'line() { printf \'"%s" "%s"\\n\' "$1" "$(printf \'%s\' "$2" | sed \'s/"/""/g\')"; }',
        "{",
        *(
            f'    line {_shell(name.replace(chr(34), chr(34) * 2))} "${{{variable}:?is not set: the password of the role {_shell_words(name)}}}"'
            for name, variable in listed.items()
        ),
        f"}} > {USERS}.new",
        f"mv {USERS}.new {USERS}",
    ]
    return "\n".join(lines) + "\n"


def userlist(passwords: Mapping[str, str]) -> str:
    """The list itself, with passwords in clear: PgBouncer needs them so to log in with SCRAM at a server that it can't ask."""
    return "".join(f'"{_doubled(name)}" "{_doubled(password)}"\n' for name, password in passwords.items())


def setup_sql(pooler: Pooler) -> str:
    """What a superuser runs in each database, so that PgBouncer may look up the passwords of these roles and of no others."""
    names = ", ".join("'" + one.name.replace("'", "''") + "'" for one in pooler.roles)
    return f"""\
-- Once in each database of the pooler, as a superuser (psql -f {SETUP}); then \\password {AUTH_ROLE}
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{AUTH_ROLE}') THEN
    CREATE ROLE {AUTH_ROLE} LOGIN CONNECTION LIMIT 10;
  END IF;
END
$$;
CREATE SCHEMA IF NOT EXISTS pgbouncer;
CREATE OR REPLACE FUNCTION pgbouncer.user_lookup(wanted text, OUT uname text, OUT phash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$
    SELECT s.usename::text, s.passwd
      FROM pg_catalog.pg_shadow s
     WHERE s.usename = wanted
       AND s.usename IN ({names})
  $$;
REVOKE ALL ON FUNCTION pgbouncer.user_lookup(text) FROM PUBLIC;
GRANT USAGE ON SCHEMA pgbouncer TO {AUTH_ROLE};
GRANT EXECUTE ON FUNCTION pgbouncer.user_lookup(text) TO {AUTH_ROLE};
"""


def _users(pooler: Pooler) -> list[str]:
    limited = [one for one in pooler.roles if one.connections is not None]
    if pooler.asks_server:
        return [
            "; Empty: PgBouncer does not look up the password of a role that is listed here (1.18 at the least).",
            "; default_pool_size below is what the smallest of the roles' limits allows.",
        ]
    told = "; A tenth of each role's limit (one at the least) is left for those who come past the pooler."
    return ([told] if limited else []) + [
        f"{_name(one.name)} = max_user_connections={one.connections}" for one in limited
    ]


def _mode_notes(pooler: Pooler) -> list[str]:
    if pooler.mode == "session":
        return []
    return [
        "; A client has a connection for one transaction: what SET and LISTEN do may meet somebody else. SET LOCAL and",
        "; set_config(…, true) are safe. From 1.21 on, clients' prepared statements work with max_prepared_statements = 200.",
    ]


def _timeout(pooler: Pooler) -> list[str]:
    if pooler.transaction_timeout is None:
        return []
    return [
        "; Every role has idle_in_transaction_session_timeout itself; this is only for when the server can't say so.",
        f"idle_transaction_timeout = {pooler.transaction_timeout}",
    ]


def _auth(pooler: Pooler, folder: str) -> list[str]:
    lines = ["auth_type = scram-sha-256", f"auth_file = {folder.rstrip('/')}/{USERS}"]
    if pooler.asks_server:
        lines += [
            f"auth_user = {AUTH_ROLE}",
            "auth_query = SELECT uname, phash FROM pgbouncer.user_lookup($1)",
        ]
    return lines


def _checked(text: str) -> str:
    if any(not character.isprintable() for character in text):
        raise NeonpyError(
            "a name that PgBouncer can't take", detail=ascii(text), hint="Rename it in the stack."
        )
    return text


def _name(text: str) -> str:
    return text if _PLAIN_NAME.match(_checked(text)) else f'"{_doubled(text)}"'


def _value(text: str) -> str:
    return text if _PLAIN_VALUE.match(_checked(text)) else "'" + text.replace("'", "''") + "'"


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def _shell(text: str) -> str:
    return "'" + _checked(text).replace("'", "'\\''") + "'"


def _shell_words(text: str) -> str:
    """For a message inside double quotes and braces."""
    return re.sub(r"[^\w .-]", "?", text)
