"""Identity providers of a project. Nothing here checks a token.

Never here: the roles that tokens map to (``cluster_sql.py``).
"""

from __future__ import annotations

import uuid

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem, invalid_field, not_found
from neonctl_py.emulator.store import Document, public


def _list(call: Call) -> Answer:
    call.plane.project(call.project_id)
    rows = call.plane.store.find("jwks", project=call.project_id)
    return Answer({"jwks": [_wire(row) for row in rows]})


def _add(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    url, name = body.required_text("jwks_url", longest=2048), body.required_text("provider_name")
    branch_id, audience = body.text("branch_id"), body.text("jwt_audience")
    body.items("role_names")
    body.boolean("skip_role_creation")
    body.finish()
    if not url.startswith("https://"):
        raise invalid_field("jwks_url", "must be an https URL")
    if branch_id is not None:
        plane.branch(call.project_id, branch_id)
    for row in plane.store.find("jwks", project=call.project_id):
        if (row["jwks_url"], row["_branch"]) == (url, branch_id or ""):
            raise Problem(409, "this JWKS URL is registered already")
    stamp = plane.clock.stamp()
    made: Document = {
        "id": str(uuid.uuid4()),
        "project_id": call.project_id,
        "jwks_url": url,
        "provider_name": name,
        "created_at": stamp,
        "updated_at": stamp,
        "_branch": branch_id or "",
    }
    made |= {"jwt_audience": audience} if audience else {}
    plane.store.put("jwks", made["id"], made)
    return Answer({"jwks": _wire(made), "operations": []}, 201)


def _remove(call: Call) -> Answer:
    found = call.plane.store.get("jwks", call.arguments["jwks_id"])
    if found is None or found["project_id"] != call.project_id:
        raise not_found("JWKS")
    call.plane.store.delete("jwks", found["id"])
    return Answer(_wire(found))


def _wire(row: Document) -> Document:
    return public(row) | ({"branch_id": row["_branch"]} if row["_branch"] else {})


ROUTES = (
    Route("GET", "/projects/<project_id>/jwks", _list),
    Route("POST", "/projects/<project_id>/jwks", _add, changes=True),
    Route("DELETE", "/projects/<project_id>/jwks/<jwks_id>", _remove, changes=True),
)
