"""A branch of a Neon project. Address: ``project.P/branch.NAME``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """``parent`` is a branch name of the same project; None on a root branch. ``expires_in`` (seconds) is counted from the
    creation or the last reset and is compared with the branch's own TTL, never with the time that remains.
    ``parent_lsn``/``parent_timestamp`` (RFC 3339) say where it starts. ``catalog``: reconcile its roles and databases too
    (always so for the default branch).
    """

    kind: ClassVar[str] = "branch"

    default: bool | Unset = settable()
    protected: bool | Unset | None = settable(platform_default=False)
    parent: str | Unset | None = settable(immutable=True)
    data: Literal["full", "schema-only"] | Unset = settable(immutable=True)
    parent_lsn: str | Unset | None = settable(compared=False)
    parent_timestamp: str | Unset | None = settable(compared=False)
    expires_in: int | Unset | None = settable()
    expires_at: str | Unset | None = settable()
    catalog: bool = settable(default=False, compared=False)
