"""Snapshots: a point of a branch that is kept, and making a branch of it again.

Never here: schedules (``schedule_routes.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.emulator import names
from neonctl_py.emulator.api import branch_rules
from neonctl_py.emulator.api.branch_values import new_branch, wire_branch
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.endpoint_values import wire_endpoint
from neonctl_py.emulator.api.finalizing import finalize
from neonctl_py.emulator.api.forking import fork_timeline
from neonctl_py.emulator.api.history import Point, point_of
from neonctl_py.emulator.api.problem import Problem, invalid_field, not_found
from neonctl_py.emulator.clock import parse_rfc3339, rfc3339
from neonctl_py.emulator.lsn import parse_lsn
from neonctl_py.emulator.operations import Work
from neonctl_py.emulator.store import Document, public

if TYPE_CHECKING:
    from datetime import datetime


def _create(call: Call) -> Answer:
    plane = call.plane
    query = call.parameters("lsn", "timestamp", "name", "expires_at")
    lsn, moment = query.lsn("lsn"), query.moment("timestamp")
    expires_at, name = query.moment("expires_at"), query.text("name")
    query.finish()
    branch = plane.branch(call.project_id, call.branch_id)
    plane.synchronize(branch)
    point = point_of(plane, branch, lsn, moment)
    with plane.store.transaction():
        snapshot = _record(call, branch, point, name)
        if expires_at is not None:
            snapshot["expires_at"] = _future(call, expires_at)
        plane.store.put("snapshot", snapshot["id"], snapshot)
        operations = plane.schedule(call.project_id, Work("create_timeline", ["nothing"], branch["id"]))
    return Answer({"snapshot": _wire(snapshot), "operations": [public(row) for row in operations]})


def _record(call: Call, branch: Document, point: Point, name: str | None) -> Document:
    plane = call.plane
    identifier = names.prefixed_id("snap")
    stamp = plane.clock.stamp()
    return {
        "id": identifier,
        "name": name or f"{branch['name']} at {stamp}",
        "lsn": point.lsn,
        "timestamp": rfc3339(point.moment),
        "source_branch_id": branch["id"],
        "created_at": stamp,
        "manual": True,
        "project_id": call.project_id,
        "_timeline": fork_timeline(plane, plane.timeline(branch), point, [])["id"],
        "_stale": not point.is_head,
        "_roles": plane.store.find("role", branch=branch["id"]),
        "_databases": plane.store.find("database", branch=branch["id"]),
    }


def _wire(snapshot: Document) -> Document:
    return {name: value for name, value in public(snapshot).items() if name != "project_id"}


def _future(call: Call, moment: datetime) -> str:
    if moment <= call.plane.clock.now():
        raise invalid_field("expires_at", "must be in the future")
    return rfc3339(moment)


def _list(call: Call) -> Answer:
    call.plane.project(call.project_id)
    found = call.plane.store.find("snapshot", project=call.project_id)
    return Answer({"snapshots": [_wire(snapshot) for snapshot in found]})


def _update(call: Call) -> Answer:
    body = call.body()
    asked = body.required_object("snapshot")
    body.finish()
    snapshot = _snapshot(call)
    if (name := asked.text("name")) is not None:
        snapshot["name"] = name
    if asked.is_null("expires_at"):
        snapshot.pop("expires_at", None)
    elif (expires_at := asked.moment("expires_at")) is not None:
        snapshot["expires_at"] = _future(call, expires_at)
    asked.finish()
    call.plane.store.put("snapshot", snapshot["id"], snapshot)
    return Answer({"snapshot": _wire(snapshot)})


def _delete(call: Call) -> Answer:
    plane = call.plane
    snapshot = _snapshot(call)
    with plane.store.transaction():
        plane.store.delete("snapshot", snapshot["id"])
        work = Work("delete_timeline", ["collect"], snapshot["source_branch_id"])
        operations = plane.schedule(call.project_id, work)
    return Answer({"operations": [public(row) for row in operations]}, 202)


def _restore(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    snapshot = _snapshot(call)
    name = body.text("name") or call.parameter("name")
    target_id = body.text("target_branch_id") or snapshot["source_branch_id"]
    at_once = body.boolean("finalize_restore") or False
    body.finish()
    if at_once or target_id != snapshot["source_branch_id"]:
        plane.branch(call.project_id, target_id)
    branch = _branch_of(call, snapshot, name, target_id)
    with plane.store.transaction():
        _populate(call, snapshot, branch)
        works = [Work("create_branch", ["branch_ready", branch["id"]], branch["id"])]
        if at_once:
            works += finalize(plane, branch, plane.branch(call.project_id, target_id), name=None)
        operations = plane.schedule(call.project_id, *works)
    shown = plane.branch(call.project_id, branch["id"])
    endpoints = plane.store.find("endpoint", branch=branch["id"])
    return Answer(
        {
            "branch": wire_branch(shown),
            "endpoints": [wire_endpoint(plane, endpoint) for endpoint in endpoints],
            "operations": [public(row) for row in operations],
        }
    )


def _branch_of(call: Call, snapshot: Document, name: str, target_id: str) -> Document:
    stamp = call.plane.clock.stamp()
    branch = new_branch(call.plane, call.project_id, name or f"{snapshot['name']} (restored {stamp})", "")
    branch_rules.check_name_is_free(call.plane, call.project_id, branch["name"])
    branch |= {"restored_from": snapshot["id"], "restore_status": "restored", "_target": target_id}
    return branch | ({"_stale": True} if snapshot["_stale"] else {})


def _populate(call: Call, snapshot: Document, branch: Document) -> None:
    plane = call.plane
    source = plane.store.get("timeline", snapshot["_timeline"])
    if source is None:
        raise not_found("snapshot data")
    moment = parse_rfc3339(snapshot["timestamp"])
    point = Point(parse_lsn(snapshot["lsn"]), moment, is_head=False)
    branch["_timeline"] = fork_timeline(plane, source, point, [])["id"]
    plane.store.put("branch", branch["id"], branch)
    for kind in ("role", "database"):
        for document in snapshot[f"_{kind}s"]:
            own = {**document, "branch_id": branch["id"]}
            plane.store.put(kind, f"{branch['id']}/{document['name']}", own)


def _finalize(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    name = body.text("name")
    body.finish()
    branch = plane.branch(call.project_id, call.branch_id)
    if branch.get("restore_status") != "restored":
        raise Problem(422, "the branch does not wait for its restore to be finalized")
    target = plane.branch(call.project_id, branch["_target"])
    with plane.store.transaction():
        works = finalize(plane, branch, target, name=name)
        operations = plane.schedule(call.project_id, *works)
    return Answer({"operations": [public(row) for row in operations]})


def _snapshot(call: Call) -> Document:
    call.plane.project(call.project_id)
    found = call.plane.store.get("snapshot", call.arguments["snapshot_id"])
    if found is None or found["project_id"] != call.project_id:
        raise not_found("snapshot")
    return found


_PROJECT = "/projects/<project_id>"
_SNAPSHOT = f"{_PROJECT}/snapshots/<snapshot_id>"
_BRANCH = f"{_PROJECT}/branches/<branch_id>"

ROUTES = (
    Route("GET", f"{_PROJECT}/snapshots", _list),
    Route("POST", f"{_BRANCH}/snapshot", _create, changes=True),
    Route("PATCH", _SNAPSHOT, _update, changes=True),
    Route("DELETE", _SNAPSHOT, _delete, changes=True),
    Route("POST", f"{_SNAPSHOT}/restore", _restore, changes=True),
    Route("POST", f"{_BRANCH}/finalize_restore", _finalize, changes=True),
)
