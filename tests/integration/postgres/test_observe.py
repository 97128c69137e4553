"""What was made by plain SQL is read as the objects that a stack would declare for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fresh_database import Database


def test_a_new_database_holds_schema_public_and_nothing_else(database: Database) -> None:
    assert list(database.objects()) == ["schema.public"]
