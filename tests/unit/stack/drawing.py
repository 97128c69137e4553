"""Drawing from values that are only known while drawing, without a new strategy for each: hypothesis looks at every new one at length.

Never here: what is drawn.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_TRIES = 3


@cache
def _numbers(many: int) -> st.SearchStrategy[int]:
    return st.integers(0, many - 1)


def pick(draw: Any, values: Sequence[Any]) -> Any:
    return values[draw(_numbers(len(values)))]


def some(draw: Any, values: Sequence[Any], *, least: int = 0, most: int = 2) -> list[Any]:
    """``least`` to ``most`` of them, each once."""
    left = list(dict.fromkeys(values))
    wanted = min(len(left), least + draw(_numbers(most - least + 1)))
    return [left.pop(draw(_numbers(len(left)))) for _ in range(wanted)]


def fresh(draw: Any, names: st.SearchStrategy[str], taken: Collection[str]) -> str:
    """A name that is not taken."""
    for _ in range(_TRIES):
        name: str = draw(names)
        if name not in taken:
            return name
    return next(other for number in range(len(taken) + 1) if (other := f"{name}{number}") not in taken)
