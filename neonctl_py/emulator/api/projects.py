"""Projects: create, list, read, change, delete, and what belongs to the whole of one.

Never here: branches beyond the first.
"""

from __future__ import annotations

from typing import Any

from neonctl_py.emulator import names
from neonctl_py.emulator.api import branch_values, compute_size, pages
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.endpoint_values import known_settings, new_endpoint, wire_endpoint
from neonctl_py.emulator.api.fields import Fields
from neonctl_py.emulator.api.problem import Problem, invalid_field
from neonctl_py.emulator.api.project_settings import default_settings, merged_settings
from neonctl_py.emulator.api.regions import REGIONS
from neonctl_py.emulator.catalog_sync import database_document
from neonctl_py.emulator.operations import Work
from neonctl_py.emulator.store import Document, public
from neonctl_py.emulator.timelines import new_timeline

OWNER_ID = "00000000-0000-4000-8000-000000000001"
ORG_ID = "org-local-neon-00000001"
_NEVER = "0001-01-01T00:00:00Z"
_ZEROES = (
    "data_storage_bytes_hour",
    "data_transfer_bytes",
    "written_data_bytes",
    "compute_time_seconds",
    "active_time_seconds",
    "cpu_used_sec",
)
_LONGEST_HISTORY = 2_592_000
_DEFAULT_HISTORY = 86_400
_MAJORS = (14, 19)


def _create(call: Call) -> Answer:
    body = call.body()
    asked = body.required_object("project")
    body.finish()
    plane = call.plane
    project = _new_project(call, asked)
    first = asked.object("branch") or Fields({}, "project.branch")
    branch_name, role_name, database_name = _first_branch(first)
    asked.finish()
    binaries = plane.installations.nearest(project["pg_version"])
    template = plane.templates.get(binaries)
    role, password = branch_values.new_role(plane, "", role_name, login=True, keep=project["store_passwords"])
    tasks = [["create_role", role_name, role["_verifier"]], ["create_database", database_name, role_name]]
    start = plane.start_of(template, binaries.major)
    timeline = new_timeline(project["id"], binaries.major, template, start, tasks)
    branch = branch_values.new_branch(plane, project["id"], branch_name, timeline["id"])
    branch |= {"default": True, "_root": True}
    role["branch_id"] = branch["id"]
    database = database_document(branch["id"], database_name, role_name, branch["created_at"])
    endpoint = new_endpoint(plane, project, branch["id"], "read_write", {})
    with plane.store.transaction():
        for kind, document in (
            ("project", project), ("timeline", timeline), ("branch", branch), ("endpoint", endpoint),
        ):  # fmt: skip
            plane.store.put(kind, document["id"], document)
        plane.store.put("role", f"{branch['id']}/{role_name}", role)
        plane.store.put("database", f"{branch['id']}/{database_name}", database)
        operations = plane.schedule(
            project["id"],
            Work("create_timeline", ["branch_ready", branch["id"]], branch["id"]),
            Work("start_compute", ["nothing"], branch["id"], endpoint["id"]),
        )
    details = branch_values.connection_details(role, password, endpoint, database_name, tls=binaries.has_tls)
    return Answer(
        {
            "project": public(project),
            "connection_uris": [details],
            "roles": [branch_values.wire_role(role, password)],
            "databases": [public(database)],
            "operations": [public(operation) for operation in operations],
            "branch": branch_values.wire_branch(branch),
            "endpoints": [wire_endpoint(plane, endpoint)],
        },
        201,
    )


def _new_project(call: Call, asked: Fields) -> Document:
    identifier = names.project_id()
    stamp = call.plane.clock.stamp()
    region = asked.choice("region_id", tuple(REGIONS)) or "aws-us-east-2"
    store_passwords = asked.boolean("store_passwords")
    compute_size.refuse_sunset(asked, "autoscaling_limit_min_cu", "autoscaling_limit_max_cu")
    version = asked.integer("pg_version", *_MAJORS) or 17
    history = asked.integer("history_retention_seconds", 0, _LONGEST_HISTORY)
    provisioner = asked.choice("provisioner", ("k8s-pod", "k8s-neonvm", "serverless-platform"))
    call.plane.installations.nearest(version)
    known = known_settings(call.plane, version)
    return {
        **dict.fromkeys(_ZEROES, 0),
        "id": identifier,
        "platform_id": "aws",
        "region_id": region,
        "name": asked.text("name") or identifier,
        "provisioner": provisioner or "k8s-neonvm",
        "default_endpoint_settings": default_settings(asked, {}, known),
        "settings": merged_settings(asked, {}),
        "pg_version": version,
        "proxy_host": "127.0.0.1",
        "branch_logical_size_limit": 16_777_216,
        "branch_logical_size_limit_bytes": 17_592_186_044_416,
        "store_passwords": True if store_passwords is None else store_passwords,
        "creation_source": "console",
        "history_retention_seconds": _DEFAULT_HISTORY if history is None else history,
        "created_at": stamp,
        "updated_at": stamp,
        "synthetic_storage_size": 0,
        "consumption_period_start": _NEVER,
        "consumption_period_end": _NEVER,
        "owner_id": OWNER_ID,
        "org_id": asked.text("org_id") or ORG_ID,
    }


def _first_branch(asked: Fields) -> tuple[str, str, str]:
    """Names of the first branch, its role and its database."""
    branch = asked.text("name") or "main"
    database = asked.text("database_name") or "neondb"
    role = asked.text("role_name") or f"{database}_owner"
    asked.mapping("annotations")
    asked.finish()
    for field, reason in (
        ("role_name", branch_values.why_not_role(role)),
        ("database_name", branch_values.why_not_database(database)),
    ):
        if reason:
            raise invalid_field(asked.path(field), reason)
    return branch, role, database


def _list(call: Call) -> Answer:
    limit = call.count("limit", 10, 400)
    search, organization = call.parameter("search"), call.parameter("org_id")
    call.parameter("timeout")
    rows = [] if call.flag("recoverable") else call.plane.store.find("project")
    rows = [
        row
        for row in reversed(rows)
        if (not organization or row["org_id"] == organization)
        and (search in row["name"] or search in row["id"])
    ]
    page = pages.after_cursor(rows, "id", call.parameter("cursor"), limit)
    items = [_list_item(row) for row in page]
    return Answer({"projects": items, **pages.cursor_of(page, "id"), "applications": {}, "integrations": {}})


def _list_item(project: Document) -> dict[str, Any]:
    hidden = (*_ZEROES[:4], "active_time_seconds", "consumption_period_start", "consumption_period_end")
    item = {name: value for name, value in public(project).items() if name not in hidden}
    return {**item, "active_time": 0, "cpu_used_sec": 0}


def _shared(call: Call) -> Answer:
    for name in ("limit", "cursor", "search", "timeout"):
        call.parameter(name)
    return Answer({"projects": []})


def _get(call: Call) -> Answer:
    return Answer({"project": public(call.plane.project(call.project_id))})


def _update(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.required_object("project")
    body.finish()
    project = plane.project(call.project_id)
    before = project["settings"]
    name = asked.text("name")
    history = asked.integer("history_retention_seconds", 0, _LONGEST_HISTORY)
    known = known_settings(plane, project["pg_version"])
    project["default_endpoint_settings"] = default_settings(
        asked, project["default_endpoint_settings"], known
    )
    project["settings"] = merged_settings(asked, before)
    asked.finish()
    project["name"] = project["name"] if name is None else name
    project["history_retention_seconds"] = (
        project["history_retention_seconds"] if history is None else history
    )
    project["updated_at"] = plane.clock.stamp()
    with plane.store.transaction():
        plane.store.put("project", project["id"], project)
        works = _works_of_change(call, before, project["settings"])
        operations = plane.schedule(project["id"], *works)
    return Answer({"project": public(project), "operations": [public(operation) for operation in operations]})


def _works_of_change(call: Call, before: Document, after: Document) -> list[Work]:
    """Logical replication needs a restart of every compute; nothing else reaches them."""
    if before == after:
        return []
    replication = "enable_logical_replication"
    job = "restart" if before.get(replication) != after.get(replication) else "nothing"
    action = "suspend_compute" if job == "restart" else "apply_config"
    endpoints = call.plane.store.find("endpoint", project=call.project_id)
    return [Work(action, [job, found["id"]], found["branch_id"], found["id"]) for found in endpoints]


def _delete(call: Call) -> Answer:
    plane = call.plane
    project = plane.project(call.project_id)
    branches = plane.branches(project["id"])
    if any(branch["protected"] for branch in branches):
        raise Problem(422, "cannot delete a project with protected branches")
    with plane.store.transaction():
        for branch in branches:
            plane.forget_branch(branch)
        for kind in ("snapshot", "permission", "operation", "jwks"):
            for document in plane.store.find(kind, project=project["id"]):
                plane.store.delete(kind, document["id"])
        plane.store.delete("project", project["id"])
        plane.store.after_commit(plane.sweeper.request)
    return Answer({"project": public(project)})


ROUTES = (
    Route("GET", "/projects", _list),
    Route("POST", "/projects", _create),
    Route("GET", "/projects/shared", _shared),
    Route("GET", "/projects/<project_id>", _get),
    Route("PATCH", "/projects/<project_id>", _update, changes=True),
    Route("DELETE", "/projects/<project_id>", _delete, changes=True),
)
