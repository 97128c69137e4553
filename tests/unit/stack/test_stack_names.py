"""The names that Postgres gives, units, and quoting."""

from __future__ import annotations

import pytest

from neonctl_py.model.default_names import default_name
from neonctl_py.stack.sql_tokens import quoted_name
from neonctl_py.stack.units import duration_text, seconds, size_in_bytes, timestamp


@pytest.mark.parametrize(
    ("table", "columns", "label", "taken", "name"),
    [
        ("orders", "", "pkey", (), "orders_pkey"),
        ("orders", "a_b", "key", (), "orders_a_b_key"),
        ("orders", "a", "fkey", ("orders_a_fkey", "orders_a_fkey1"), "orders_a_fkey2"),
        ("t" * 63, "", "pkey", (), "t" * 58 + "_pkey"),
        ("t" * 40, "c" * 40, "idx", (), "t" * 29 + "_" + "c" * 29 + "_idx"),
        ("t" * 10, "c" * 60, "key", (), "t" * 10 + "_" + "c" * 48 + "_key"),
        ("é" * 30, "", "pkey", (), "é" * 29 + "_pkey"),
    ],
)
def test_a_default_name_is_postgres_own(
    table: str, columns: str, label: str, taken: tuple[str, ...], name: str
) -> None:
    """The longer of the two parts gives way until 63 bytes hold all; numbers follow the label."""
    assert name == default_name(table, columns, label, taken.__contains__)
    assert len(name.encode()) <= 63


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("users", "users"),
        ("user", '"user"'),
        ("Users", '"Users"'),
        ("a b", '"a b"'),
        ('a"b', '"a""b"'),
        ("value", "value"),
        ("1a", '"1a"'),
    ],
)
def test_a_name_is_quoted_where_it_must_be(name: str, quoted: str) -> None:
    """As quote_identifier does."""
    assert quoted == quoted_name(name)


@pytest.mark.parametrize(
    ("text", "value"),
    [("5m", 300), ("7d", 604800), ("1d12h", 129600), ("5", None), ("m", None), ("5M", None), ("1.5h", None)],
)
def test_durations(text: str, value: int | None) -> None:
    """A number and its unit, or several."""
    assert value == seconds(text)


def test_a_duration_is_written_in_its_largest_unit() -> None:
    """One number says it."""
    assert [duration_text(value) for value in (129600, 2592000, 90, 0)] == ["36h", "30d", "90s", "0s"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("512MB", 512_000_000), ("1GiB", 1024**3), ("1.5kB", 1500), ("10", None), ("5 gb", None)],
)
def test_sizes(text: str, value: int | None) -> None:
    """Decimal and binary units."""
    assert value == size_in_bytes(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("2026-01-31t12:00:00.5+02:00", "2026-01-31T10:00:00Z"),
        ("2026-01-31 12:00:00-00:30", "2026-01-31T12:30:00Z"),
        ("2026-02-31T12:00:00Z", None),
        ("2026-01-31T12:00:00", None),
        ("2026-01-31", None),
    ],
)
def test_timestamps(text: str, value: str | None) -> None:
    """RFC 3339, in UTC with whole seconds."""
    assert value == timestamp(text)
