"""A list whose order is kept and means nothing."""

from __future__ import annotations

import pytest

from neonctl_py.model.unordered import Unordered
from neonctl_py.model.values import Secret

PAIRS = (("b", "1"), ("a", "2"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (PAIRS, PAIRS, True),
        (PAIRS, PAIRS[::-1], True),
        (PAIRS, PAIRS[:1], False),
        (PAIRS, (*PAIRS[:1], ("a", "3")), False),
        ((1, 1, 2), (1, 2, 2), False),
        ((("a", Secret("x")),), (("a", Secret("x")),), True),
        ((("a", Secret("x")),), (("a", Secret("y")),), False),
    ],
)
def test_what_it_holds_counts_and_not_in_which_order(
    one: tuple[object, ...], other: tuple[object, ...], *, same: bool
) -> None:
    for side in (Unordered(other), other):
        assert (Unordered(one) == side) is same
        assert (side == Unordered(one)) is same
        assert (side != Unordered(one)) is not same


def test_it_stays_as_it_was_written_and_finds_its_like() -> None:
    kept = Unordered(PAIRS)
    assert list(kept) == list(PAIRS)
    assert hash(kept) == hash(Unordered(PAIRS[::-1])) == hash(tuple(sorted(PAIRS)))
    assert len({kept, Unordered(PAIRS[::-1])}) == 1
