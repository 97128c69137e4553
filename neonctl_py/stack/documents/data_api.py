"""``data_api:`` of a database: reached over HTTP, with rights by JWT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.data_api import ROLES, SCHEMA, DataApi
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.jwks import URL
from neonctl_py.stack.documents.lifecycle import LIFECYCLE, NAME, ROLE_NAME
from neonctl_py.stack.scalars import Choice, Duration, Flag, Number, Text
from neonctl_py.stack.shapes import Key, ListOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc

_EXTERNAL_ONLY: Final = ("jwks_url", "provider", "audience")
DATA_API: Final = Record(
    "data_api",
    {
        "auth": Key(
            Choice(("neon_auth", "external")),
            "Whose tokens count: `neon_auth`, or `external` with `jwks_url`; only at creation.",
        ),
        "jwks_url": Key(URL, "Where the external provider's keys are; only at creation."),
        "provider": Key(Text("a name"), "The external provider's name; only at creation."),
        "audience": Key(Text("an audience"), "Tokens for another audience are refused; only at creation."),
        "default_grants": Key(
            Flag(), "Everyone who is signed in may do everything in `public`; only at creation."
        ),
        "auth_schema": Key(Flag(), "Make the schema `auth` with its functions; only at creation."),
        "schemas": Key(ListOf(NAME, "schemas", 1), "The schemas that are shown; `public`.", nullable=True),
        "extra_search_path": Key(
            ListOf(NAME, "schemas"), "Schemas in which names are found, too.", nullable=True
        ),
        "anonymous_role": Key(ROLE_NAME, "The role of requests without a token.", nullable=True),
        "role_claim": Key(Text("a path, as `.role`"), "Where in a token the role is.", nullable=True),
        "max_rows": Key(Number(1), "How many rows one answer may hold.", nullable=True),
        "aggregates": Key(Flag(), "Whether aggregates may be asked for.", nullable=True),
        "cache_tokens": Key(Duration(0), "How long a token that was checked counts.", nullable=True),
        "openapi": Key(
            Choice(("disabled", "ignore-privileges")), "Whether it describes itself.", nullable=True
        ),
        "allowed_origins": Key(
            Text("origins, as `https://app.example.com`"), "Whose pages may ask (CORS).", nullable=True
        ),
        "server_timing": Key(Flag(), "Answers tell where time went.", nullable=True),
        "lifecycle": LIFECYCLE,
    },
    "a Data API",
)
_LISTS: Final = frozenset({"schemas", "extra_search_path"})


def add_data_api(doc: Doc, database: Address, build: Build) -> None:
    """Put it. Only Neon has one."""
    address = database.child("data_api")
    if database.container("branch") is None:
        detail = "`data_api` belongs to the Neon API, and `provider: postgres` has none."
        build.mistakes.add("NP116", doc.span, detail, "Leave it out.", address=address)
        return
    _check_auth(doc, address, build)
    fields: dict[str, Any] = {}
    for key in DATA_API.keys:
        value = doc.get(key)
        if key == "lifecycle" or value is UNSET:
            continue
        fields[key] = tuple(map(str, value)) if key in _LISTS and value is not None else _text(value)
    build.put(address, DataApi(**fields), doc.span)
    build.protect(address, doc)


def _check_auth(doc: Doc, address: Address, build: Build) -> None:
    auth = doc.get("auth", None)
    for key in _EXTERNAL_ONLY:
        if doc.has(key) and auth != "external":
            detail = f"`{key}` says something about an external provider."
            build.mistakes.add("NP116", doc.place(key), detail, "Write `auth: external`.", address=address)
    if auth == "external" and not (doc.node and "jwks_url" in doc.node.entries):
        detail = "`jwks_url` is missing: it says where the provider's keys are."
        hint = "Write `jwks_url: https://…/.well-known/jwks.json`."
        build.mistakes.add("NP111", doc.place("auth"), detail, hint, address=address)


def finish_data_api(database: Address, build: Build) -> None:
    """Once all is there: tokens of Neon Auth need Neon Auth on the branch, and what the platform makes is left alone."""
    value, address = build.objects.get(database.child("data_api")), database.child("data_api")
    if not isinstance(value, DataApi) or database.parent is None:
        return
    for place in (*(database.parent.child("role", name) for name in ROLES), database.child("schema", SCHEMA)):
        if place not in build.objects:
            build.external.add(place)
            build.spans.setdefault(place, build.spans[address])
    if value.auth == "neon_auth" and database.parent.child("auth") not in build.objects:
        detail = f"Its tokens are Neon Auth's, and `{database.parent.name[0]}` has none."
        hint = f"Write `auth: {{…}}` under the branch `{database.parent.name[0]}`."
        build.mistakes.add("NP116", build.spans[address], detail, hint, address=address)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
