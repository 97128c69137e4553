"""A private PostgreSQL per test process, and databases in it that are as empty as a new one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from fresh_database import Database
from private_server import PrivateServer, private_server

from neonctl_py.postgres.connect import Connection, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.emulator.server_process import ServerProcess


@pytest.fixture(scope="session")
def private() -> Iterator[PrivateServer]:
    """The major version is 17 unless NEONPY_TEST_POSTGRES says another."""
    with private_server() as running:
        yield running


@pytest.fixture(scope="session")
def server(private: PrivateServer) -> ServerProcess:
    return private.process


@pytest.fixture(scope="session")
def admin(server: ServerProcess) -> Iterator[Connection]:
    with server.connect() as session:
        yield session


@pytest.fixture
def fresh_database(private: PrivateServer, admin: Connection) -> Iterator[Callable[[], Database]]:
    made: list[Database] = []

    def make() -> Database:
        name = f"shop_{next(_NUMBERS)}"
        admin.execute(f"create database {name} {private.copying}")
        url = private.url(name)
        made.append(Database(url, connect(url), name))
        return made[-1]

    yield make
    for database in made:
        database.session.close()
        admin.execute(f"drop database {database.name} with (force)")


@pytest.fixture
def database(fresh_database: Callable[[], Database]) -> Database:
    return fresh_database()


_NUMBERS = itertools.count(1)
