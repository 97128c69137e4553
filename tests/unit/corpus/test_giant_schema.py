"""The made-up schema is of the size that it says."""

from __future__ import annotations

from collections import Counter

import pytest
from giant_schema import Size, lines


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (1.0, {"table": 970, "partition": 430, "policy": 200, "trigger": 700, "view": 1800, "grant": 2000}),
        (0.1, {"table": 97, "partition": 43, "policy": 20, "trigger": 70, "view": 180, "grant": 200}),
    ],
)
def test_the_giant_has_its_size(scale: float, expected: dict[str, int]) -> None:
    found: Counter[str] = Counter()
    for line in lines(Size.scaled(scale)):
        words = line.split()
        if words[0] == "create":
            found["partition" if words[3:5] == ["partition", "of"] else words[1]] += 1
        elif words[0] == "grant" and "schema" not in words:
            found["grant"] += 1
    assert {kind: found[kind] for kind in expected} == expected


def test_it_is_the_same_every_time() -> None:
    assert list(lines(Size.scaled(0.05))) == list(lines(Size.scaled(0.05)))
