"""Neon Auth of a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.auth import MailServer, Webhook
from neonctl_py.model.values import UNSET
from neonctl_py.stack.units import duration_text
from neonctl_py.stack.writing import LeftOut, Writing, put_written
from neonctl_py.stack.yaml_text import Flow, Reference

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.auth import Auth

_GROUPS: Final = {
    "email": (
        "enabled",
        "sign_up",
        "must_be_verified",
        "verified_by",
        "verified_on_sign_up",
        "verified_on_sign_in",
        "verification_signs_in",
    ),
    "magic_link": ("enabled", "expires_in", "sign_up"),
    "phone": ("enabled", "expires_in"),
    "organizations": ("enabled", "of_a_user", "members", "creator_role", "send_invitations"),
}
_PREFIXES: Final = {"magic_link": "link"}
PASSWORD: Final = Reference("${env:SMTP_PASSWORD}")


def write(address: Address, value: Auth, writing: Writing) -> None:
    """Under its branch; its providers come after it."""
    container = writing.document(address.parent)
    if container is None:
        return
    document = container["auth"] = writing.documents[address] = {}
    put_written(
        document,
        (
            ("database", value.database or UNSET),
            ("name", value.name),
            (
                "trusted_domains",
                list(value.trusted_domains) if isinstance(value.trusted_domains, tuple) else UNSET,
            ),
            ("allow_localhost", value.allow_localhost),
        ),
    )
    document["providers"] = {}
    for key, names in _GROUPS.items():
        prefix = _PREFIXES.get(key, key)
        written = {name: _plain(name, getattr(value, f"{prefix}_{name}")) for name in names}
        if found := Flow((name, item) for name, item in written.items() if item is not UNSET):
            document[key] = found
    put_written(document, (("mail_server", _mail_server(value)), ("webhook", _webhook(value))))
    if isinstance(value.mail_server, MailServer):
        why = f"its mail server's password isn't written: {PASSWORD} stands for it"
        writing.left_out.append(LeftOut(address, why))


def _plain(name: str, value: Any) -> Any:
    return duration_text(value) if name == "expires_in" and isinstance(value, int) else value


def _mail_server(value: Auth) -> Any:
    server = value.mail_server
    if not isinstance(server, MailServer):
        return server
    return {
        "host": server.host,
        "port": server.port,
        "username": server.username,
        "password": PASSWORD,
        "sender_email": server.sender_email,
        "sender_name": server.sender_name,
    }


def _webhook(value: Auth) -> Any:
    webhook = value.webhook
    if not isinstance(webhook, Webhook):
        return webhook
    return {"url": webhook.url, "events": list(webhook.events), "timeout": duration_text(webhook.timeout)}
