"""A list that keeps the order in which it was written, and in which Postgres stores and prints it, though the order means nothing.

Never here: lists whose order counts, which are plain tuples.
"""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

T = TypeVar("T")


class Unordered(tuple[T, ...]):
    """Equal to each tuple that holds the same, in any order."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple) or len(self) != len(other):
            return False
        return tuple.__eq__(self, other) or Counter(self) == Counter(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(sorted(self, key=repr)))  # of a plain tuple in order, too
