"""Databases that are read before the command that compares them is loaded. Never here: which command that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.address import project_address
from neonctl_py.model.values import Secret
from neonctl_py.postgres.early_reading import EarlyReading
from neonctl_py.workflows.connecting import database_name

if TYPE_CHECKING:
    from collections.abc import Iterable

Ahead = tuple[EarlyReading, ...]


def begin(urls: Iterable[str]) -> Ahead:
    """A reading of each, at work. What fails there is told when the result is asked for."""
    project = project_address("diff")
    secrets = tuple(map(Secret, urls))
    return tuple(EarlyReading(url, project.child("database", database_name(url))) for url in secrets)
