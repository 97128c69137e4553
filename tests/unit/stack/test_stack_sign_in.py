"""``auth:``, ``data_api:`` and ``jwks:`` as they are read, what is wrong with them, and that they can be written again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.model.address import Address
from neonctl_py.model.auth import Auth, MailServer, Webhook
from neonctl_py.model.auth_provider import AuthProvider
from neonctl_py.model.data_api import DataApi
from neonctl_py.model.jwks import Jwks
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.stack.write import write_state
from neonctl_py.stack.write_files import Layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack

ENVIRONMENT = {"GOOGLE_CLIENT_SECRET": "s3cret", "SMTP_PASSWORD": "sm7p"}
WHOLE = """
    projects:
      shop:
        branches:
          main:
            auth:
              name: Shop
              allow_localhost: false
              trusted_domains: [https://b.example.com, https://a.example.com]
              providers:
                google: {client_id: g-1, client_secret: "${env:GOOGLE_CLIENT_SECRET}"}
                github: {}
              email: {sign_up: false, must_be_verified: true, verified_by: link}
              mail_server:
                host: smtp.example.com
                username: u
                password: ${env:SMTP_PASSWORD}
                sender_email: no-reply@example.com
              magic_link: {enabled: true, expires_in: 15m}
              phone: {expires_in: null}
              organizations: {members: 50}
              webhook: {url: https://example.com/hook, events: [user.created]}
        databases:
          app: {data_api: {auth: neon_auth, schemas: [public, api], max_rows: 100, cache_tokens: 5m}}
        jwks:
          clerk: {url: "https://clerk.example.com/jwks", branch: main}
"""
MAIN = "project.shop/branch.main"


def at(loaded: LoadedStack, place: str) -> Any:
    return loaded.desired.objects[Address.parse(place)]


def test_what_is_written_becomes_objects_and_nothing_else_is_said(load: Callable[..., LoadedStack]) -> None:
    loaded = load(WHOLE, environment=ENVIRONMENT)
    server = MailServer(
        host="smtp.example.com",
        port=587,
        username="u",
        password=Secret("sm7p"),
        sender_email="no-reply@example.com",
        sender_name="no-reply@example.com",
    )
    assert at(loaded, f"{MAIN}/auth") == Auth(
        database="app",
        name="Shop",
        allow_localhost=False,
        trusted_domains=("https://a.example.com", "https://b.example.com"),
        email_sign_up=False,
        email_must_be_verified=True,
        email_verified_by="link",
        mail_server=server,
        link_enabled=True,
        link_expires_in=900,
        phone_expires_in=None,
        organizations_members=50,
        webhook=Webhook(url="https://example.com/hook", events=("user.created",)),
        owns_providers=True,
    )
    google = at(loaded, f"{MAIN}/auth/auth_provider.google")
    assert google == AuthProvider(client_id="g-1", client_secret=Secret("s3cret"))
    assert at(loaded, f"{MAIN}/auth/auth_provider.github") == AuthProvider()
    assert at(loaded, f"{MAIN}/database.app/data_api") == DataApi(
        auth="neon_auth", schemas=("public", "api"), max_rows=100, cache_tokens=300
    )
    assert at(loaded, "project.shop/jwks.clerk") == Jwks(
        url="https://clerk.example.com/jwks", audience=UNSET, branch="main"
    )
    assert "s3cret" not in repr(loaded.desired)


def test_what_the_platform_makes_is_left_alone(load: Callable[..., LoadedStack]) -> None:
    external = {str(place) for place in load(WHOLE, environment=ENVIRONMENT).desired.external}
    database = f"{MAIN}/database.app"
    assert external == {
        f"{database}/schema.neon_auth",
        f"{database}/schema.auth",
        f"{MAIN}/role.anonymous",
        f"{MAIN}/role.authenticated",
        f"{MAIN}/role.authenticator",
    }


def test_policies_may_speak_of_the_roles_of_the_data_api(load: Callable[..., LoadedStack]) -> None:
    load(
        "projects: {a: {databases: {d: {data_api: {}, schemas: {public: {tables: {t: {columns: {id: bigint},"
        " row_level_security: enabled, policies: {own: {to: [authenticated], using: 'true'}}}}}}}}}}\n"
    )


def test_it_can_be_written_and_read_again(load: Callable[..., LoadedStack]) -> None:
    objects = load(WHOLE, environment=ENVIRONMENT).desired.objects
    written = write_state(objects, Layout(name="shop"))
    text = "".join(written.files.values())
    assert "s3cret" not in text
    assert "sm7p" not in text
    assert load(text, environment=ENVIRONMENT | {"GITHUB_CLIENT_SECRET": "h"}).desired.objects == objects


AUTH = "projects: {a: {databases: {d: {}}, branches: {b: {auth: {%s}}}}}\n"
MISTAKES: dict[str, tuple[str, str]] = {
    "a secret in the text": (
        AUTH % "providers: {google: {client_id: x, client_secret: «NP150»hunter2}}",
        "${env:",
    ),
    "a client without its secret": (
        AUTH % "providers: {google: {«NP111»client_id: x}}",
        "GOOGLE_CLIENT_SECRET",
    ),
    "a provider that isn't known": (AUTH % "providers: {«NP115»gitlab: {}}", "google, github"),
    "a tenant of Google's": (AUTH % "providers: {google: {«NP116»tenant_id: x}}", "Microsoft"),
    "a path after a domain": (AUTH % "trusted_domains: [«NP115»https://a.example.com/x]", "without a path"),
    "half a minute": (AUTH % "magic_link: {expires_in: «NP114»450s}", "whole minutes"),
    "a link that works too long": (AUTH % "magic_link: {expires_in: «NP114»2d}", "to 1d"),
    "a database that isn't there": (AUTH % "database: «NP137»e", "no database"),
    "domains under another name": (AUTH % "«NP110»domains: []", "trusted_domains"),
    "one of two databases": (
        "projects: {a: {databases: {d: {}, e: {}}, branches: {b: {auth: «NP111»{}}}}}\n",
        "`database: …`",
    ),
    "Neon Auth's own schema": (
        "projects: {a: {databases: {d: {schemas: {«NP161»neon_auth: {}}}}, branches: {b: {auth: {}}}}}\n",
        "external: true",
    ),
    "tokens of a Neon Auth that isn't there": (
        "projects: {a: {databases: {d: {data_api: «NP116»{auth: neon_auth}}}}}\n",
        "Neon Auth's",
    ),
    "an external provider without its keys": (
        "projects: {a: {databases: {d: {data_api: {«NP111»auth: external}}}}}\n",
        "jwks_url",
    ),
    "keys of no external provider": (
        "projects: {a: {databases: {d: {data_api: {«NP116»jwks_url: 'https://x.example.com'}}}}}\n",
        "auth: external",
    ),
    "a Data API without Neon": (
        "projects: {a: {provider: postgres, url: 'postgresql://h/d', databases: {d: {data_api: «NP116»{}}}}}\n",
        "provider: postgres",
    ),
    "keys over plain HTTP": (
        "projects: {a: {jwks: {x: {url: «NP115»'http://x.example.com'}}}}\n",
        "https://",
    ),
    "keys for a branch that isn't there": (
        "projects: {a: {branches: {b: {}}, jwks: {x: {url: 'https://x.example.com', branch: «NP130»c}}}}\n",
        "no branch",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_where_it_is(mistakes: Callable[..., Any], what: str) -> None:
    text, words = MISTAKES[what]
    expected, found, messages = mistakes(text)
    assert (found, words in messages) == (expected, True), messages
