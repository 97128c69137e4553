"""Our quoting against Postgres' own: what we write is read back as what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neonctl_py.ddl.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.server_process import ServerProcess

NAMES = st.text(
    st.one_of(
        st.sampled_from(list("abz_$09AZ \"'%:\\.\t\n-")),
        st.characters(min_codepoint=1, exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=63,
).filter(lambda name: len(name.encode()) <= 63)
FEW = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def session(ddl_server: ServerProcess) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with ddl_server.connect() as connection:
        yield connection


@FEW
@given(NAMES)
def test_a_name_is_quoted_as_quote_ident_does(
    session: psycopg.Connection[tuple[object, ...]], name: str
) -> None:
    assert session.execute("select quote_ident(%s)", [name]).fetchone() == (identifier(name),)


@FEW
@given(st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=80))
def test_a_literal_is_read_back_as_it_was(session: psycopg.Connection[tuple[object, ...]], text: str) -> None:
    cursor = psycopg.ClientCursor(session)
    assert cursor.execute(psycopg.sql.SQL("select {}").format(psycopg.sql.SQL(literal(text)))).fetchone() == (
        text,
    )


def test_every_keyword_that_must_be_quoted_is(session: psycopg.Connection[tuple[object, ...]]) -> None:
    rows = session.execute("select word, quote_ident(word) from pg_get_keywords()").fetchall()
    wrong = [word for word, quoted in rows if str(quoted).startswith('"') and identifier(str(word)) != quoted]
    assert wrong == []
