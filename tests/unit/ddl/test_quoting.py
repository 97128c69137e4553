"""Names and literals, without a server; the integration test asks one."""

from __future__ import annotations

import pytest

from neonctl_py.ddl.quoting import identifier, identifiers, literal, qualified
from neonctl_py.errors import PostgresError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("users", "users"),
        ("_a1$", '"_a1$"'),
        ("Users", '"Users"'),
        ("user", '"user"'),
        ("1a", '"1a"'),
        ("a b", '"a b"'),
        ('a"b', '"a""b"'),
        ("größe", '"größe"'),
        ("a" * 63, "a" * 63),
        ("é" * 31, '"' + "é" * 31 + '"'),
    ],
)
def test_a_name_is_quoted_only_when_it_must(name: str, expected: str) -> None:
    assert expected == identifier(name)


@pytest.mark.parametrize("name", ["", "a\0b", "a" * 64, "é" * 32])
def test_what_postgres_can_not_hold_is_refused(name: str) -> None:
    with pytest.raises(PostgresError):
        identifier(name)


def test_lists_and_qualified_names() -> None:
    assert identifiers(("a", "B")) == 'a, "B"'
    assert qualified("app", "Order") == 'app."Order"'


def test_a_literal_doubles_its_quotes_and_leaves_backslashes() -> None:
    assert literal("it's a \\ %:x") == "'it''s a \\ %:x'"
    with pytest.raises(PostgresError):
        literal("a\0b")
