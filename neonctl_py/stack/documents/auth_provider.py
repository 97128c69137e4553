"""Whose accounts Neon Auth takes: Google, GitHub and others. Their secrets only by reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.auth_provider import PROVIDERS, AuthProvider
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.secret_text import ReferredSecret
from neonctl_py.stack.shapes import Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc, Word


def _known(name: str) -> str:
    return "" if name in PROVIDERS else f"the platform knows {', '.join(PROVIDERS)}"


AUTH_PROVIDER: Final = Record(
    "auth_provider",
    {
        "client_id": Key(
            Text("an OAuth client's id"),
            "Its OAuth client; not written or null: the platform's shared one, for trying only.",
            nullable=True,
        ),
        "client_secret": Key(
            ReferredSecret("an OAuth client's secret, by reference"),
            "The client's secret, by reference: `${env:GOOGLE_CLIENT_SECRET}`. Never shown.",
            nullable=True,
        ),
        "tenant_id": Key(Text("a tenant's id"), "Microsoft's tenant.", nullable=True),
    },
    "a sign-in provider",
    {"id": "Write `client_id`.", "secret": "Write `client_secret`.", "scopes": "The platform chooses them."},
)
AUTH_PROVIDERS: Final = MapOf(AUTH_PROVIDER, "providers", child_of("auth_provider"), _known)


def add_auth_provider(name: Word, doc: Doc, auth: Address, build: Build) -> None:
    """Put one provider."""
    address = auth.child("auth_provider", str(name))
    client, secret = doc.get("client_id", None), doc.get("client_secret", UNSET)
    if isinstance(secret, Secret) and not client:
        detail = "It has a `client_secret` and no `client_id`: a secret of whose?"
        build.mistakes.add("NP111", doc.place("client_secret"), detail, "Write `client_id`.", address=address)
    if client and not isinstance(secret, Secret) and not _is_broken(doc, "client_secret"):
        detail = "Its `client_id` needs a `client_secret`."
        hint = f"Write `client_secret: ${{env:{str(name).upper()}_CLIENT_SECRET}}`."
        build.mistakes.add("NP111", doc.place("client_id"), detail, hint, address=address)
    if doc.get("tenant_id", None) and name != "microsoft":
        detail = f"`tenant_id` is Microsoft's; {name} has none."
        build.mistakes.add("NP116", doc.place("tenant_id"), detail, "Leave it out.", address=address)
    value = AuthProvider(
        client_id=_text(client),
        client_secret=secret,
        tenant_id=_text(doc.get("tenant_id")),
    )
    build.put(address, value, name.span)


def _is_broken(doc: Doc, key: str) -> bool:
    """It was written, and what was wrong with it has been told."""
    return doc.node is not None and key in doc.node.entries and not doc.has(key)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
