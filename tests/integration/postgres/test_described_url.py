"""``neonpy diagram --url`` and ``neonpy docs --url``: of a live database, whatever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.cli.run import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

MADE = """
create table customers (id bigint primary key, email text not null);
comment on table customers is 'who | buys';
comment on column customers.email is 'as *they* say';
create table orders (id bigint primary key, customer bigint not null references customers);
create table alone (id int);
"""


def test_a_live_database_is_drawn_and_described(
    empty_database: Callable[..., tuple[Secret, Connection]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whole, around one table, and in words; the same picture when it is asked again."""
    url, session = empty_database()
    session.execute(MADE.encode())
    live = ["--url", url.reveal()]
    said = []
    for words in (
        ["diagram", *live, "--format", "mermaid"],
        ["diagram", *live, "--format", "mermaid"],
        ["diagram", *live, "--format", "mermaid", "--table", "public.orders"],
        ["docs", *live],
    ):
        assert run(words) == 0
        said.append(capsys.readouterr().out)
    assert run(["diagram", *live, "-o", str(tmp_path / "live.svg")]) == 0
    whole, again, near, dictionary = said

    assert whole == again
    assert 'customers ||--o{ orders : "customer"' in whole
    assert ("alone[" in whole, "alone[" in near) == (True, False)
    assert "customers[" in near
    assert r"who \| buys" in dictionary
    assert r"as \*they\* say" in dictionary
    assert (tmp_path / "live.svg").read_text(encoding="utf-8").startswith("<svg")
    assert url.reveal() not in "".join(said)
