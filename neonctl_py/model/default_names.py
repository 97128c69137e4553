"""The names that Postgres itself gives to constraints and indexes: ``buyers_pkey``, ``buyers_wallet_idx``, at most 63 bytes."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAXIMUM_NAME_BYTES: Final = 63


def default_name(table: str, columns: str, label: str, is_taken: Callable[[str], bool]) -> str:
    """``table_columns_label``, shortened as Postgres does, with 1, 2, … after the label while it is taken."""
    names = (_joined(table, columns, f"{label}{attempt or ''}") for attempt in count())
    return next(name for name in names if not is_taken(name))


def joined_columns(columns: Sequence[str]) -> str:
    """``a_b`` for the columns of a key, stopped where it is longer than any name can be."""
    text = ""
    for column in columns:
        text = f"{text}_{column}" if text else column
        if len(text.encode()) >= MAXIMUM_NAME_BYTES + 1:
            break
    return text


def _joined(first: str, second: str, label: str) -> str:
    available = MAXIMUM_NAME_BYTES - len(label.encode()) - 1 - (1 if second else 0)
    one, two = len(first.encode()), len(second.encode())
    while one + two > available:
        if one > two:
            one -= 1
        else:
            two -= 1
    parts = (_clipped(first, one), *((_clipped(second, two),) if second else ()), label)
    return "_".join(parts)


def _clipped(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def clipped_name(name: str) -> str:
    """What Postgres keeps of an identifier."""
    return _clipped(name, MAXIMUM_NAME_BYTES)


def multirange_name(name: str) -> str:
    """The multirange type of a range type of that name."""
    before, found, after = name.partition("range")
    label = "_multirange"
    shortened = _clipped(name, MAXIMUM_NAME_BYTES - len(label))
    return clipped_name(f"{before}multi{found}{after}" if found else f"{shortened}{label}")
