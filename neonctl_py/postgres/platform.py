"""What belongs to the platform or to ourselves, and therefore to no stack. Names only; nothing here asks a server."""

from __future__ import annotations

from typing import Final

NEON_ROLES: Final = frozenset({"cloud_admin", "zenith_admin", "neon_superuser", "neon_service"})
"""Roles that Neon makes in every cluster. Postgres' own are told by their prefix ``pg_``."""

LEFT_OUT_SCHEMAS: Final = frozenset({"neon", "neon_migration", "neonpy"})
"""Neon's inner schemas, and ours (the journal). ``neon_auth`` is not among them: its tables are for users to read."""

LEFT_OUT_EXTENSIONS: Final = frozenset({"neon", "plpgsql"})
"""Neon's own, and the one that every database is born with."""


def is_platform_role(name: str) -> bool:
    """Is it a role that no stack declares?"""
    return name in NEON_ROLES or name.startswith("pg_")
