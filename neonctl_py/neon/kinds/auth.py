"""Neon Auth of a branch and its providers, as the API tells and takes them: half a dozen small resources under ``…/auth``.

Secrets may come back, come back masked, or not at all. What doesn't come back can't differ: the declared one stands in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import SecretStr  # noqa: TC002  pydantic reads annotations at run time

from neonctl_py.errors import NeonNotFoundError
from neonctl_py.model.auth import Auth, MailServer, Webhook
from neonctl_py.model.auth_provider import AuthProvider
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.neon.answers import parsed
from neonctl_py.neon.reads import branch_path
from neonctl_py.neon.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from neonctl_py.neon.reads import Reads

Body = dict[str, Any]
KIND: Final = "better_auth"
"""What the platform makes today; ``stack`` is the older one, which nobody can enable any more."""
_MINUTE: Final = 60


class Integration(Wire):
    db_name: str = ""
    auth_provider: str = KIND
    name: str | None = None
    base_url: str | None = None
    jwks_url: str | None = None


class EmailAndPassword(Wire):
    enabled: bool | None = None
    email_verification_method: str | None = None
    require_email_verification: bool | None = None
    auto_sign_in_after_verification: bool | None = None
    send_verification_email_on_sign_up: bool | None = None
    send_verification_email_on_sign_in: bool | None = None
    disable_sign_up: bool | None = None


class EmailProvider(Wire):
    type: str = "shared"
    host: str = ""
    port: int = 0
    username: str = ""
    password: SecretStr | None = None
    sender_email: str = ""
    sender_name: str = ""


class MagicLink(Wire):
    enabled: bool | None = None
    expires_in: int | None = None
    disable_sign_up: bool | None = None


class PhoneNumber(Wire):
    enabled: bool | None = None
    otp_expires_in: int | None = None


class Organization(Wire):
    enabled: bool | None = None
    organization_limit: int | None = None
    membership_limit: int | None = None
    creator_role: str | None = None
    send_invitation_email: bool | None = None


class Provider(Wire):
    id: str
    type: str = "standard"
    client_id: str | None = None
    client_secret: SecretStr | None = None


class Plugins(Wire):
    organization: Organization = Organization()
    magic_link: MagicLink = MagicLink()
    phone_number: PhoneNumber = PhoneNumber()
    email_provider: EmailProvider = EmailProvider()
    email_and_password: EmailAndPassword = EmailAndPassword()
    oauth_providers: tuple[Provider, ...] = ()
    allow_localhost: bool | None = None


class Domain(Wire):
    domain: str


class Domains(Wire):
    domains: tuple[Domain, ...] = ()


class WebhookAnswer(Wire):
    enabled: bool = False
    webhook_url: str = ""
    enabled_events: tuple[str, ...] = ()
    timeout_seconds: int = 5


def auth_path(project_id: str, branch_id: str) -> str:
    """``…/branches/{id}/auth``."""
    return f"{branch_path(project_id, branch_id)}/auth"


def integration(client: Reads, project_id: str, branch_id: str) -> Integration | None:
    """Where Neon Auth of a branch is; None where it isn't enabled."""
    path = auth_path(project_id, branch_id)
    try:
        return parsed(Integration, client.get(path), f"GET {path}")
    except NeonNotFoundError:
        return None


def read(
    client: Reads,
    project_id: str,
    branch_id: str,
    wanted: Auth | None,
    providers: Mapping[str, AuthProvider],
) -> tuple[Auth, dict[str, AuthProvider]] | None:
    """Three or four questions. ``wanted`` and ``providers``: what is declared, for secrets that can't be read."""
    found = integration(client, project_id, branch_id)
    if found is None:
        return None
    path = auth_path(project_id, branch_id)
    plugins = parsed(Plugins, client.get(f"{path}/plugins"), f"GET {path}/plugins")
    domains = parsed(Domains, client.get(f"{path}/domains"), f"GET {path}/domains")
    webhook: WebhookAnswer | None = None
    if wanted is None or wanted.webhook is not UNSET:
        webhook = parsed(WebhookAnswer, client.get(f"{path}/webhooks"), f"GET {path}/webhooks")
    value = _auth(found, plugins, domains, webhook, wanted)
    return value, {item.id: _provider(item, providers.get(item.id)) for item in plugins.oauth_providers}


def _auth(
    found: Integration, plugins: Plugins, domains: Domains, webhook: WebhookAnswer | None, wanted: Auth | None
) -> Auth:
    email, link, phone = plugins.email_and_password, plugins.magic_link, plugins.phone_number
    organization = plugins.organization
    return Auth(
        database=found.db_name,
        name=found.name,
        allow_localhost=plugins.allow_localhost,
        trusted_domains=tuple(sorted({item.domain for item in domains.domains})),
        email_enabled=email.enabled,
        email_verified_by=email.email_verification_method,
        email_must_be_verified=email.require_email_verification,
        email_verification_signs_in=email.auto_sign_in_after_verification,
        email_verified_on_sign_up=email.send_verification_email_on_sign_up,
        email_verified_on_sign_in=email.send_verification_email_on_sign_in,
        email_sign_up=_turned(email.disable_sign_up),
        mail_server=_mail_server(plugins.email_provider, wanted),
        link_enabled=link.enabled,
        link_expires_in=None if link.expires_in is None else link.expires_in * _MINUTE,
        link_sign_up=_turned(link.disable_sign_up),
        phone_enabled=phone.enabled,
        phone_expires_in=phone.otp_expires_in,
        organizations_enabled=organization.enabled,
        organizations_of_a_user=organization.organization_limit,
        organizations_members=organization.membership_limit,
        organizations_creator_role=organization.creator_role,
        organizations_send_invitations=organization.send_invitation_email,
        webhook=UNSET if webhook is None else _webhook(webhook),
        url=found.base_url,
    )


def _mail_server(answer: EmailProvider, wanted: Auth | None) -> MailServer | None:
    if answer.type != "standard":
        return None
    declared = wanted.mail_server if wanted is not None else None
    told = shown_secret(answer.password)
    if told is None:
        told = declared.password if isinstance(declared, MailServer) else Secret("")
    return MailServer(
        host=answer.host,
        port=answer.port,
        username=answer.username,
        password=told,
        sender_email=answer.sender_email,
        sender_name=answer.sender_name,
    )


def _webhook(answer: WebhookAnswer) -> Webhook | None:
    if not answer.enabled:
        return None
    return Webhook(
        url=answer.webhook_url, events=tuple(sorted(answer.enabled_events)), timeout=answer.timeout_seconds
    )


def _provider(answer: Provider, wanted: AuthProvider | None) -> AuthProvider:
    secret = shown_secret(answer.client_secret)
    if secret is None and wanted is not None and isinstance(wanted.client_secret, Secret):
        secret = wanted.client_secret
    shared = answer.type == "shared"
    return AuthProvider(
        client_id=None if shared else answer.client_id,
        client_secret=None if shared else secret or UNSET,
        tenant_id=UNSET,
    )


def shown_secret(answer: SecretStr | None) -> Secret | None:
    """None where there is none, or only a mask: dots, asterisks, or some of these in it."""
    text = answer.get_secret_value() if answer is not None else ""
    if not text or set(text) <= set("*•.xX ") or "***" in text or "•" in text:
        return None
    return Secret(text)


def _turned(value: bool | None) -> bool | None:
    return None if value is None else not value


# bodies: of one resource each; ``fields`` limits an update to what differs

_Names = tuple[tuple[str, str, Any], ...]
"""Field of the model, name at the API, and what resets it."""

_EMAIL: Final[_Names] = (
    ("email_enabled", "enabled", True),
    ("email_verified_by", "email_verification_method", "otp"),
    ("email_must_be_verified", "require_email_verification", False),
    ("email_verification_signs_in", "auto_sign_in_after_verification", True),
    ("email_verified_on_sign_up", "send_verification_email_on_sign_up", False),
    ("email_verified_on_sign_in", "send_verification_email_on_sign_in", False),
    ("email_sign_up", "disable_sign_up", True),
)
_LINK: Final[_Names] = (
    ("link_enabled", "enabled", False),
    ("link_expires_in", "expires_in", 300),
    ("link_sign_up", "disable_sign_up", True),
)
_PHONE: Final[_Names] = (("phone_enabled", "enabled", False), ("phone_expires_in", "otp_expires_in", 300))
_ORGANIZATIONS: Final[_Names] = (
    ("organizations_enabled", "enabled", True),
    ("organizations_of_a_user", "organization_limit", 10),
    ("organizations_members", "membership_limit", 100),
    ("organizations_creator_role", "creator_role", "owner"),
    ("organizations_send_invitations", "send_invitation_email", False),
)
_RESOURCES: Final = (
    ("email_and_password", _EMAIL),
    ("plugins/magic-link", _LINK),
    ("plugins/phone-number", _PHONE),
    ("plugins/organization", _ORGANIZATIONS),
    ("allow_localhost", (("allow_localhost", "allow_localhost", True),)),
    ("config", (("name", "name", None),)),
)


def patches(value: Auth, fields: Collection[str] | None) -> list[tuple[str, str, Body]]:
    """(method, path under ``auth``, body) of what is written (and differs, when ``fields`` says)."""
    found = [("PATCH", path, body) for path, names in _RESOURCES if (body := _chosen(value, names, fields))]
    if _is_due(value, "mail_server", fields):
        found.append(("PATCH", "email_provider", mail_body(value.mail_server)))
    if _is_due(value, "webhook", fields):
        found.append(("PUT", "webhooks", _webhook_body(value.webhook)))
    return found


def domain_changes(value: Auth, before: Auth | None) -> tuple[list[str], list[str]]:
    """(to add, to remove)."""
    if not isinstance(value.trusted_domains, tuple):
        return [], []
    there = before.trusted_domains if before is not None else ()
    known = set(there) if isinstance(there, tuple) else set()
    wanted = set(value.trusted_domains)
    return sorted(wanted - known), sorted(known - wanted)


def mail_body(server: Any) -> Body:
    """The shared server where there is none."""
    if not isinstance(server, MailServer):
        return {"type": "shared"}
    return {
        "type": "standard",
        "host": server.host,
        "port": server.port,
        "username": server.username,
        "password": server.password.reveal(),
        "sender_email": server.sender_email,
        "sender_name": server.sender_name,
    }


def provider_body(value: AuthProvider, fields: Collection[str] | None = None) -> Body:
    """The inside of a provider, without its id."""
    body: Body = {}
    if value.client_id is None:
        return body
    if fields is None or {"client_id", "client_secret"} & set(fields):
        body["client_id"] = value.client_id
        if isinstance(value.client_secret, Secret):
            body["client_secret"] = value.client_secret.reveal()
    if isinstance(value.tenant_id, str):
        body["microsoft_tenant_id"] = value.tenant_id
    return body


def _webhook_body(value: Any) -> Body:
    if not isinstance(value, Webhook):
        return {"enabled": False}
    return {
        "enabled": True,
        "webhook_url": value.url,
        "enabled_events": list(value.events),
        "timeout_seconds": value.timeout,
    }


def _is_due(value: Auth, field: str, fields: Collection[str] | None) -> bool:
    held = getattr(value, field)
    return held is not UNSET and (field in fields if fields is not None else held is not None)


def _chosen(value: Auth, names: _Names, fields: Collection[str] | None) -> Body:
    body: Body = {}
    for field, name, reset in names:
        if not _is_due(value, field, fields):
            continue
        held = getattr(value, field)
        held = reset if held is None else held
        if name == "disable_sign_up":
            held = not held
        body[name] = held // _MINUTE if field == "link_expires_in" else held
    return body
