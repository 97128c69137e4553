"""The part of the Neon API that steps need, in memory: names become ids, bodies are kept as sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = {"autoscaling_limit_min_cu": 0.25, "autoscaling_limit_max_cu": 0.25, "suspend_timeout_seconds": 0}


class RememberingNeon:
    """``changes``: (method, path, body) of everything but reads. ``lose_answer_to``: a method and path whose next request is
    carried out and not answered. ``refuse``: (method, path) -> response.
    """

    def __init__(self) -> None:
        self.changes: list[tuple[str, str, Any]] = []
        self.projects: list[dict[str, Any]] = []
        self.branches: list[dict[str, Any]] = []
        self.endpoints: list[dict[str, Any]] = []
        self.roles: list[dict[str, Any]] = []
        self.databases: list[dict[str, Any]] = []
        self.lose_answer_to: set[tuple[str, str]] = set()
        self.refuse: dict[tuple[str, str], httpx.Response] = {}

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v2")
        body = json.loads(request.content) if request.content else None
        key = (request.method, path)
        if request.method != "GET":
            self.changes.append((*key, body))
        if key in self.refuse:
            return self.refuse[key]
        response = self._carry_out(request.method, path.strip("/").split("/"), body)
        if key in self.lose_answer_to:
            self.lose_answer_to.remove(key)
            raise httpx.ReadTimeout("lost", request=request)
        return response

    def given(self, project: str = "p", branch: str = "main") -> None:
        """A project with a default branch and its compute."""
        self.projects.append({"id": project, "name": "shop"})
        self.branches.append({"id": f"br-{branch}", "name": branch, "default": True, "protected": False})
        self.endpoints.append({"id": "ep-main", "branch_id": f"br-{branch}", "type": "read_write", **SIZES})

    def _carry_out(self, method: str, path: list[str], body: Any) -> httpx.Response:
        match method, path:
            case "GET", [*_, "operations"]:
                return _ok({"operations": []})
            case "GET", [*_, "branches", branch_id]:
                wanted = next(branch for branch in self.branches if branch["id"] == branch_id)
                return _ok({"branch": wanted})
            case "POST", [*_, branch_id, "set_as_default"]:
                for branch in self.branches:
                    branch["default"] = branch["id"] == branch_id
                return _ok({})
            case "GET", [*_, kind] if isinstance(found := getattr(self, kind, None), list):
                return _ok({kind: found})
            case "POST", ["projects"]:
                return self._create_project(body["project"])
            case "POST", [*_, "branches"]:
                return self._create_branch(body)
            case "POST", [*_, "endpoints"]:
                return _ok({"endpoint": self._endpoint(body["endpoint"])}, 201)
            case "POST", [*_, "roles"]:
                self.roles.append(body["role"])
                return _ok({"role": body["role"] | {"password": "hunter2"}}, 201)
            case "POST", [*_, "databases"]:
                self.databases.append(body["database"])
                return _ok({"database": body["database"]}, 201)
            case _:
                return _ok({})

    def _create_project(self, body: dict[str, Any]) -> httpx.Response:
        project = {"id": f"p-{body['name']}", "name": body["name"]}
        born = body.get("branch", {})
        branch = {"id": "br-1", "name": born.get("name", "main"), "default": True, "protected": False}
        self.projects.append(project)
        self.branches.append(branch)
        defaults = {
            name: value for name, value in body.get("default_endpoint_settings", {}).items() if name in SIZES
        }
        endpoint = self._endpoint({"branch_id": "br-1", "type": "read_write"} | defaults)
        return _ok({"project": project, "branch": branch, "endpoints": [endpoint], "operations": []}, 201)

    def _create_branch(self, body: dict[str, Any]) -> httpx.Response:
        branch = {
            "default": False,
            "protected": False,
            **body["branch"],
            "id": f"br-{body['branch']['name']}",
        }
        self.branches.append(branch)
        endpoints = [
            self._endpoint({"branch_id": branch["id"], **item}) for item in body.get("endpoints", ())
        ]
        return _ok({"branch": branch, "endpoints": endpoints}, 201)

    def _endpoint(self, body: dict[str, Any]) -> dict[str, Any]:
        endpoint = {**SIZES, **body, "id": f"ep-{len(self.endpoints) + 1}"}
        self.endpoints.append(endpoint)
        return endpoint


def _ok(body: dict[str, Any], status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)
