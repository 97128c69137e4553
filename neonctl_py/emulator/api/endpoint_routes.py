"""Endpoints (computes): their sizes and settings, and waking, suspending and restarting them.

Never here: the servers behind them (``fleet.py``).
"""

from __future__ import annotations

from neonctl_py.emulator.api import compute_size
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.endpoint_values import known_settings, new_endpoint, sizing, wire_endpoint
from neonctl_py.emulator.api.problem import Problem
from neonctl_py.emulator.compute_settings import primary_endpoint
from neonctl_py.emulator.operations import Work
from neonctl_py.emulator.store import Document, public


def _list(call: Call) -> Answer:
    call.plane.project(call.project_id)
    found = call.plane.store.find("endpoint", project=call.project_id)
    return Answer({"endpoints": [wire_endpoint(call.plane, row) for row in found]})


def _list_of_branch(call: Call) -> Answer:
    call.plane.project(call.project_id)
    branch = call.plane.branch(call.project_id, call.branch_id)
    found = call.plane.store.find("endpoint", branch=branch["id"])
    return Answer({"endpoints": [wire_endpoint(call.plane, row) for row in found]})


def _create(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.required_object("endpoint")
    body.finish()
    project = plane.project(call.project_id)
    branch_id = asked.required_text("branch_id")
    kind = asked.choice("type", ("read_write", "read_only"), required=True) or "read_write"
    region = asked.text("region_id")
    if region is not None and region != project["region_id"]:
        raise Problem(400, "invalid request: endpoint.region_id: must be the project's region")
    said = sizing(asked, project["default_endpoint_settings"], known_settings(plane, project["pg_version"]))
    said["disabled"] = asked.boolean("disabled") or False
    if (name := asked.text("name", longest=64)) is not None:
        said["name"] = name
    asked.boolean("passwordless_access")
    compute_size.refuse_sunset(asked, "pooler_mode")
    asked.boolean("pooler_enabled")
    asked.finish()
    branch = plane.branch(call.project_id, branch_id)
    if kind == "read_write" and primary_endpoint(plane.store, branch) is not None:
        raise Problem(409, "read-write endpoint already exists for the branch")
    endpoint = new_endpoint(plane, project, branch_id, kind, said)
    with plane.store.transaction():
        plane.store.put("endpoint", endpoint["id"], endpoint)
        work = Work("start_compute", ["nothing"], branch_id, endpoint["id"])
        operations = plane.schedule(call.project_id, work)
    return _answer(call, endpoint, operations, 201)


def _get(call: Call) -> Answer:
    call.plane.project(call.project_id)
    return Answer({"endpoint": wire_endpoint(call.plane, _endpoint(call))})


def _update(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.required_object("endpoint")
    body.finish()
    endpoint = _endpoint(call)
    before = dict(endpoint)
    known = known_settings(plane, plane.project(call.project_id)["pg_version"])
    said = sizing(asked, endpoint, known)
    said["settings"] = {**endpoint["settings"], **said.get("settings", {})}
    if (disabled := asked.boolean("disabled")) is not None:
        said["disabled"] = disabled
    if (name := asked.text("name", longest=64)) is not None:
        said["name"] = name
    asked.boolean("passwordless_access")
    compute_size.refuse_sunset(asked, "branch_id", "pooler_enabled", "pooler_mode")
    asked.finish()
    endpoint |= said
    changed = endpoint != before
    endpoint["updated_at"] = plane.clock.stamp()
    with plane.store.transaction():
        plane.store.put("endpoint", endpoint["id"], endpoint)
        works = _works_of_change(before, endpoint) if changed else []
        operations = plane.schedule(call.project_id, *works)
    return _answer(call, endpoint, operations)


def _works_of_change(before: Document, after: Document) -> list[Work]:
    """Settings of Postgres need a restart; sizes mean nothing here; a disabled endpoint is suspended."""
    about = (after["branch_id"], after["id"])
    if after["disabled"] and not before["disabled"]:
        return [Work("suspend_compute", ["suspend", after["id"]], *about)]
    job = "restart" if before["settings"] != after["settings"] else "nothing"
    return [Work("apply_config", [job, after["id"]], *about)]


def _delete(call: Call) -> Answer:
    plane = call.plane
    endpoint = plane.store.get("endpoint", call.arguments["endpoint_id"])
    if endpoint is None or endpoint["project_id"] != call.project_id:
        return Answer(None, 204)
    shown = wire_endpoint(plane, endpoint)
    key = plane.key_of(endpoint)
    with plane.store.transaction():
        plane.forget_endpoint(endpoint)
        work = Work("suspend_compute", ["retire", key], endpoint["branch_id"], endpoint["id"])
        operations = plane.schedule(call.project_id, work)
    return Answer({"endpoint": shown, "operations": [public(row) for row in operations]})


def _start(call: Call) -> Answer:
    endpoint = _endpoint(call)
    if endpoint["disabled"]:
        raise Problem(422, "the endpoint is disabled")
    return _do(call, endpoint, "start_compute", "start")


def _suspend(call: Call) -> Answer:
    return _do(call, _endpoint(call), "suspend_compute", "suspend")


def _restart(call: Call) -> Answer:
    endpoint = _endpoint(call)
    if call.plane.fleet.running(call.plane.key_of(endpoint)) is None:
        raise Problem(422, "the endpoint is not active")
    return _do(call, endpoint, "restart_compute", "restart")


def _do(call: Call, endpoint: Document, action: str, job: str) -> Answer:
    with call.plane.store.transaction():
        work = Work(action, [job, endpoint["id"]], endpoint["branch_id"], endpoint["id"])
        operations = call.plane.schedule(call.project_id, work)
    return _answer(call, endpoint, operations)


def _endpoint(call: Call) -> Document:
    return call.plane.endpoint(call.project_id, call.arguments["endpoint_id"])


def _answer(call: Call, endpoint: Document, operations: list[Document], status: int = 200) -> Answer:
    shown = wire_endpoint(call.plane, endpoint)
    return Answer({"endpoint": shown, "operations": [public(row) for row in operations]}, status)


_ENDPOINTS = "/projects/<project_id>/endpoints"
_ENDPOINT = f"{_ENDPOINTS}/<endpoint_id>"

ROUTES = (
    Route("GET", _ENDPOINTS, _list),
    Route("GET", "/projects/<project_id>/branches/<branch_id>/endpoints", _list_of_branch),
    Route("POST", _ENDPOINTS, _create, changes=True),
    Route("GET", _ENDPOINT, _get),
    Route("PATCH", _ENDPOINT, _update, changes=True),
    Route("DELETE", _ENDPOINT, _delete, changes=True),
    Route("POST", f"{_ENDPOINT}/start", _start, changes=True),
    Route("POST", f"{_ENDPOINT}/suspend", _suspend, changes=True),
    Route("POST", f"{_ENDPOINT}/restart", _restart, changes=True),
)
