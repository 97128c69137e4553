"""The price list: the dated one that comes with neonpy, or the user's own."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.plan.prices import prices_from

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.plan.prices import Prices


def price_list(own: Path | None = None) -> Prices:
    """Raises NeonpyError for a file that can't be read, or says something that means nothing."""
    if own is None:
        return prices_from(tomllib.loads((files("neonctl_py") / "prices" / "neon.toml").read_text("utf-8")))
    try:
        return prices_from(tomllib.loads(own.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, ValueError) as error:  # TOML's own error is a ValueError
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise NeonpyError(
            "the price list can't be read",
            detail=f"{own}: {reason}",
            hint="neonpy cost --show-prices prints the one that is used: copy it, and change that.",
        ) from error


def price_list_text() -> str:
    """The one that comes with neonpy, as it is written."""
    return (files("neonctl_py") / "prices" / "neon.toml").read_text("utf-8")
