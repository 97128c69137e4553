"""Where the keys of an identity provider are, whose tokens a project takes. Address: ``project.P/jwks.PROVIDER``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Jwks:
    """The API knows no change of it: any difference makes a new one. ``branch`` None: all branches."""

    kind: ClassVar[str] = "jwks"

    url: str = settable("", immutable=True)
    audience: str | Unset | None = settable(immutable=True)
    branch: str | Unset | None = settable(immutable=True)
