"""``OPTIONS (…)`` of foreign-data wrappers, servers, tables, their columns and user mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.ddl.hidden import mark
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable

Options = tuple[tuple[str, "str | Secret"], ...]


def new_options(options: Iterable[tuple[str, str | Secret]]) -> str:
    """``OPTIONS (host 'db', port '5432')`` of a new object, or nothing."""
    written = ", ".join(f"{identifier(name)} {_text(name, held)}" for name, held in options)
    return f"OPTIONS ({written})" if written else ""


def option_changes(
    before: Iterable[tuple[str, str | Secret]], after: Iterable[tuple[str, str | Secret]]
) -> str:
    """``OPTIONS (ADD host 'db', SET port '5433', DROP user)``, or nothing."""
    held, wanted = dict(before), dict(after)
    parts = [f"DROP {identifier(name)}" for name in sorted(held) if name not in wanted]
    for name, text in wanted.items():
        if name not in held:
            parts.append(f"ADD {identifier(name)} {_text(name, text)}")
        elif held[name] != text:
            parts.append(f"SET {identifier(name)} {_text(name, text)}")
    return f"OPTIONS ({', '.join(parts)})" if parts else ""


def _text(name: str, held: str | Secret) -> str:
    return mark(name) if isinstance(held, Secret) else literal(held)
