"""The sizes of compute that the platform has, in compute units."""

from __future__ import annotations

from typing import Final

SIZES: Final = (0.25, 0.5, *map(float, range(1, 17)), *map(float, range(18, 57, 2)))
AUTOSCALING_MAXIMUM: Final = 16
AUTOSCALING_RANGE: Final = 8
"""How far the largest size may be from the smallest."""
