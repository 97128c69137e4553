"""Branches of a Neon project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.values import UNSET
from neonctl_py.stack.units import duration_text
from neonctl_py.stack.writing import Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.branch import Branch


def write(address: Address, value: Branch, writing: Writing) -> None:
    """Its own keys; what is in it comes after it."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "branches")
    lives = value.expires_in
    put_written(
        document,
        (
            ("default", value.default),
            ("protected", value.protected),
            ("parent", value.parent),
            ("data", value.data),
            ("parent_lsn", value.parent_lsn),
            ("parent_timestamp", value.parent_timestamp),
            ("expires_in", duration_text(lives) if isinstance(lives, int) else lives),
            ("expires_at", value.expires_at),
            ("catalog", True if value.catalog and value.default is not True else UNSET),
        ),
    )
