"""Neon Auth on a branch: sign-in that the platform runs, with its users in one database. Address: ``project.P/branch.B/auth``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from neonctl_py.model.values import Secret, Unset, settable

SCHEMA: Final = "neon_auth"
"""Where the platform keeps users, sessions and keys: its own, never changed by a stack."""

PERSONAL: Final = {
    ("account", "accessToken"): "null",
    ("account", "accountId"): "hash",
    ("account", "idToken"): "null",
    ("account", "password"): "null",
    ("account", "refreshToken"): "null",
    ("invitation", "email"): "fake_email",
    ("jwks", "privateKey"): "hash",
    ("session", "ipAddress"): "null",
    ("session", "token"): "hash",
    ("session", "userAgent"): "null",
    ("user", "email"): "fake_email",
    ("user", "image"): "null",
    ("user", "name"): "fake_name",
    ("user", "phoneNumber"): "null",
    ("verification", "identifier"): "hash",
    ("verification", "value"): "hash",
}
"""Of its tables the columns that tell about people or let somebody in as one of them, with the mask that is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Who sends the e-mails. The platform may not show the password again: then the declared one stands here."""

    host: str
    port: int
    username: str
    password: Secret
    sender_email: str
    sender_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What is told to whom; ``events`` sorted, ``timeout`` in seconds."""

    url: str
    events: tuple[str, ...] = ()
    timeout: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """``trusted_domains`` sorted: exactly these where written. ``mail_server`` None: the platform's shared one. Fields that begin with
    ``email_`` are about signing in with e-mail and password, ``link_`` with a link (``link_expires_in`` in seconds, of whole minutes),
    ``phone_`` with a code (seconds). ``webhook`` None: nobody is told. None elsewhere is the platform's default.
    """

    kind: ClassVar[str] = "auth"

    database: str = settable("", immutable=True)
    name: str | Unset | None = settable()
    allow_localhost: bool | Unset | None = settable(platform_default=True)
    trusted_domains: tuple[str, ...] | Unset = settable()
    email_enabled: bool | Unset | None = settable(platform_default=True)
    email_verified_by: str | Unset | None = settable(platform_default="otp")
    email_must_be_verified: bool | Unset | None = settable(platform_default=False)
    email_verification_signs_in: bool | Unset | None = settable(platform_default=True)
    email_verified_on_sign_up: bool | Unset | None = settable(platform_default=False)
    email_verified_on_sign_in: bool | Unset | None = settable(platform_default=False)
    email_sign_up: bool | Unset | None = settable(platform_default=True)
    mail_server: MailServer | Unset | None = settable()
    link_enabled: bool | Unset | None = settable(platform_default=False)
    link_expires_in: int | Unset | None = settable(platform_default=300)
    link_sign_up: bool | Unset | None = settable(platform_default=True)
    phone_enabled: bool | Unset | None = settable(platform_default=False)
    phone_expires_in: int | Unset | None = settable(platform_default=300)
    organizations_enabled: bool | Unset | None = settable(platform_default=True)
    organizations_of_a_user: int | Unset | None = settable(platform_default=10)
    organizations_members: int | Unset | None = settable(platform_default=100)
    organizations_creator_role: str | Unset | None = settable(platform_default="owner")
    organizations_send_invitations: bool | Unset | None = settable(platform_default=False)
    webhook: Webhook | Unset | None = settable()
    owns_providers: bool = settable(default=False, compared=False)
    """The stack writes ``providers``: those that the platform brings along go at once."""
    url: str | Unset | None = settable(compared=False)
    """Where it is: ``{url}/callback/google`` is what Google has to know, ``{url}/.well-known/jwks.json`` its keys."""
