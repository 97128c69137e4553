"""Whom a project is shared with. Nothing here is enforced: one key opens everything.

Never here: roles inside Postgres.
"""

from __future__ import annotations

import uuid

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem, invalid_field, not_found
from neonctl_py.emulator.store import public


def _list(call: Call) -> Answer:
    call.plane.project(call.project_id)
    found = call.plane.store.find("permission", project=call.project_id)
    return Answer({"project_permissions": [public(row) for row in found]})


def _grant(call: Call) -> Answer:
    call.plane.project(call.project_id)
    body = call.body()
    email = body.required_text("email")
    body.finish()
    if "@" not in email:
        raise invalid_field("email", "must be an e-mail address")
    rows = call.plane.store.find("permission", project=call.project_id)
    if any(row["granted_to_email"] == email for row in rows):
        raise Problem(409, "the project is shared with this user already")
    permission = {
        "id": str(uuid.uuid4()),
        "granted_to_email": email,
        "granted_at": call.plane.clock.stamp(),
    }
    call.plane.store.put("permission", permission["id"], {**permission, "project_id": call.project_id})
    return Answer(permission)


def _revoke(call: Call) -> Answer:
    found = call.plane.store.get("permission", call.arguments["permission_id"])
    if found is None or found["project_id"] != call.project_id:
        raise not_found("permission")
    call.plane.store.delete("permission", found["id"])
    return Answer({**public(found), "revoked_at": call.plane.clock.stamp()})


ROUTES = (
    Route("GET", "/projects/<project_id>/permissions", _list),
    Route("POST", "/projects/<project_id>/permissions", _grant),
    Route("DELETE", "/projects/<project_id>/permissions/<permission_id>", _revoke),
)
