"""A database over HTTP (PostgREST's language), with rights by JWT. Address: ``…/database.D/data_api``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from neonctl_py.model.values import Unset, settable

ROLES: Final = ("anonymous", "authenticated", "authenticator")
"""As whom its requests are made, and who connects: the platform makes them."""
SCHEMA: Final = "auth"
"""What tells policies whose request it is: the platform's own, never changed by a stack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataApi:
    """``auth``: whose tokens count, ``neon_auth`` or ``external`` with ``jwks_url``, ``provider`` and ``audience``. These four, and the
    two that only creation knows (``default_grants``, ``auth_schema``), are never told again: they aren't compared, and hold
    from the creation on. ``cache_tokens`` in seconds. ``schemas`` in their order: the first is the default one.
    """

    kind: ClassVar[str] = "data_api"

    auth: str | Unset = settable(immutable=True)
    jwks_url: str | Unset = settable(immutable=True)
    provider: str | Unset = settable(immutable=True)
    audience: str | Unset = settable(immutable=True)
    default_grants: bool | Unset = settable(compared=False)
    auth_schema: bool | Unset = settable(compared=False)
    schemas: tuple[str, ...] | Unset | None = settable(platform_default=("public",))
    extra_search_path: tuple[str, ...] | Unset | None = settable(platform_default=())
    anonymous_role: str | Unset | None = settable(platform_default="anonymous")
    role_claim: str | Unset | None = settable(platform_default=".role")
    max_rows: int | Unset | None = settable()
    aggregates: bool | Unset | None = settable(platform_default=True)
    cache_tokens: int | Unset | None = settable()
    openapi: str | Unset | None = settable(platform_default="disabled")
    allowed_origins: str | Unset | None = settable()
    server_timing: bool | Unset | None = settable(platform_default=False)
    url: str | Unset | None = settable(compared=False)
