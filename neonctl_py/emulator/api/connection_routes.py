"""Connection URIs.

Never here: connecting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.emulator.api import branch_values
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem, not_found
from neonctl_py.emulator.compute_settings import primary_endpoint

if TYPE_CHECKING:
    from neonctl_py.emulator.store import Document


def _connection_uri(call: Call) -> Answer:
    """Pooled and direct URIs are the same: both names reach the same server."""
    plane = call.plane
    plane.project(call.project_id)
    database, role_name = call.required_parameter("database_name"), call.required_parameter("role_name")
    call.flag("pooled")
    endpoint = _endpoint(call)
    branch = plane.branch(call.project_id, endpoint["branch_id"])
    plane.synchronize(branch)
    role = plane.store.get("role", f"{branch['id']}/{role_name}")
    if role is None:
        raise not_found("role")
    if plane.store.get("database", f"{branch['id']}/{database}") is None:
        raise not_found("database")
    tls = plane.has_tls(call.project_id)
    uri = branch_values.connection_uri(role_name, role["_password"], endpoint, database, tls=tls)
    return Answer({"uri": uri})


def _endpoint(call: Call) -> Document:
    plane = call.plane
    endpoint_id, branch_id = call.parameter("endpoint_id"), call.parameter("branch_id")
    if endpoint_id:
        endpoint = plane.endpoint(call.project_id, endpoint_id)
        if branch_id and endpoint["branch_id"] != branch_id:
            raise Problem(400, "the endpoint belongs to another branch")
        return endpoint
    branch = plane.branch(call.project_id, branch_id) if branch_id else plane.default_branch(call.project_id)
    found = primary_endpoint(plane.store, branch)
    if found is None:
        raise not_found("read-write endpoint")
    return found


ROUTES = (Route("GET", "/projects/<project_id>/connection_uri", _connection_uri),)
