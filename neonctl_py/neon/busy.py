"""A project that is busy with earlier work: how that is recognised, and who keeps it so. Never here: waiting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.neon.retry import BUSY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.errors import NeonApiError
    from neonctl_py.neon.wire import Operation

_UNDER_WAY: Final = re.compile(r"(?i)\boperations?\b")
_SHOWN: Final = 3


def is_busy(status: int, message: str) -> bool:
    """423, 429 and 503 say so; a 409 does when its words are about operations, not about a name that is taken."""
    return status in BUSY or (status == 409 and _UNDER_WAY.search(message) is not None)


def tell_who(error: NeonApiError, operations: Sequence[Operation]) -> None:
    """Add to the error what the project is busy with, and what to do."""
    listed = [_words(operation) for operation in operations[:_SHOWN]]
    more = f" and {len(operations) - _SHOWN} more" if len(operations) > _SHOWN else ""
    if listed:
        error.detail += f"\nUnder way: {'; '.join(listed)}{more}."
    error.hint = (
        "Somebody else changes this project, or the platform itself: wait until that has ended, or raise NEONPY_RETRY_BUDGET"
        " (seconds)."
    )


def _words(operation: Operation) -> str:
    place = operation.endpoint_id or operation.branch_id or operation.project_id
    since = f" since {operation.created_at:%Y-%m-%d %H:%M:%S} UTC" if operation.created_at else ""
    return f"{operation.action or 'an operation'} of {place}, {operation.status}{since}"
