"""Every kind of answer against the published description of the API, and the application without a socket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from neonctl_py.emulator.api.app import Application
from neonctl_py.emulator.control_plane import ControlPlane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Neon, Project

_DESCRIPTION = "urn:neon"


class Description:
    """The OpenAPI document, asked about one answer at a time."""

    def __init__(self, document: dict[str, Any]) -> None:
        for operations in document["paths"].values():
            for operation in operations.values():
                if "responses" in operation:  # YAML reads a status as a number
                    operation["responses"] = {str(code): it for code, it in operation["responses"].items()}
        self._document = document
        self._registry = Registry().with_resource(_DESCRIPTION, DRAFT4.create_resource(document))
        self._paths = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path) + "$"), path) for path in document["paths"]
        ]
        self.seen: set[str] = set()

    def faults(self, answer: httpx.Response) -> list[str]:
        """What is wrong with an answer, in words."""
        path = answer.request.url.path.removeprefix("/api/v2")
        template = next(
            template for pattern, template in sorted(self._paths, key=_literal_first) if pattern.match(path)
        )
        method = answer.request.method.lower()
        self.seen.add(f"{method} {template}")
        responses = self._document["paths"][template][method]["responses"]
        status = str(answer.status_code)
        if status not in responses:
            return [f"{method} {template}: status {status} is not described"]
        where = f"{_DESCRIPTION}#/paths/{_pointer(template)}/{method}/responses/{status}"
        response = responses[status]
        if "$ref" in response:
            where = _DESCRIPTION + response["$ref"]
            response = self._document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        if "application/json" not in response.get("content", {}):
            return []
        schema = {"$ref": f"{where}/content/application~1json/schema"}
        found = Draft4Validator(schema, registry=self._registry).iter_errors(answer.json())
        return [f"{method} {template}: {error.json_path}: {error.message}" for error in found]


def _literal_first(item: tuple[re.Pattern[str], str]) -> int:
    return item[1].count("{")


def _pointer(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


@pytest.fixture(scope="session")
def description(node_modules: Path) -> Description:
    path = node_modules / "@neondatabase" / "api-client" / "public-v2-for-users.gen.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Description(yaml.load(path.read_text(), loader))  # noqa: S506  it is a safe loader, the fast one


def test_answers_are_as_described(project: Project, neon: Neon, description: Description) -> None:
    wrong: list[str] = []

    def judge(answer: httpx.Response) -> None:
        answer.read()
        wrong.extend(description.faults(answer))

    neon.http.event_hooks["response"] = [judge]
    created = neon.change("POST", "/projects", {"project": {"name": "described"}})
    neon.ask("DELETE", f"/projects/{created['project']['id']}")
    for path in ("/projects", "/projects/shared", "/regions", "/users/me", "/users/me/organizations"):
        neon.ask("GET", path)
    child = project.fork(name="dev")
    dev = project.path(f"/branches/{child['id']}")
    replica = neon.change(
        "POST", project.path("/endpoints"), {"endpoint": {"branch_id": child["id"], "type": "read_only"}}
    )
    endpoint = project.path(f"/endpoints/{replica['endpoint']['id']}")
    neon.change("PATCH", endpoint, {"endpoint": {"name": "reports", "autoscaling_limit_max_cu": 1}})
    for verb in ("start", "suspend"):
        neon.change("POST", f"{endpoint}/{verb}")
    neon.change("POST", f"{dev}/roles", {"role": {"name": "app"}})
    neon.change("POST", f"{dev}/roles/app/reset_password")
    neon.change("POST", f"{dev}/databases", {"database": {"name": "shop", "owner_name": "app"}})
    neon.change("PATCH", f"{dev}/databases/shop", {"database": {"name": "store"}})
    neon.ask("PUT", f"{dev}/backup_schedule", {"schedule": [{"frequency": "daily", "hour": 3}]})
    snapshot = neon.change("POST", f"{dev}/snapshot?name=s")["snapshot"]
    neon.change("POST", project.path(f"/snapshots/{snapshot['id']}/restore"), {"name": "again"})
    permission = neon.ask("POST", project.path("/permissions"), {"email": "a@example.com"})
    for path in (
        "", "/branches", "/branches/count", "/endpoints", "/operations", "/snapshots", "/permissions",
        "/available_preload_libraries", "/connection_uri?database_name=neondb&role_name=neondb_owner",
    ):  # fmt: skip
        neon.ask("GET", project.path(path))
    for path in (
        "", "/endpoints", "/roles", "/roles/app", "/roles/app/reveal_password", "/databases", "/databases/store",
        "/backup_schedule", "/schema?db_name=neondb", "/schema?db_name=neondb&format=json",
        "/compare_schema?db_name=neondb",
    ):  # fmt: skip
        neon.ask("GET", dev + path)
    neon.ask("GET", endpoint)
    _use_sign_in(neon, project, dev)
    neon.change("PATCH", project.path(), {"project": {"name": "new"}})
    neon.change("PATCH", dev, {"branch": {"name": "new"}})
    neon.change("POST", f"{dev}/restore", {"source_branch_id": project.branch})
    neon.ask("DELETE", project.path(f"/permissions/{permission['id']}"))
    neon.change("PATCH", project.path(f"/snapshots/{snapshot['id']}"), {"snapshot": {"name": "renamed"}})
    neon.change("DELETE", project.path(f"/snapshots/{snapshot['id']}"))
    neon.change("DELETE", endpoint)
    neon.change("DELETE", dev)
    neon.http.event_hooks["response"] = []
    assert wrong == []
    assert len(description.seen) > 70


def _use_sign_in(neon: Neon, project: Project, branch: str) -> None:
    """Neon Auth, the Data API and identity providers, each of their resources once."""
    auth = f"{branch}/auth"
    neon.change("POST", auth, {"auth_provider": "better_auth", "database_name": "neondb"})
    neon.settle(project.id)
    kind = {"auth_provider": "better_auth"}
    neon.ask("POST", f"{auth}/oauth_providers", {"id": "github", "client_id": "c", "client_secret": "s"})
    neon.ask("PATCH", f"{auth}/oauth_providers/github", {"client_id": "d"})
    neon.ask("POST", f"{auth}/domains", {"domain": "https://a.example.com", **kind})
    neon.ask("PATCH", f"{auth}/email_and_password", {"disable_sign_up": True})
    # a server of one's own answers to both of the description's two forms, so only the shared one can be judged
    neon.ask("PATCH", f"{auth}/email_provider", {"type": "shared"})
    neon.ask("PATCH", f"{auth}/allow_localhost", {"allow_localhost": False})
    neon.ask("PATCH", f"{auth}/plugins/organization", {"membership_limit": 5})
    neon.ask("PATCH", f"{auth}/plugins/magic-link", {"enabled": True, "expires_in": 10})
    neon.ask("PATCH", f"{auth}/plugins/phone-number", {"otp_expires_in": 60})
    neon.ask("PATCH", f"{auth}/config", {"name": "A"})
    hook = {"enabled": True, "webhook_url": "https://a.example.com", "enabled_events": ["user.created"]}
    neon.ask("PUT", f"{auth}/webhooks", hook)
    for path in ("", "/oauth_providers", "/domains", "/plugins", "/email_and_password", "/email_provider"):
        neon.ask("GET", auth + path)
    for path in ("/allow_localhost", "/webhooks"):
        neon.ask("GET", auth + path)
    data_api = f"{branch}/data-api/neondb"
    neon.settle(project.id)
    neon.ask("POST", data_api, {"auth_provider": "neon_auth", "settings": {"db_max_rows": 5}})
    neon.settle(project.id)
    neon.ask("PATCH", data_api, {"settings": {"db_schemas": ["public"]}})
    neon.ask("GET", data_api)
    neon.ask("DELETE", data_api)
    keys = neon.change(
        "POST", project.path("/jwks"), {"jwks_url": "https://k.example.com", "provider_name": "k"}
    )
    neon.ask("GET", project.path("/jwks"))
    neon.ask("DELETE", project.path(f"/jwks/{keys['jwks']['id']}"))
    neon.ask("DELETE", f"{auth}/domains", {"domains": [{"domain": "https://a.example.com"}], **kind})
    neon.ask("DELETE", f"{auth}/oauth_providers/github")
    neon.ask("DELETE", auth, {"delete_data": True})
    neon.settle(project.id)


@pytest.fixture
def application(fresh_data_dir: Callable[[], Path]) -> Iterator[Application]:
    data_dir = fresh_data_dir()
    data_dir.mkdir()
    plane = ControlPlane(data_dir)
    plane.open()
    yield Application(plane, "key")
    plane.close()
    from neonctl_py.emulator import control

    control.reset(data_dir)


def test_the_application_answers_without_a_socket(application: Application) -> None:
    transport = httpx.WSGITransport(app=application)
    with httpx.Client(transport=transport, base_url="http://neon/api/v2") as http:
        assert http.get("/projects").status_code == 401
        http.headers["Authorization"] = "Bearer key"
        created = http.post("/projects", json={"project": {"name": "in process"}})
        assert created.status_code == 201
        assert [row["name"] for row in http.get("/projects").json()["projects"]] == ["in process"]
