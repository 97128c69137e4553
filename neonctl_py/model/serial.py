"""Values of the model as JSON and back, for what outlives a run. Only our own plain classes come back, and no secret goes in.

Fields that hold their default are left out, so that a later version with more fields still reads what an earlier one wrote.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, fields, is_dataclass
from importlib import import_module
from typing import Any, Final

from neonctl_py.model.values import KNOWN_AFTER_APPLY, UNSET, Secret

_CLASS: Final = "!"
_ITEMS: Final = "items"
_NAME: Final = re.compile(r"([a-z_]+)\.([A-Z][A-Za-z]*)")
_WORDS: Final = {"unset": UNSET, "known-after-apply": KNOWN_AFTER_APPLY}


class UnwritableError(ValueError):
    """It holds a secret."""


class UnreadableError(ValueError):
    """Another version wrote it, or nobody did."""


def to_plain(value: Any) -> Any:
    """JSON-ready. Raises UnwritableError for what holds a secret."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    for word, constant in _WORDS.items():
        if value is constant:
            return {_CLASS: word}
    if isinstance(value, Secret):
        raise UnwritableError("a secret is not written down")
    if isinstance(value, tuple):
        items = [to_plain(item) for item in value]
        return {_CLASS: _class_of(value), _ITEMS: items} if hasattr(value, "_fields") else items
    if is_dataclass(value) and not isinstance(value, type):
        held = (
            (field.name, getattr(value, field.name))
            for field in fields(value)
            if not _is_default(value, field)
        )
        return {_CLASS: _class_of(value), **{name: to_plain(item) for name, item in held}}
    raise UnwritableError(f"{type(value).__name__} is no value of ours")


def from_plain(written: Any) -> Any:
    """What ``to_plain`` was given. Raises UnreadableError."""
    if isinstance(written, list):
        return tuple(map(from_plain, written))
    if not isinstance(written, dict):
        return written
    name = str(written.get(_CLASS))
    if name in _WORDS:
        return _WORDS[name]
    kind = _class_named(name)
    if _ITEMS in written and not is_dataclass(kind):
        return kind(*map(from_plain, written[_ITEMS]))
    try:
        return kind(**{key: from_plain(item) for key, item in written.items() if key != _CLASS})
    except TypeError as error:
        raise UnreadableError(f"{name}: {error}") from error


def _is_default(value: Any, field: Field[Any]) -> bool:
    held = getattr(value, field.name)
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return held is default or (default is not MISSING and type(held) is type(default) and held == default)


def _class_of(value: Any) -> str:
    return f"{type(value).__module__.rpartition('.')[2]}.{type(value).__name__}"


def _class_named(name: str) -> Any:
    found = _NAME.fullmatch(name)
    if found is None:
        raise UnreadableError(f"{name} is no class of ours")
    try:
        return getattr(import_module(f"neonctl_py.model.{found[1]}"), found[2])
    except (ImportError, AttributeError) as error:
        raise UnreadableError(f"{name} is no class of ours") from error
