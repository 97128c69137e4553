"""A server per test process with the roles that cases and laws speak of."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest
from private_server import DEFAULT_MAJOR, PrivateServer, private_server, wanted_major

from neonctl_py.emulator.server_process import ADMIN
from neonctl_py.model.values import Secret
from neonctl_py.postgres.connect import Connection, connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg


ROLES = ("app_reader", "app_writer", "app_admin", "app_owner", '"App Röle"')


Databases = Callable[[], AbstractContextManager[Callable[..., tuple[Secret, Connection]]]]
"""Opens a context in which databases can be had: owner -> its URL for that role and a session in it."""


@pytest.fixture(scope="session")
def case_server() -> Iterator[PrivateServer]:
    with _server_with_roles(wanted_major()) as server:
        yield server


@contextmanager
def _server_with_roles(major: int) -> Iterator[PrivateServer]:
    with private_server(major=major) as server:
        with server.process.connect() as session:
            for role in ROLES:
                session.execute(f"create role {role} login")
            session.execute("create role case_importer superuser login")
            session.execute("create role app_superuser superuser")  # event triggers want such an owner
        yield server


@pytest.fixture(scope="session")
def case_admin(case_server: PrivateServer) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with case_server.process.connect() as session:
        yield session


@pytest.fixture(scope="session")
def empty_databases(
    case_server: PrivateServer, case_admin: psycopg.Connection[tuple[object, ...]]
) -> Databases:
    return _databases(case_server, case_admin)


@pytest.fixture(scope="session")
def default_databases() -> Iterator[Databases]:
    """Those of a server of the default version, whichever the other one has."""
    with _server_with_roles(DEFAULT_MAJOR) as server, server.process.connect() as admin:
        yield _databases(server, admin)


def _databases(server: PrivateServer, admin: psycopg.Connection[tuple[object, ...]]) -> Databases:
    @contextmanager
    def opened() -> Iterator[Callable[..., tuple[Secret, Connection]]]:
        made: dict[str, Connection] = {}

        def make(owner: str = ADMIN) -> tuple[Secret, Connection]:
            name = f"case_{next(_NUMBERS)}"
            admin.execute(f"create database {name} template template0 owner {owner} {server.copying}")
            url = server.url(name, owner)
            made[name] = connect(url)
            return url, made[name]

        try:
            yield make
        finally:
            for name, session in made.items():
                _drop_subscriptions(session)
                session.close()
                admin.execute(f"drop database {name} with (force)")

    return opened


@pytest.fixture
def empty_database(
    empty_databases: Callable[[], AbstractContextManager[Callable[..., tuple[Secret, Connection]]]],
) -> Iterator[Callable[..., tuple[Secret, Connection]]]:
    with empty_databases() as make:
        yield make


def _drop_subscriptions(session: Connection) -> None:
    """A database that has one can't be dropped."""
    found = session.execute(
        "select quote_ident(subname) from pg_subscription s "
        "join pg_database d on d.oid = subdbid and datname = current_database()"
    ).fetchall()
    for (name,) in found:
        session.execute(f"alter subscription {name} disable")
        session.execute(f"alter subscription {name} set (slot_name = none)")
        session.execute(f"drop subscription {name}")


_NUMBERS = itertools.count(1)
