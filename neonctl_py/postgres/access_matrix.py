"""Which role may do what with which table, as the server answers it. Never here: what ought to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from neonctl_py.postgres.connect import translated_errors
from neonctl_py.postgres.query_text import query_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.postgres.connect import Connection


@dataclass(frozen=True, slots=True)
class Access:
    """``privilege`` is what GRANT gave, through whatever role (``unreachable``: the schema's USAGE is missing); ``rows`` what
    row-level security leaves of it.
    """

    schema: str
    table: str
    role: str
    command: str
    privilege: Literal["yes", "columns", "no", "unreachable"]
    rows: Literal["all", "some", "none"]

    @property
    def is_held(self) -> bool:
        """Of the whole table, or of some columns?"""
        return self.privilege in {"yes", "columns"}


def access_matrix(connection: Connection, roles: Collection[str]) -> tuple[Access, ...]:
    """Every relation of users, for each role that is there, for each command; in the order of names."""
    text = query_text("access_matrix", connection.info.server_version // 10_000)
    with translated_errors("The privileges can't be read."):
        rows = connection.execute(text.encode(), (sorted(roles),)).fetchall()
    return tuple(Access(*row) for row in rows)
