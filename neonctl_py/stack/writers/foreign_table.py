"""Foreign tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.writing import Inexpressible, Writing

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.foreign_table import ForeignTable


def write(address: Address, value: ForeignTable, writing: Writing) -> None:
    """Told, not written yet: they stay as they are."""
    del address, value, writing
    raise Inexpressible("foreign tables are declared by hand, under `foreign_tables:`")
