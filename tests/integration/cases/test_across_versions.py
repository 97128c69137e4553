"""One schema on two versions of PostgreSQL is no difference: what only the servers print otherwise is nobody's change.

Only where NEONPY_TEST_POSTGRES names another version than the default one (`make test-postgres-all`), which it is held against.
"""

from __future__ import annotations

import itertools
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from case_folder import CaseFolder, all_cases
from private_server import DEFAULT_MAJOR, PrivateServer, private_server, wanted_major

from neonctl_py.postgres.connect import connect
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.diff_databases import diff_databases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.values import Secret

if wanted_major() == DEFAULT_MAJOR:
    pytest.skip("needs a second version", allow_module_level=True)

ROLES = ("app_reader", "app_writer", "app_admin", "app_owner", '"App Röle"')
CASES = [case for case in all_cases() if case.oldest_version <= min(wanted_major(), DEFAULT_MAJOR)]


@pytest.fixture(scope="module")
def second_server() -> Iterator[PrivateServer]:
    with private_server(major=DEFAULT_MAJOR) as server:
        with server.process.connect() as session:
            for role in ROLES:
                session.execute(f"create role {role} login")
        yield server


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_schema_on_two_versions_is_no_difference(
    case: CaseFolder, case_server: PrivateServer, second_server: PrivateServer
) -> None:
    with _database(case_server, case) as here, _database(second_server, case) as there:
        assert _changes(here, there) == []
        assert _changes(there, here) == []


def _changes(old: Secret, new: Secret) -> list[str]:
    plan = diff_databases(old, new, NeonAccess(api_key=None), _NoServer()).plan
    return [f"{item.action} {item.address} {item.differences}" for item in plan.changes]


@contextmanager
def _database(server: PrivateServer, case: CaseFolder) -> Iterator[Secret]:
    name = f"both_{next(_NUMBERS)}"
    with server.process.connect() as admin:
        admin.execute(f"create database {name} template template0 owner {case.role}")
    url = server.url(name, case.role)
    try:
        with closing(connect(url)) as session:
            for text in (case.text("setup.sql"), case.text("new.sql")):
                if text.strip():
                    session.execute(text)
        yield url
    finally:
        with server.process.connect() as admin:
            admin.execute(f"drop database {name} with (force)")


class _NoServer:
    """Both sides are running databases: nothing is loaded anywhere."""

    wanted = 0
    owner = ""

    def empty_database(self) -> Secret:
        raise AssertionError("nothing needs a database of its own here")

    def loaded_database(
        self, texts: Mapping[str, str], *, before: str = "", schemas: Mapping[str, str] | None = None
    ) -> Secret:
        raise AssertionError(f"nothing needs {list(texts)} loaded here, {before}, {schemas}")


_NUMBERS = itertools.count(1)
