"""A PgBouncer's files: names of any kind, limits as they are, and no password in them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import NeonpyError
from neonctl_py.render.pgbouncer import pgbouncer_ini, setup_sql, userlist, userlist_script
from neonctl_py.report.pooler import PooledDatabase, PooledRole, Pooler

if TYPE_CHECKING:
    from pathlib import Path


def pooler(role: str = "app", database: str = "shop", **more: object) -> Pooler:
    values: dict[str, object] = {
        "project": "shop",
        "databases": (PooledDatabase(database, "ep-1.aws.neon.tech", 5432, 97),),
        "roles": (PooledRole(role, 25, 23, "APP_PASSWORD"), PooledRole("free", None, None, "FREE_PASSWORD")),
        "asks_server": False,
        "server_tls": "verify-full",
        "ca_file": "/etc/ssl/ca.crt",
        "server_limit": 97,
        "limit_from": "a compute of 0.25 CU",
        "pool_size": 23,
        "clients": 1000,
        "idle_timeout": 60,
        "transaction_timeout": 15,
    }
    return Pooler(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        "shop = host=ep-1.aws.neon.tech port=5432 dbname=shop max_db_connections=97",
        "app = max_user_connections=23",
        "default_pool_size = 23",
        "server_idle_timeout = 60",
        "idle_transaction_timeout = 15",
        "auth_file = /etc/pgbouncer/userlist.txt",
        "server_tls_sslmode = verify-full",
        "server_tls_ca_file = /etc/ssl/ca.crt",
        "pool_mode = transaction",
    ],
)
def test_every_limit_of_the_stack_is_in_it(line: str) -> None:
    assert line in pgbouncer_ini(pooler(), "/etc/pgbouncer/").splitlines()


def test_a_role_without_a_limit_has_no_line() -> None:
    assert not any(line.startswith("free") for line in pgbouncer_ini(pooler(), "/x").splitlines())


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("my-shop", '"my-shop" = host=ep-1.aws.neon.tech port=5432 dbname=my-shop max_db_connections=97'),
        ("it's", "\"it's\" = host=ep-1.aws.neon.tech port=5432 dbname='it''s' max_db_connections=97"),
        ('a"b', '"a""b" = host=ep-1.aws.neon.tech port=5432 dbname=\'a"b\' max_db_connections=97'),
    ],
)
def test_names_of_any_kind_are_quoted_as_pgbouncer_reads_them(name: str, line: str) -> None:
    assert line in pgbouncer_ini(pooler(database=name), "/x").splitlines()


def test_a_name_that_would_begin_a_line_of_its_own_is_refused() -> None:
    with pytest.raises(NeonpyError, match="PgBouncer can't take"):
        pgbouncer_ini(pooler(database="a\nadmin_users = eve"), "/x")


def test_where_the_server_is_asked_only_the_stacks_roles_can_be_looked_up() -> None:
    found = pooler(role="it's", asks_server=True)
    assert "auth_query = SELECT uname, phash FROM pgbouncer.user_lookup($1)" in pgbouncer_ini(found, "/x")
    assert "s.usename IN ('it''s', 'free')" in setup_sql(found)
    assert "PGBOUNCER_AUTH_PASSWORD" in userlist_script(found)


@pytest.mark.parametrize("password", ["plain", 'a"b', "it's $HOME `x` \\n", "ends with a dollar$"])
@pytest.mark.parametrize("role", ["app", "o'brien", 'a"b'])
def test_the_script_makes_a_private_list_of_what_the_environment_holds(
    tmp_path: Path, role: str, password: str
) -> None:
    script = tmp_path / "make-userlist.sh"
    script.write_text(userlist_script(pooler(role=role)))
    subprocess.run(
        ["sh", script],
        env={"PATH": "/usr/bin:/bin", "APP_PASSWORD": password, "FREE_PASSWORD": "x"},
        check=True,
    )
    made = tmp_path / "userlist.txt"
    assert made.read_text() == userlist({role: password, "free": "x"})
    assert made.stat().st_mode & 0o777 == 0o600


def test_the_script_leaves_the_old_list_when_a_password_is_missing(tmp_path: Path) -> None:
    (tmp_path / "userlist.txt").write_text("old")
    script = tmp_path / "make-userlist.sh"
    script.write_text(userlist_script(pooler()))
    ran = subprocess.run(
        ["sh", script],
        env={"PATH": "/usr/bin:/bin", "APP_PASSWORD": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert "the password of the role free" in ran.stderr
    assert (tmp_path / "userlist.txt").read_text() == "old"
