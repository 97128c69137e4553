"""Values of the model as bytes and back. Nothing but our own plain classes comes back, and no secret ever goes in."""

from __future__ import annotations

import copyreg
import io
import pickle
from enum import Enum
from typing import Any, Final

_PLAIN: Final = frozenset({("builtins", "frozenset"), ("builtins", "set")})
_MAKERS: Final = frozenset({("neonctl_py.model.address", "address_of")})
_OURS: Final = ("neonctl_py.model.", "neonctl_py.diagnostics")


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) in _PLAIN or (module.startswith(_OURS) and "." not in name):
            found = super().find_class(module, name)
            if isinstance(found, type) or (module, name) in _MAKERS:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


def _by_value(member: Enum) -> tuple[type[Enum], tuple[Any]]:
    return type(member), (member.value,)


def _enums(kind: type[Enum] = Enum) -> list[type[Enum]]:
    """Ours. Some Pythons (3.11.0 to 3.11.3) write their members by ``getattr``, which nobody should read from a file."""
    below = [found for each in kind.__subclasses__() for found in _enums(each)]
    return [*below, kind] if kind.__module__.startswith(_OURS) else below


def to_bytes(value: Any) -> bytes | None:
    """None for what holds a secret, which no file may."""
    content = io.BytesIO()
    writer = pickle.Pickler(content, pickle.HIGHEST_PROTOCOL)
    writer.dispatch_table = {**copyreg.dispatch_table, **dict.fromkeys(_enums(), _by_value)}
    try:
        writer.dump(value)
    except TypeError:  # what Secret raises
        return None
    return content.getvalue()


def from_bytes(content: bytes) -> Any:
    """What ``to_bytes`` was given; None for what is something else."""
    try:
        return _Reader(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None
