"""A private PostgreSQL per test process, with a superuser and, as on Neon, an owner who is none."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ddl_shop import OWNER, PASSWORD, Shop
from private_server import PrivateServer, private_server

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "ddl"))  # the cases are those of the unit tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.emulator.server_process import ServerProcess


_RULES = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@pytest.fixture(scope="session")
def private() -> Iterator[PrivateServer]:
    """The major version is 17 unless NEONPY_TEST_POSTGRES says another."""
    with private_server(rules=_RULES) as running:
        with running.process.connect() as session:
            session.execute(
                f"create role {OWNER} login createrole createdb replication bypassrls password '{PASSWORD}'"
            )
            session.execute(f"grant neon_superuser to {OWNER}")
        yield running


@pytest.fixture(scope="session")
def ddl_server(private: PrivateServer) -> ServerProcess:
    return private.process


@pytest.fixture
def new_shop(private: PrivateServer, ddl_server: ServerProcess) -> Iterator[Callable[[], Shop]]:
    made: list[Shop] = []
    with ddl_server.connect() as admin:

        def make() -> Shop:
            name = f"shop_{next(_NUMBERS)}"
            admin.execute(f"create database {name} owner {OWNER} {private.copying}")
            made.append(Shop(name, ddl_server, ddl_server.connect(name)))
            return made[-1]

        yield make
        for shop in made:
            shop.session.close()
            admin.execute(f"drop database {shop.name} with (force)")
        roles = admin.execute(
            "select rolname from pg_roles where rolname !~ '^(pg_|cloud_admin|neon)'"
        ).fetchall()
        for (role,) in roles:
            admin.execute(f'drop role "{role}"')


@pytest.fixture
def shop(new_shop: Callable[[], Shop]) -> Shop:
    return new_shop()


_NUMBERS = itertools.count(1)
