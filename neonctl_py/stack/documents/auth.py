"""``auth:`` of a branch: Neon Auth, with who may sign in how. What it keeps in the database is the platform's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.auth import SCHEMA, Auth, MailServer, Webhook
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.stack.documents.auth_provider import AUTH_PROVIDERS, add_auth_provider
from neonctl_py.stack.documents.lifecycle import LIFECYCLE, NAME
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.scalars import Choice, Duration, Flag, Number, Text
from neonctl_py.stack.secret_text import ReferredSecret
from neonctl_py.stack.shapes import Key, ListOf, Record

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc


def _origin(text: str) -> str:
    if re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/?#]+", text):
        return ""
    return "it looks like `https://app.example.com`: with its scheme, without a path"


def _url(text: str) -> str:
    return "" if re.match(r"https?://[^\s/]+", text) else "a URL looks like `https://example.com/hooks`"


_MINUTE: Final = 60
_EVENTS: Final = (
    "user.before_create",
    "user.created",
    "send.otp",
    "send.magic_link",
    "organization.invitation.created",
    "organization.invitation.accepted",
    "phone_number.verified",
)
_MAIL_SERVER: Final = Record(
    "mail_server",
    {
        "host": Key(Text("a host"), "Its host.", required=True),
        "port": Key(Number(1, 65535), "Its port; 587 when not written."),
        "username": Key(Text("a user"), "As whom to sign in there.", required=True),
        "password": Key(
            ReferredSecret("a password, by reference"),
            "The password, by reference: `${env:SMTP_PASSWORD}`. Never shown.",
            required=True,
        ),
        "sender_email": Key(Text("an e-mail address"), "Whom the e-mails are from.", required=True),
        "sender_name": Key(Text("a name"), "The sender's name; the address when not written."),
    },
    "a mail server",
)
_WEBHOOK: Final = Record(
    "auth_webhook",
    {
        "url": Key(Text("a URL", _url), "Where to.", required=True),
        "events": Key(ListOf(Choice(_EVENTS), "events"), "Which events; none: none."),
        "timeout": Key(Duration(1, 10, (), "the platform waits"), "How long it waits for the answer."),
    },
    "a webhook",
)
_FLAG: Final = Flag()
AUTH: Final = Record(
    "auth",
    {
        "database": Key(NAME, "Where its users are; the only database when not written."),
        "name": Key(Text("a name"), "What its e-mails call the application."),
        "trusted_domains": Key(
            ListOf(Text("an origin", _origin), "origins"), "Where it may send people back to; exactly these."
        ),
        "allow_localhost": Key(_FLAG, "Also to localhost: for development.", nullable=True),
        "providers": Key(AUTH_PROVIDERS, "Whose accounts it takes, by name; exactly these."),
        "email": Key(
            Record(
                "auth_email",
                {
                    "enabled": Key(_FLAG, "Whether one can sign in so.", nullable=True),
                    "sign_up": Key(_FLAG, "Whether one can sign up so.", nullable=True),
                    "must_be_verified": Key(
                        _FLAG, "Nobody signs in before the address is verified.", nullable=True
                    ),
                    "verified_by": Key(Choice(("link", "otp")), "With a link or a code.", nullable=True),
                    "verified_on_sign_up": Key(_FLAG, "The e-mail goes out on signing up.", nullable=True),
                    "verified_on_sign_in": Key(_FLAG, "It goes out on signing in.", nullable=True),
                    "verification_signs_in": Key(_FLAG, "Who has verified is signed in.", nullable=True),
                },
                "signing in with e-mail and password",
            ),
            "Signing in with e-mail and password.",
        ),
        "mail_server": Key(
            _MAIL_SERVER, "Who sends the e-mails; null: the platform's shared server.", nullable=True
        ),
        "magic_link": Key(
            Record(
                "auth_magic_link",
                {
                    "enabled": Key(_FLAG, "Whether one can sign in so.", nullable=True),
                    "expires_in": Key(
                        Duration(5 * _MINUTE, 1440 * _MINUTE, (), "a link works"),
                        "How long a link works: from 5m to 1d.",
                        nullable=True,
                    ),
                    "sign_up": Key(_FLAG, "Whether one can sign up so.", nullable=True),
                },
                "signing in with a link",
            ),
            "Signing in with a link in an e-mail.",
        ),
        "phone": Key(
            Record(
                "auth_phone",
                {
                    "enabled": Key(_FLAG, "Whether one can sign in so.", nullable=True),
                    "expires_in": Key(
                        Duration(60, 600, (), "a code works"),
                        "How long a code works: from 1m to 10m.",
                        nullable=True,
                    ),
                },
                "signing in with a phone number",
            ),
            "Signing in with a code to a phone number.",
        ),
        "organizations": Key(
            Record(
                "auth_organizations",
                {
                    "enabled": Key(_FLAG, "Whether there are any.", nullable=True),
                    "of_a_user": Key(Number(1), "How many one user may create.", nullable=True),
                    "members": Key(Number(1), "How many members one may have.", nullable=True),
                    "creator_role": Key(
                        Choice(("admin", "owner")), "What its creator becomes.", nullable=True
                    ),
                    "send_invitations": Key(_FLAG, "Invitations go out by e-mail.", nullable=True),
                },
                "organizations of users",
            ),
            "Organizations of its users.",
        ),
        "webhook": Key(_WEBHOOK, "Who is told what happens; null: nobody.", nullable=True),
        "lifecycle": LIFECYCLE,
    },
    "Neon Auth",
    {
        "domains": "Write `trusted_domains: [https://app.example.com]`.",
        "jwks": "Neon Auth's own keys are the platform's; foreign ones are the project's `jwks:`.",
        "callback_url": "The platform makes it: `neonpy show` tells where Neon Auth is.",
        "google": "Write `providers: {google: {…}}`.",
        "github": "Write `providers: {github: {…}}`.",
    },
)
_PREFIXES: Final = {
    "email": "email",
    "magic_link": "link",
    "phone": "phone",
    "organizations": "organizations",
}


def add_auth(doc: Doc, branch: Address, databases: Collection[str], build: Build) -> None:
    """Put it with its providers. ``databases``: those of the project, whose ``neon_auth`` schema is the platform's from now on."""
    address = branch.child("auth")
    database = _database(doc, databases, address, build)
    fields: dict[str, Any] = {"name": _text(doc.get("name")), "allow_localhost": doc.get("allow_localhost")}
    if doc.has("trusted_domains"):
        fields["trusted_domains"] = tuple(sorted({str(item) for item in doc.get("trusted_domains")}))
    for key, prefix in _PREFIXES.items():
        inner = doc.get(key, None)
        for name, value in inner.values.items() if inner is not None else ():
            fields[f"{prefix}_{name}"] = _text(value)
    _check_minutes(doc, address, build)
    value = Auth(
        database=database,
        mail_server=_mail_server(doc.get("mail_server")),
        webhook=_webhook(doc.get("webhook")),
        owns_providers=doc.has("providers"),
        **fields,
    )
    span = doc.span
    build.put(address, value, span)
    build.protect(address, doc)
    if doc.has("providers"):
        for name, provider in doc.get("providers").items():
            add_auth_provider(name, provider, address, build)
    else:
        build.open_parts.add((address, "auth_provider"))
    _leave_schema_alone(branch.child("database", database).child("schema", SCHEMA), address, build)


def _check_minutes(doc: Doc, address: Address, build: Build) -> None:
    link = doc.get("magic_link", None)
    seconds = link.get("expires_in", None) if link is not None else None
    if seconds is not None and seconds % _MINUTE:
        detail = "The platform counts whole minutes."
        build.mistakes.add(
            "NP114", link.value_place("expires_in"), detail, "Write, for example, `15m`.", address=address
        )


def _database(doc: Doc, databases: Collection[str], address: Address, build: Build) -> str:
    written = doc.get("database", None)
    if written is None:
        if len(databases) == 1:
            return next(iter(databases))
        detail = f"It doesn't say in which database its users are, and the project has {len(databases)}."
        build.mistakes.add("NP111", doc.span, detail, "Write `database: …`.", address=address)
        return ""
    if str(written) not in databases:
        hint = did_you_mean(written, databases, otherwise="Declare it under `databases:`.")
        detail = f"There is no database `{written}` in this project."
        build.mistakes.add("NP137", written.span, detail, hint, address=address)
    return str(written)


def _leave_schema_alone(schema: Address, auth: Address, build: Build) -> None:
    if schema in build.objects:
        detail = "The schema `neon_auth` is Neon Auth's own: the platform makes and changes what is in it."
        hint = "Leave it out, or write `neon_auth: {external: true}` to refer to its tables."
        build.mistakes.add("NP161", build.spans[schema], detail, hint, address=schema)
    elif schema.parent in build.objects:
        build.external.add(schema)
        build.spans.setdefault(schema, build.spans[auth])


def _mail_server(doc: Any) -> Any:
    if doc in (None, UNSET):
        return doc
    sender = str(doc.get("sender_email", ""))
    password = doc.get("password", None)
    return MailServer(
        host=str(doc.get("host", "")),
        port=doc.get("port", 587),
        username=str(doc.get("username", "")),
        password=password if isinstance(password, Secret) else Secret(""),
        sender_email=sender,
        sender_name=str(doc.get("sender_name", sender)),
    )


def _webhook(doc: Any) -> Any:
    if doc in (None, UNSET):
        return doc
    events = tuple(sorted({str(event) for event in doc.get("events", [])}))
    return Webhook(url=str(doc.get("url", "")), events=events, timeout=doc.get("timeout", 5))


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
