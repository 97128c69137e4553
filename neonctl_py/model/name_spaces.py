"""Kinds whose names exclude each other in a schema.

Never here: who has which name, and when it is free (plan/freed_names).
"""

from __future__ import annotations

from typing import Final

RELATION_NAMED: Final = frozenset(
    {
        "table",
        "view",
        "materialized_view",
        "foreign_table",
        "sequence",
        "enum",
        "domain",
        "composite",
        "range",
    }
)
"""Relations and types: Postgres keeps a type of its name for each relation with columns. (Indexes, and those of keys, are in it, too, by
the schema of their table.)
"""
NAMED_ALONE: Final = RELATION_NAMED | {"function", "aggregate"}
"""With routines, which have a name space of their own, by name and argument types."""
