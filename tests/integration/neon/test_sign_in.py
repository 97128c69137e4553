"""Neon Auth, the Data API and identity providers against an embedded Neon: made, changed by others, healed, and gone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from neonctl_py.apply.neon_steps import run_neon_step
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.auth import Auth, MailServer, Webhook
from neonctl_py.model.auth_provider import AuthProvider
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.data_api import DataApi
from neonctl_py.model.database import Database
from neonctl_py.model.jwks import Jwks
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.state import Desired
from neonctl_py.model.values import Secret
from neonctl_py.neon.client import NeonClient
from neonctl_py.neon.connections import connection_url
from neonctl_py.neon.observe import observe_account
from neonctl_py.neon.operations import WaitPolicy
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.steps import NeonStep
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.send_secrets import send_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.control import LocalServer

SERVER = MailServer(
    host="smtp.example.com",
    port=587,
    username="u",
    password=Secret("sm7p"),
    sender_email="no-reply@example.com",
    sender_name="Shop",
)
WRITTEN: dict[str, Any] = {
    "database": "app",
    "name": "Shop",
    "allow_localhost": False,
    "trusted_domains": ("https://a.example.com", "https://b.example.com"),
    "email_sign_up": False,
    "email_verified_by": "link",
    "mail_server": SERVER,
    "link_enabled": True,
    "link_expires_in": 900,
    "phone_expires_in": 120,
    "organizations_members": 50,
    "webhook": Webhook(url="https://example.com/hook", events=("user.created",)),
    "owns_providers": True,
}


@pytest.fixture
def client(local_neon: LocalServer) -> Iterator[NeonClient]:
    waiting = WaitPolicy(budget=60, patience=0.3)
    with NeonClient(Secret(local_neon.api_key), local_neon.url, waiting=waiting) as client:
        yield client


@pytest.fixture
def shop(client: NeonClient) -> Iterator[Address]:
    name = f"sign-in-{uuid.uuid4().hex[:10]}"
    yield project_address(name)
    for project in client.list_projects().projects:
        if project.name == name:
            client.delete_project(project.id)


@pytest.fixture
def by_hand(local_neon: LocalServer) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {local_neon.api_key}"}
    with httpx.Client(base_url=local_neon.url, headers=headers, trust_env=False) as http:
        yield http


def stack(shop: Address, **auth: Any) -> dict[Address, Any]:
    main = shop.child("branch", "main")
    place = main.child("auth")
    return {
        shop: Project(pg_version=17),
        main: Branch(default=True),
        main.child("compute"): Compute(min_cu=0.25, max_cu=0.25),
        main.child("role", "owner"): Role(managed_by="neon"),
        main.child("database", "app"): Database(owner="owner"),
        place: Auth(**(WRITTEN | auth)),
        place.child("auth_provider", "github"): AuthProvider(client_id="h-1", client_secret=Secret("hs")),
        main.child("database", "app").child("data_api"): DataApi(
            auth="neon_auth", schemas=("public", "api"), extra_search_path=("extensions",), max_rows=100
        ),
        shop.child("jwks", "clerk"): Jwks(url="https://clerk.example.com/jwks", branch="main"),
    }


def desired(objects: dict[Address, Any], **more: Any) -> Desired:
    return Desired(stack="s", objects=objects, **more)


def apply(client: NeonClient, stated: Desired) -> dict[Address, str]:
    observed = observe_account(client, stated)
    ids = dict(observed.ids)
    for step in make_plan(stated, observed).steps:
        if isinstance(step, NeonStep) and (step.address.kind != "role" or not observed.objects):
            run_neon_step(client, step, ids, lambda _message: None)
    return ids


def left_to_do(client: NeonClient, stated: Desired) -> list[str]:
    changes = make_plan(stated, observe_account(client, stated)).changes
    return [
        f"{change.action.value} {change.address.segment}: {', '.join(item.field for item in change.differences)}"
        for change in changes
        if change.address.kind != "role"
    ]


def test_a_life(client: NeonClient, shop: Address, by_hand: httpx.Client, local_neon: LocalServer) -> None:
    """Applied once, nothing is left; what others change is seen by its name, and healed; what is taken out goes."""
    stated = desired(stack(shop))
    ids = apply(client, stated)
    assert left_to_do(client, stated) == []

    main = shop.child("branch", "main")
    project, branch = ids[shop], ids[main]
    _has_schemas(client, project, branch)

    place = f"/projects/{project}/branches/{branch}"
    for method, path, body in (
        ("POST", "auth/domains", {"domain": "https://evil.example.com", "auth_provider": "better_auth"}),
        ("PATCH", "auth/allow_localhost", {"allow_localhost": True}),
        ("PATCH", "auth/oauth_providers/github", {"client_secret": "other"}),
        ("POST", "auth/oauth_providers", {"id": "vercel"}),
        ("PATCH", "data-api/app", {"settings": {"db_max_rows": 1000, "db_schemas": ["public"]}}),
    ):
        by_hand.request(method, f"{place}/{path}", json=body).raise_for_status()
    for row in by_hand.get(f"/projects/{project}/jwks").json()["jwks"]:
        by_hand.delete(f"/projects/{project}/jwks/{row['id']}").raise_for_status()
    access = NeonAccess(Secret(local_neon.api_key), local_neon.url)
    secrets_of = (main.child("auth"), main.child("auth").child("auth_provider", "github"))
    assert set(send_secrets(stated, access, only_look=True)) == set(secrets_of)  # and sends none: see below
    assert left_to_do(client, stated) == [
        "update auth: allow_localhost, trusted_domains",
        "update auth_provider.github: client_secret",
        "delete auth_provider.vercel: ",
        "update data_api: schemas, max_rows",
        "create jwks.clerk: ",
    ]
    apply(client, stated)
    assert left_to_do(client, stated) == []

    back = {"mail_server": None, "webhook": None, "link_expires_in": None, "email_sign_up": None}
    changed = desired(stack(shop, trusted_domains=(), **back))
    apply(client, changed)
    assert left_to_do(client, changed) == []

    kept = {
        address: value
        for address, value in changed.objects.items()
        if address.kind not in ("auth", "auth_provider", "data_api", "jwks")
    }
    gone = desired(
        kept,
        removed=(
            main.child("auth"),
            main.child("database", "app").child("data_api"),
            shop.child("jwks", "clerk"),
        ),
    )
    apply(client, gone)
    assert not {place.kind for place in observe_account(client, gone).objects} & {"auth", "data_api", "jwks"}
    _has_schemas(client, project, branch)


def _has_schemas(client: NeonClient, project: str, branch: str) -> None:
    """The users' tables are there, and outlive Neon Auth."""
    client.settle(project)
    url = connection_url(client, project, branch, "owner", "app").reveal()
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select to_regclass('neon_auth.\"user\"') is not null, to_regproc('auth.user_id') is not null"
        ).fetchone()
    assert found == (True, True)


def test_what_an_apply_left_half_done_is_finished(
    client: NeonClient, shop: Address, by_hand: httpx.Client
) -> None:
    """Enabled, with a provider and a Data API, by a run that died: taken over, not refused."""
    whole = stack(shop)
    bare = {a: v for a, v in whole.items() if a.kind not in ("auth", "auth_provider", "data_api", "jwks")}
    ids = apply(client, desired(bare))
    main = shop.child("branch", "main")
    stated = desired(whole)
    steps = [
        step
        for step in make_plan(stated, observe_account(client, stated)).steps
        if isinstance(step, NeonStep)
    ]
    place = f"/projects/{ids[shop]}/branches/{ids[main]}"
    for path, body in (
        ("auth", {"auth_provider": "better_auth", "database_name": "app"}),
        ("auth/oauth_providers", {"id": "github", "client_id": "old", "client_secret": "old"}),
        ("data-api/app", {}),
    ):
        by_hand.post(f"{place}/{path}", json=body).raise_for_status()
        client.settle(ids[shop])
    for step in steps:
        if step.address.kind != "role":
            run_neon_step(client, step, ids, lambda _message: None)
    assert left_to_do(client, stated) == []


def test_an_import_reads_them_all(client: NeonClient, shop: Address) -> None:
    apply(client, desired(stack(shop)))
    seen = observe_account(client, desired({shop: Project()}), everything=True).objects
    main = shop.child("branch", "main")
    assert {place.kind for place in seen} >= {"auth", "auth_provider", "data_api", "jwks"}
    url = seen[main.child("auth")].url  # type: ignore[attr-defined]
    assert url.endswith(".aws.neon.tech/app/auth")
