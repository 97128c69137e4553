"""A server per test process with the roles that cases speak of, and two empty databases per case."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from private_server import PrivateServer, private_server

from neonctl_py.postgres.connect import Connection, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from neonctl_py.model.values import Secret

ROLES = ("app_reader", "app_writer", "app_admin", "app_owner", '"App Röle"')


@pytest.fixture(scope="session")
def case_server() -> Iterator[PrivateServer]:
    with private_server() as server:
        with server.process.connect() as session:
            for role in ROLES:
                session.execute(f"create role {role} login")
        yield server


@pytest.fixture(scope="session")
def admin(case_server: PrivateServer) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with case_server.process.connect() as session:
        yield session


@pytest.fixture
def empty_database(
    case_server: PrivateServer, admin: psycopg.Connection[tuple[object, ...]]
) -> Iterator[Callable[[str], tuple[Secret, Connection]]]:
    """Owner -> its URL for that role and a session in it."""
    made: dict[str, Connection] = {}

    def make(owner: str) -> tuple[Secret, Connection]:
        name = f"case_{next(_NUMBERS)}"
        admin.execute(f"create database {name} template template0 owner {owner}")
        url = case_server.url(name, owner)
        made[name] = connect(url)
        return url, made[name]

    yield make
    for name, session in made.items():
        session.close()
        admin.execute(f"drop database {name} with (force)")


_NUMBERS = itertools.count(1)
