"""What may be a name: Postgres' own rules and the platform's. Each rule says what is wrong, or nothing."""

from __future__ import annotations

from typing import Final

from neonctl_py.model.default_names import MAXIMUM_NAME_BYTES

_TAKEN_ROLES: Final = frozenset({"neon_superuser", "cloud_admin", "zenith_admin", "public", "none"})
_TAKEN_DATABASES: Final = frozenset({"template0", "template1"})


def identifier(name: str) -> str:
    """Any Postgres object."""
    if not name:
        return "it is empty"
    if "\0" in name:
        return "it holds a zero byte"
    size = len(name.encode())
    if size > MAXIMUM_NAME_BYTES:
        return f"it has {size} bytes, and Postgres cuts names after {MAXIMUM_NAME_BYTES}"
    return ""


def role(name: str) -> str:
    """A role; some names are the platform's or Postgres' own."""
    if name in _TAKEN_ROLES:
        return "the name is taken by Postgres or the platform"
    if name.startswith("pg_"):
        return "names that begin with `pg_` are Postgres' own"
    return identifier(name)


def database(name: str) -> str:
    """A database; some names are the server's own."""
    return "the server has a database of that name already" if name in _TAKEN_DATABASES else identifier(name)


def platforms_database(name: str) -> str:
    """A database on Neon: ``postgres`` there is the platform's own."""
    return "the platform has a database of that name already" if name == "postgres" else ""


def schema(name: str) -> str:
    """A schema; some names are Postgres' own."""
    if name.startswith("pg_") or name == "information_schema":
        return "it is one of Postgres' own schemas"
    return identifier(name)


def platform(name: str) -> str:
    """A project or a branch."""
    return "" if 1 <= len(name) <= 256 else f"it has {len(name)} characters, and the platform takes 1 to 256"


def replica(name: str) -> str:
    """A compute."""
    return "" if 1 <= len(name) <= 64 else f"it has {len(name)} characters, and the platform takes 1 to 64"


def word(name: str) -> str:
    """A name that only the stack knows (a check, an archive, a mixin)."""
    return "" if name.strip() else "it is empty"


WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Monday first, as the platform counts them from 1."""
