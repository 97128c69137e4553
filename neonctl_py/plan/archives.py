"""The archives that a stack declares, as a plan tells them: no change, nothing that is run; where they go without who may go there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from neonctl_py.model.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired


def declared_archives(desired: Desired, targets: Collection[Address]) -> tuple[tuple[Address, Archive], ...]:
    """Those within the targets, by address."""
    return tuple(
        (place, replace(value, to=_without_credentials(value.to)))
        for place, value in sorted(desired.declarations.items())
        if isinstance(value, Archive) and (not targets or any(place.is_within(target) for target in targets))
    )


def _without_credentials(url: str) -> str:
    """A URL may carry a key before its host, or a signature behind its path."""
    parts = urlsplit(url)
    _, at, host = parts.netloc.rpartition("@")
    return urlunsplit(
        parts._replace(netloc=f"…{at}{host}" if at else host, query="…" if parts.query else "", fragment="")
    )
