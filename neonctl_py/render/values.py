"""One field's value as text, in the words of the stack. Never here: colours, JSON."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from neonctl_py.model.values import KNOWN_AFTER_APPLY, PLAIN, UNSET, FieldRole, QualifiedName, Secret
from neonctl_py.render.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.state import Object

SENSITIVE = "(sensitive value)"
UNKNOWN = "(known after apply)"

_SECONDS = frozenset(
    {"history_retention", "suspend_after", "expires_in", "keep", "every", "password_rotate_every", "max_lag"}
    | {"link_expires_in", "phone_expires_in", "cache_tokens"}
)
_TOLD_ELSEWHERE = frozenset({"implied", "catalog", "position", "owns_providers"})
"""What the shape of a plan says by itself."""
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def field_text(name: str, value: Any, *, sensitive: bool = False) -> str:
    """How the value of that field is written in a plan."""
    if sensitive and value not in (None, UNSET):
        return SENSITIVE
    if name in _SECONDS and isinstance(value, int | float) and not isinstance(value, bool):
        return _duration_field(name, value)
    return value_text(value)


def value_text(value: Any) -> str:
    """Any value of the model; mappings in braces, lists in brackets, secrets masked, control characters made visible."""
    if value is None:
        return "null"
    if value is UNSET:
        return "(not written)"
    if value is KNOWN_AFTER_APPLY:
        return UNKNOWN
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Secret):
        return SENSITIVE
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, QualifiedName):
        return safe(str(value))
    if isinstance(value, str):
        return safe(value) if value else '""'
    if is_dataclass(value) and not isinstance(value, type):
        return _dataclass_text(value)
    if isinstance(value, tuple | list | set | frozenset):
        return _sequence_text(value)
    return safe(str(value))


def duration(seconds: float) -> str:
    """``7d``, ``90m``, ``1.5s``: the largest unit that says it in a whole number."""
    if seconds == 0:
        return "0"
    for size, unit in _UNITS:
        if seconds % size == 0:
            return f"{int(seconds // size)}{unit}"
    return f"{seconds:g}s"


def size(count: int) -> str:
    """Bytes for people: ``512 bytes``, ``3.2 MB``."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if amount < 1024 or unit == "TB":
            return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{count} bytes"


def role_of(value: Object | None, name: str) -> FieldRole:
    """How the field is declared in its kind's dataclass; a plain one for a field that it has not."""
    described = value.__dataclass_fields__.get(name) if value is not None else None
    role = getattr(described, "metadata", {}).get("role", PLAIN)
    return role if isinstance(role, FieldRole) else PLAIN


def written_fields(value: Object) -> Iterator[tuple[str, Any, FieldRole]]:
    """The fields of an object that say something: neither unset nor the default of their kind."""
    for field in fields(value):
        content = getattr(value, field.name)
        default = None if field.default is MISSING else field.default
        if (
            field.name in _TOLD_ELSEWHERE
            or content is UNSET
            or content is None
            or (content == default and not isinstance(content, Secret))
        ):
            continue
        yield field.name, content, role_of(value, field.name)


def _duration_field(name: str, value: float) -> str:
    if name == "suspend_after":
        special = {-1: "never", 0: "the platform's default"}.get(int(value))
        if special:
            return special
    return duration(value)


def _dataclass_text(value: Any) -> str:
    shown = ((name, content, role.sensitive) for name, content, role in written_fields(value))
    parts = (f"{name}: {field_text(name, content, sensitive=hidden)}" for name, content, hidden in shown)
    return "{" + ", ".join(parts) + "}"


def _sequence_text(value: Any) -> str:
    items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
    if items and all(
        isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str) for item in items
    ):
        return "{" + ", ".join(f"{value_text(key)}: {value_text(content)}" for key, content in items) + "}"
    return "[" + ", ".join(map(value_text, items)) + "]"
