"""A shop of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from two_halves import Shop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection


@pytest.fixture
def shop(empty_database: Callable[..., tuple[Secret, Connection]], tmp_path: Path) -> Any:
    url, session = empty_database("app_owner")
    return Shop(url, session, tmp_path)
