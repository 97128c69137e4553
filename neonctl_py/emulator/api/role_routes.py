"""Roles of a branch. What is made here is a member of ``neon_superuser``; what SQL made is listed too.

Never here: attributes and grants, which only SQL can change.
"""

from __future__ import annotations

from neonctl_py.emulator import names
from neonctl_py.emulator.api.branch_values import new_role, why_not_role, wire_role
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem, invalid_field, not_found
from neonctl_py.emulator.scram import scram_verifier
from neonctl_py.emulator.store import Document, public


def _list(call: Call) -> Answer:
    branch = _branch(call)
    return Answer({"roles": [public(role) for role in call.plane.store.find("role", branch=branch["id"])]})


def _create(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.required_object("role")
    body.finish()
    name, no_login = asked.required_text("name"), asked.boolean("no_login")
    asked.finish()
    if reason := why_not_role(name):
        raise invalid_field("role.name", reason)
    branch = _branch(call)
    if plane.store.get("role", f"{branch['id']}/{name}") is not None:
        raise Problem(409, f'role "{name}" already exists')
    keep = plane.project(call.project_id)["store_passwords"]
    role, password = new_role(plane, branch["id"], name, login=not no_login, keep=keep)
    with plane.store.transaction():
        plane.store.put("role", f"{branch['id']}/{name}", role)
        operations = plane.change_compute(branch, [["create_role", name, role["_verifier"] or ""]])
    return Answer({"role": wire_role(role, password), "operations": operations}, 201)


def _get(call: Call) -> Answer:
    return Answer({"role": public(_role(call, _branch(call)))})


def _delete(call: Call) -> Answer:
    plane = call.plane
    branch = _branch(call)
    name = call.arguments["role_name"]
    role = plane.store.get("role", f"{branch['id']}/{name}")
    if role is None:
        return Answer(None, 204)
    owned = [
        found["name"]
        for found in plane.store.find("database", branch=branch["id"])
        if found["owner_name"] == name
    ]
    if owned:
        raise Problem(422, f'role "{name}" owns the database "{owned[0]}" and cannot be deleted')
    with plane.store.transaction():
        plane.store.delete("role", f"{branch['id']}/{name}")
        operations = plane.change_compute(branch, [["drop_role", name]])
    return Answer({"role": public(role), "operations": operations})


def _reveal(call: Call) -> Answer:
    branch = _branch(call)
    role = _role(call, branch)
    if not call.plane.project(call.project_id)["store_passwords"]:
        raise Problem(412, "Storing passwords is disabled")
    if not role["_password"]:
        raise Problem(404, "the password of this role is not known: it was set by SQL, or there is none")
    return Answer({"password": role["_password"]})


def _reset(call: Call) -> Answer:
    plane = call.plane
    branch = _branch(call)
    role = _role(call, branch)
    password = names.password()
    keep = plane.project(call.project_id)["store_passwords"]
    role |= {
        "_password": password if keep else None,
        "_verifier": scram_verifier(password),
        "updated_at": plane.clock.stamp(),
    }
    with plane.store.transaction():
        plane.store.put("role", f"{branch['id']}/{role['name']}", role)
        operations = plane.change_compute(branch, [["password", role["name"], role["_verifier"]]])
    return Answer({"role": wire_role(role, password), "operations": operations})


def _branch(call: Call) -> Document:
    """The branch, after learning what SQL did to it."""
    call.plane.project(call.project_id)
    branch = call.plane.branch(call.project_id, call.branch_id)
    call.plane.synchronize(branch)
    return branch


def _role(call: Call, branch: Document) -> Document:
    found = call.plane.store.get("role", f"{branch['id']}/{call.arguments['role_name']}")
    if found is None:
        raise not_found("role")
    return found


_ROLES = "/projects/<project_id>/branches/<branch_id>/roles"
_ROLE = f"{_ROLES}/<role_name>"

ROUTES = (
    Route("GET", _ROLES, _list),
    Route("POST", _ROLES, _create, changes=True),
    Route("GET", _ROLE, _get),
    Route("DELETE", _ROLE, _delete, changes=True),
    Route("GET", f"{_ROLE}/reveal_password", _reveal),
    Route("POST", f"{_ROLE}/reset_password", _reset, changes=True),
)
