"""Every statement that is printed is one that Postgres takes, sent live by our executor and by plain Alembic alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from all_cases import CASES
from catalog_text import CATALOG
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from neonctl_py.ddl.execute import execute, send
from neonctl_py.ddl.lower import lower
from neonctl_py.ddl.registry import register
from neonctl_py.ddl.rendering import Renderer
from neonctl_py.ddl.session import Session
from neonctl_py.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ddl_cases import Case
    from sqlalchemy import Connection

    from neonctl_py.emulator.server_process import ServerProcess

# what these start from is more than their step's "before" says, or stays by intention (a validated constraint)
ABBREVIATED = {
    "a role's attributes and settings",
    "an extension moved and updated",
    "a schema's owner and comment",
    "a domain's check validated",
    "a table dropped",
    "storage, compression, statistics, comment",
    "the same, validated",
    "a constraint validated",
    "a constraint from its index",
    "it is validated",
    "the key takes the place",
    "a view's query, replaced in place with its options",
}
IN_A_TRANSACTION = [case for case in CASES if case.runs_in_a_transaction]

REVERSIBLE = [case for case in IN_A_TRANSACTION if case.name not in ABBREVIATED]


@pytest.fixture(scope="module")
def session(ddl_server: ServerProcess) -> Iterator[Connection]:
    """A superuser's, in a database whose name the cases know."""
    with ddl_server.connect() as admin:
        admin.execute("create database shop")
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: ddl_server.connect("shop"),
            poolclass=NullPool,
        )
        with engine.connect() as connection:
            yield connection
        admin.execute("drop database shop with (force)")


def _skip_too_old(case: Case, session: Connection) -> Session:
    driver = session.connection.driver_connection
    assert driver is not None
    if driver.info.server_version < case.since * 10_000:
        pytest.skip(f"from PostgreSQL {case.since} on")
    return Session(server_version=driver.info.server_version)


def _catalog_after(session: Connection, given: str, change: Callable[[], object]) -> object:
    send(session, "begin; set local search_path = app, public")
    try:
        if given:
            send(session, given)
        change()
        return [tuple(row) for query in CATALOG for row in session.exec_driver_sql(query).fetchall()]
    finally:
        send(session, "rollback")


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("case", IN_A_TRANSACTION, ids=lambda case: case.name)
def test_postgres_takes_it_and_plain_alembic_does_the_same(case: Case, session: Connection) -> None:
    about = _skip_too_old(case, session)

    def by_alembic() -> None:
        register()
        operations = Operations(MigrationContext.configure(session, opts={"transactional_ddl": False}))
        for operation in lower(case.step, about):
            operations.invoke(operation)

    ours = _catalog_after(session, case.given, lambda: execute(session, case.step, about))
    assert ours == _catalog_after(session, case.given, by_alembic)
    assert ours != _catalog_after(session, case.given, lambda: None)


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("case", REVERSIBLE, ids=lambda case: case.name)
def test_what_can_be_taken_back_leaves_the_catalog_as_it_was(case: Case, session: Connection) -> None:
    about = _skip_too_old(case, session)
    forward = lower(case.step, about)
    if case.name in CAN_NOT_BE_TAKEN_BACK:
        with pytest.raises((RefusedError, ValueError)):
            [operation.reverse() for operation in forward]
        return
    backward = [operation.reverse() for operation in reversed(forward)]

    def there_and_back() -> None:
        execute(session, case.step, about)
        for text in Renderer().statements(backward):
            send(session, text)

    before = _catalog_after(session, case.given, lambda: None)
    assert before == _catalog_after(session, case.given, there_and_back)


CAN_NOT_BE_TAKEN_BACK = {
    "a database's settings, limit and comment",  # the old limit was not observed
    "enum values at the start, between, two in a row, and at the end",
    "an enum rebuilt around its columns, with comment, grants and owner",
    "a table's attributes",
    "a parent's column is left to its children",
    "a generated column that becomes plain",
    "a server goes with its user mappings",  # whose secrets nobody told us
}
