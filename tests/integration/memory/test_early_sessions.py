"""What is read while the stack is being loaded is what would be read later; it is used once, and only for the URL that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neonctl_py.errors import PostgresConnectionError
from neonctl_py.model.address import Address
from neonctl_py.model.values import Secret
from neonctl_py.postgres.observe import observe_database
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.early_sessions import EarlySessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.postgres.connect import Connection

PROJECT = Address.parse("project.shop")


def test_early_rows_are_the_rows(empty_database: Callable[..., tuple[Secret, Connection]]) -> None:
    url, session = empty_database()
    session.execute("create table notes (id bigint primary key); create view seen as select id from notes")
    place = PROJECT.child("database", database_name(url))
    noted: list[Address] = []
    sessions = EarlySessions(lambda _, database: noted.append(database))
    sessions.begin({PROJECT: (url, (place.name[0],))})
    early, later = sessions.open(place, url), sessions.open(place, url)
    assert noted == [place, place]
    assert early.rows is not None
    assert later.rows is None
    states = [
        observe_database(opened.connection, place, roles_under=PROJECT, rows=opened.rows)
        for opened in (early, later)
    ]
    assert states[0] == states[1]
    assert len(states[0].objects) > 4
    for opened in (early, later):
        opened.connection.close()


def test_another_url_is_another_database(empty_database: Callable[..., tuple[Secret, Connection]]) -> None:
    (url, _), (other, _) = empty_database(), empty_database()
    place = PROJECT.child("database", database_name(url))
    sessions = EarlySessions()
    sessions.begin({PROJECT: (url, ())})
    opened = sessions.open(place, other)
    assert opened.rows is None
    assert opened.connection.info.dbname == database_name(other)
    opened.connection.close()


def test_what_fails_early_is_told_when_it_is_needed(
    empty_database: Callable[..., tuple[Secret, Connection]],
) -> None:
    url, _ = empty_database()
    sessions = EarlySessions()
    sessions.begin({PROJECT: (url, ("not_there",))})
    missing = Secret(url.reveal().replace(database_name(url), "not_there"))
    with pytest.raises(PostgresConnectionError, match="can't be reached"):
        sessions.open(PROJECT.child("database", "not_there"), missing)
    sessions.open(PROJECT.child("database", database_name(url)), url).connection.close()
