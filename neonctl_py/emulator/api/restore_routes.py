"""Restoring a branch: to its own past, to another branch, to its parent.

The branch keeps its id, name and endpoints and gets another timeline.
Never here: snapshots (``snapshot_routes.py``).
"""

from __future__ import annotations

from datetime import timedelta

from neonctl_py.emulator.api import branch_rules
from neonctl_py.emulator.api.branch_values import new_branch, wire_branch
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.forking import forget_catalog, fork_timeline, inherit_catalog
from neonctl_py.emulator.api.history import Point, point_of
from neonctl_py.emulator.api.problem import Problem, invalid_field
from neonctl_py.emulator.clock import rfc3339
from neonctl_py.emulator.compute_settings import primary_endpoint
from neonctl_py.emulator.operations import Work
from neonctl_py.emulator.store import Document, public


def _restore(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    branch = plane.branch(call.project_id, call.branch_id)
    source_id = body.required_text("source_branch_id")
    lsn, moment = body.lsn("source_lsn"), body.moment("source_timestamp")
    keep_as = body.text("preserve_under_name")
    body.finish()
    source = plane.branch(call.project_id, source_id)
    _check(call, branch, source, keep_as, has_point=lsn is not None or moment is not None)
    plane.synchronize(source)
    point = point_of(plane, source, lsn, moment)
    old = [branch["_timeline"], *(row["id"] for row in plane.store.find("endpoint", branch=branch["id"]))]
    with plane.store.transaction():
        kept = _preserve(call, branch, keep_as) if keep_as else None
        _replace(call, branch, source, point, kept)
        operations = plane.schedule(call.project_id, *_works(call, branch, kept, old))
    shown = plane.branch(call.project_id, branch["id"])
    return Answer(
        {"branch": wire_branch(shown), "operations": [public(operation) for operation in operations]}
    )


def _check(call: Call, branch: Document, source: Document, keep_as: str | None, *, has_point: bool) -> None:
    if branch["protected"]:
        raise Problem(422, "cannot restore a protected branch")
    if source["id"] == branch["id"] and not (has_point and keep_as):
        raise Problem(
            400,
            "invalid request: restoring a branch to its own past needs source_lsn or source_timestamp, "
            "and preserve_under_name",
        )
    if branch_rules.children(call.plane, branch) and not keep_as:
        raise invalid_field("preserve_under_name", "is required because the branch has children")
    if keep_as:
        branch_rules.check_name_is_free(call.plane, call.project_id, keep_as)


def _preserve(call: Call, branch: Document, name: str) -> Document:
    """The old state as a branch of its own, to which the children move."""
    plane = call.plane
    kept = new_branch(plane, call.project_id, name, branch["_timeline"])
    for field in ("parent_id", "parent_lsn", "parent_timestamp", "init_source", "_stale", "_root"):
        if field in branch:
            kept[field] = branch[field]
    plane.store.put("branch", kept["id"], kept)
    inherit_catalog(plane, branch["id"], kept, fresh_passwords=False)
    for child in branch_rules.children(plane, branch):
        plane.store.put("branch", child["id"], {**child, "parent_id": kept["id"]})
    return kept


def _replace(call: Call, branch: Document, source: Document, point: Point, kept: Document | None) -> None:
    plane = call.plane
    stamp = plane.clock.stamp()
    is_own_past = source["id"] == branch["id"]
    source_timeline = plane.timeline(source)
    tasks = []
    if not is_own_past:
        forget_catalog(plane, branch["id"])
        tasks = inherit_catalog(plane, source["id"], branch, fresh_passwords=source["protected"])
    parent_id = kept["id"] if is_own_past and kept is not None else source["id"]
    branch.pop("_root", None)
    branch |= {
        "parent_id": parent_id,
        **point.fields(),
        "_timeline": fork_timeline(plane, source_timeline, point, tasks)["id"],
        "last_reset_at": stamp,
        "updated_at": stamp,
        "current_state": "resetting",
        "pending_state": "ready",
    }
    if "expires_at" in branch:
        life = timedelta(seconds=branch["ttl_interval_seconds"])  # a reset begins it anew
        branch["expires_at"] = rfc3339(plane.clock.now() + life)
    if not point.is_head:
        branch["_stale"] = True
    plane.store.put("branch", branch["id"], branch)


def _works(call: Call, branch: Document, kept: Document | None, old: list[str]) -> list[Work]:
    """``old`` are the keys of the servers that must not go on."""
    plane = call.plane
    endpoint = primary_endpoint(plane.store, branch)
    endpoint_id = endpoint["id"] if endpoint is not None else ""
    about = branch["id"]
    works = [Work("suspend_compute", ["stop_server", *old], about, endpoint_id)] if endpoint_id else []
    if kept is not None:
        works.append(Work("create_branch", ["branch_ready", kept["id"]], kept["id"]))
    works.append(Work("create_timeline", ["branch_ready", about], about))
    if endpoint_id:
        works.append(Work("start_compute", ["nothing"], about, endpoint_id))
    return [*works, Work("delete_timeline", ["collect"], about)]


ROUTES = (Route("POST", "/projects/<project_id>/branches/<branch_id>/restore", _restore, changes=True),)
