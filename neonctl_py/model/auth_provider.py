"""Whose accounts Neon Auth takes. Address: ``project.P/branch.B/auth/auth_provider.NAME`` (google, github, microsoft, vercel)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from neonctl_py.model.values import Secret, Unset, settable

PROVIDERS: Final = ("google", "github", "microsoft", "vercel")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthProvider:
    """``client_id`` None: the platform's shared keys, which are for trying only. ``client_secret`` is what was declared where the
    platform doesn't show it: then it can't be compared. ``tenant_id`` is Microsoft's; the platform never tells it.
    """

    kind: ClassVar[str] = "auth_provider"

    client_id: str | None = settable(None)
    client_secret: Secret | Unset | None = settable(sensitive=True)
    tenant_id: str | Unset | None = settable()
