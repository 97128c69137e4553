"""By how much a rule changes a limit, and where it stops."""

from __future__ import annotations

from typing import Literal

import pytest

from neonctl_py.model.monitor import Adjustment, ComputeLimit
from neonctl_py.monitor.adjustments import compute_size, connections


@pytest.mark.parametrize(
    ("amount", "is_percent", "bounds", "now", "new"),
    [
        (25, True, (None, 100), 25, 32),
        (25, True, (None, 30), 25, 30),
        (25, True, (None, 30), 30, 30),
        (25, True, (None, 30), 40, 40),  # somebody else raised it: never lowered by a rule that raises
        (1, True, (None, 100), 3, 4),
        (5, False, (None, 100), 25, 30),
        (-25, True, (10, None), 25, 18),
        (-25, True, (20, None), 25, 20),
        (-50, True, (1, None), 1, 1),
        (-5, False, (20, None), 10, 10),
        (25, True, (None, 100), -1, -1),  # no limit
    ],
)
def test_connections(
    amount: float, is_percent: bool, bounds: tuple[float | None, float | None], now: int, new: int
) -> None:
    assert connections(Adjustment(amount, is_percent, *bounds), now) == new


@pytest.mark.parametrize(
    ("field", "change", "bounds", "now", "new"),
    [
        ("max_cu", (1, False), (None, 8), (0.25, 2), 3),
        ("max_cu", (1, False), (None, 8), (0.25, 0.25), 2),
        ("max_cu", (25, True), (None, 8), (1, 2), 3),
        ("max_cu", (4, False), (None, 4), (1, 2), 4),
        ("max_cu", (4, False), (None, 16), (1, 8), 9),  # at most 8 above the smallest
        ("max_cu", (1, False), (None, 16), (1, 9), 9),
        ("max_cu", (1, False), (None, 32), (8, 16), 16),
        ("max_cu", (-50, True), (2, None), (1, 8), 4),
        ("max_cu", (-50, True), (1, None), (4, 6), 4),  # never under the smallest
        ("min_cu", (1, False), (None, 4), (1, 2), 2),
        ("min_cu", (1, False), (None, 4), (2, 2), 2),
        ("min_cu", (-50, True), (0.25, None), (0.5, 2), 0.25),
    ],
)
def test_compute_sizes(
    field: Literal["min_cu", "max_cu"],
    change: tuple[float, bool],
    bounds: tuple[float | None, float | None],
    now: tuple[float, float],
    new: float,
) -> None:
    assert compute_size(ComputeLimit(field, Adjustment(*change, *bounds)), now) == new
