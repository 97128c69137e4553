"""Branches: create, list, read, change, delete, make default.

Never here: restoring (``restore_routes.py``), schemas (``schema_routes.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api import branch_rules, pages
from neonctl_py.emulator.api.branch_values import connection_details, new_branch, wire_branch, wire_role
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.endpoint_values import known_settings, new_endpoint, sizing, wire_endpoint
from neonctl_py.emulator.api.fields import Fields
from neonctl_py.emulator.api.forking import fork_timeline, inherit_catalog
from neonctl_py.emulator.api.history import Point, point_of
from neonctl_py.emulator.api.problem import Problem, invalid_field
from neonctl_py.emulator.operations import Work
from neonctl_py.emulator.store import Document, public

if TYPE_CHECKING:
    from neonctl_py.emulator.cluster_sql import Task

_SORT_KEYS = ("name", "created_at", "updated_at")
_SOURCES = ("parent-data", "schema-only", "parent-schema")


def _create(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.object("branch") or Fields({}, "branch")
    endpoints = _asked_endpoints(call, body)
    annotation = body.mapping("annotation_value") or {}
    body.finish()
    parent, point = _parent(call, asked)
    child = new_branch(plane, call.project_id, asked.text("name") or "", "")
    branch_rules.check_name_is_free(plane, call.project_id, child["name"])
    tasks = _describe(call, child, asked, parent, point)
    asked.boolean("archived")
    annotation = asked.mapping("annotations") or annotation
    asked.finish()
    with plane.store.transaction():
        plane.store.put("branch", child["id"], child)
        fresh = inherit_catalog(plane, parent["id"], child, fresh_passwords=parent["protected"])
        child["_timeline"] = fork_timeline(plane, plane.timeline(parent), point, [*tasks, *fresh])["id"]
        child |= {"_annotation": annotation} if annotation else {}
        plane.store.put("branch", child["id"], child)
        for endpoint in endpoints:
            plane.store.put("endpoint", endpoint["id"], endpoint | {"branch_id": child["id"]})
        operations = plane.schedule(call.project_id, *_works_of_birth(child, endpoints))
    return _answer_of_birth(call, child, operations)


def _asked_endpoints(call: Call, body: Fields) -> list[Document]:
    project = call.plane.project(call.project_id)
    known = known_settings(call.plane, project["pg_version"])
    made = []
    for asked in body.objects("endpoints"):
        kind = asked.choice("type", ("read_write", "read_only"), required=True) or "read_write"
        said = sizing(asked, project["default_endpoint_settings"], known)
        if (name := asked.text("name", longest=64)) is not None:
            said["name"] = name
        asked.finish()
        made.append((kind, said))
    if sum(kind == "read_write" for kind, _ in made) > 1:
        raise invalid_field("endpoints", "a branch has one read-write endpoint")
    return [new_endpoint(call.plane, project, "", kind, said) for kind, said in made]


def _parent(call: Call, asked: Fields) -> tuple[Document, Point]:
    """The parent branch and the point of it that the child begins at."""
    plane = call.plane
    plane.project(call.project_id)
    parent_id = asked.text("parent_id")
    parent = plane.branch(call.project_id, parent_id) if parent_id else plane.default_branch(call.project_id)
    if "expires_at" in parent:
        raise Problem(422, "cannot create a child of a branch that expires")
    plane.synchronize(parent)
    return parent, point_of(plane, parent, asked.lsn("parent_lsn"), asked.moment("parent_timestamp"))


def _describe(call: Call, child: Document, asked: Fields, parent: Document, point: Point) -> list[Task]:
    """Fill in the child; the SQL that must be done before anybody sees it."""
    source = asked.choice("init_source", _SOURCES) or "parent-data"
    child |= {"init_source": source, "protected": asked.boolean("protected") or False}
    if source != "schema-only":  # those are roots of their own
        child |= {"parent_id": parent["id"], **point.fields()}
    if not point.is_head:
        child["_stale"] = True
    expires_at = asked.moment("expires_at")
    if expires_at is not None:
        branch_rules.check_can_expire(call.plane, child)
        path = asked.path("expires_at")
        child |= branch_rules.expiry_fields(call.plane, expires_at, child["created_at"], path)
    return [] if source == "parent-data" else [["clear_data"]]


def _works_of_birth(child: Document, endpoints: list[Document]) -> list[Work]:
    about = child["id"]
    starts = [Work("start_compute", ["nothing"], about, endpoint["id"]) for endpoint in endpoints]
    return [Work("create_branch", ["branch_ready", about], about), *starts]


def _answer_of_birth(call: Call, child: Document, operations: list[Document]) -> Answer:
    plane = call.plane
    roles = plane.store.find("role", branch=child["id"])
    databases = plane.store.find("database", branch=child["id"])
    endpoints = plane.store.find("endpoint", branch=child["id"])
    shown: dict[str, Any] = {
        "branch": wire_branch(child),
        "endpoints": [wire_endpoint(plane, endpoint) for endpoint in endpoints],
        "operations": [public(operation) for operation in operations],
        "roles": [wire_role(role) for role in roles],
        "databases": [public(database) for database in databases],
    }
    writers = [endpoint for endpoint in endpoints if endpoint["type"] == "read_write"]
    if len(roles) == 1 and len(databases) == 1 and writers:
        tls = plane.has_tls(call.project_id)
        password, name = roles[0]["_password"], databases[0]["name"]
        shown["connection_uris"] = [connection_details(roles[0], password, writers[0], name, tls=tls)]
    return Answer(shown, 201)


def _list(call: Call) -> Answer:
    plane = call.plane
    plane.project(call.project_id)
    query = call.parameters("sort_by", "sort_order")
    key = query.choice("sort_by", _SORT_KEYS) or "updated_at"
    order = query.choice("sort_order", ("asc", "desc", "ASC", "DESC")) or "desc"
    limit = call.count("limit", 10_000, 10_000)
    call.flag("include_deleted")
    found = _found(call)
    found.sort(key=lambda branch: (branch[key], branch["id"]), reverse=order.lower() == "desc")
    cursor = call.parameter("cursor")
    page = pages.after_cursor(found, "id", pages.decode(cursor).get("id", "") if cursor else "", limit)
    answer: dict[str, Any] = {
        "branches": [wire_branch(branch) for branch in page],
        "annotations": {branch["id"]: _annotation(branch) for branch in page if "_annotation" in branch},
    }
    if page:
        position = pages.encode({"id": page[-1]["id"], "sort_by": key, "sort_order": order.upper()})
        answer["pagination"] = {"next": position, "sort_by": key, "sort_order": order.upper()}
    return Answer(answer)


def _found(call: Call) -> list[Document]:
    search = call.parameter("search").lower()
    return [
        branch
        for branch in call.plane.branches(call.project_id)
        if search in branch["name"].lower() or search in branch["id"]
    ]


def _annotation(branch: Document) -> dict[str, Any]:
    stamps = {"created_at": branch["created_at"], "updated_at": branch["updated_at"]}
    about = {"type": "console/branch", "id": branch["id"]}
    return {"object": about, "value": branch.get("_annotation", {}), **stamps}


def _count(call: Call) -> Answer:
    call.plane.project(call.project_id)
    return Answer({"count": len(_found(call))})


def _get(call: Call) -> Answer:
    call.plane.project(call.project_id)
    branch = call.plane.branch(call.project_id, call.branch_id)
    return Answer({"branch": wire_branch(branch), "annotation": _annotation(branch)})


def _update(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.required_object("branch")
    body.finish()
    branch = plane.branch(call.project_id, call.branch_id)
    if (name := asked.text("name")) is not None:
        branch_rules.check_name_is_free(plane, call.project_id, name, but=branch["id"])
        branch["name"] = name
    if (protected := asked.boolean("protected")) is not None:
        branch["protected"] = protected
    if asked.is_null("expires_at"):
        branch.pop("expires_at", None)
        branch.pop("ttl_interval_seconds", None)
    elif (expires_at := asked.moment("expires_at")) is not None:
        branch_rules.check_can_expire(plane, branch)
        since = plane.clock.stamp()
        branch |= branch_rules.expiry_fields(plane, expires_at, since, asked.path("expires_at"))
    asked.finish()
    if branch["protected"] and "expires_at" in branch:
        raise Problem(422, "a branch that expires cannot be protected")
    branch["updated_at"] = plane.clock.stamp()
    plane.store.put("branch", branch["id"], branch)
    return Answer({"branch": wire_branch(branch), "operations": []})


def _delete(call: Call) -> Answer:
    plane = call.plane
    branch = plane.store.get("branch", call.branch_id)
    if branch is None or branch["project_id"] != call.project_id:
        return Answer(None, 204)
    branch_rules.check_deletable(plane, branch)
    operations = plane.delete_branch(branch)
    return Answer({"branch": wire_branch(branch), "operations": operations})


def _set_default(call: Call) -> Answer:
    plane = call.plane
    branch = plane.branch(call.project_id, call.branch_id)
    if "expires_at" in branch:
        raise Problem(422, "a branch that expires cannot be the default")
    with plane.store.transaction():
        for other in plane.branches(call.project_id):
            is_default = other["id"] == branch["id"]
            if other["default"] != is_default:
                stamp = plane.clock.stamp()
                plane.store.put("branch", other["id"], {**other, "default": is_default, "updated_at": stamp})
    shown = plane.branch(call.project_id, branch["id"])
    return Answer({"branch": wire_branch(shown), "operations": []})


_BRANCHES = "/projects/<project_id>/branches"
_BRANCH = f"{_BRANCHES}/<branch_id>"

ROUTES = (
    Route("GET", _BRANCHES, _list),
    Route("POST", _BRANCHES, _create, changes=True),
    Route("GET", f"{_BRANCHES}/count", _count),
    Route("GET", _BRANCH, _get),
    Route("PATCH", _BRANCH, _update, changes=True),
    Route("DELETE", _BRANCH, _delete, changes=True),
    Route("POST", f"{_BRANCH}/set_as_default", _set_default, changes=True),
)
