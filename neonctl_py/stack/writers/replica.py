"""Read-only computes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.stack.units import duration_text
from neonctl_py.stack.writers.compute import size_values
from neonctl_py.stack.writing import Writing, put_written

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.replica import Replica


def write(address: Address, value: Replica, writing: Writing) -> None:
    """Under its branch."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = writing.begin(address, container, "replicas")
    lag = value.max_lag
    document.update(size_values(value))
    put_written(
        document,
        (
            ("disabled", value.disabled),
            ("max_lag", duration_text(int(lag)) if isinstance(lag, int | float) else lag),
        ),
    )
