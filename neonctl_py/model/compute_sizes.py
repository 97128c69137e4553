"""The sizes of compute that the platform has, in compute units, and which a compute has in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.project import Project

if TYPE_CHECKING:
    from neonctl_py.model.compute import Compute
    from neonctl_py.model.replica import Replica

SIZES: Final = (0.25, 0.5, *map(float, range(1, 17)), *map(float, range(18, 57, 2)))
AUTOSCALING_MAXIMUM: Final = 16
AUTOSCALING_RANGE: Final = 8
"""How far the largest size may be from the smallest."""


def sizes_in_force(value: Compute | Replica, project: object) -> tuple[float, float]:
    """The smallest and the largest size: its own, else what the project says, else the platform's smallest."""
    said = project if isinstance(project, Project) else Project()
    least = _written(value.min_cu) or _written(said.min_cu) or SIZES[0]
    most = _written(value.max_cu) or _written(said.max_cu) or least
    return least, max(least, most)


def suspension_in_force(value: Compute | Replica, project: object) -> int:
    """Seconds until it sleeps; 0 the platform's default, -1 never."""
    said = project if isinstance(project, Project) else Project()
    return next((found for found in (value.suspend_after, said.suspend_after) if isinstance(found, int)), 0)


def _written(size: object) -> float | None:
    return float(size) if isinstance(size, int | float) else None
