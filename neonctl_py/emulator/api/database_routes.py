"""Databases of a branch, those that SQL made included.

Never here: what is in them.
"""

from __future__ import annotations

from neonctl_py.emulator.api.branch_values import why_not_database
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem, invalid_field, not_found
from neonctl_py.emulator.catalog_sync import database_document
from neonctl_py.emulator.store import Document, public


def _list(call: Call) -> Answer:
    branch = _branch(call)
    rows = call.plane.store.find("database", branch=branch["id"])
    return Answer({"databases": [public(row) for row in rows]})


def _create(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.required_object("database")
    body.finish()
    name, owner = asked.required_text("name"), asked.required_text("owner_name")
    asked.finish()
    branch = _branch(call)
    _check_name(is_taken=_key_exists(call, branch, name), name=name)
    _check_owner(call, branch, owner)
    database = database_document(branch["id"], name, owner, plane.clock.stamp())
    with plane.store.transaction():
        plane.store.put("database", f"{branch['id']}/{name}", database)
        operations = plane.change_compute(branch, [["create_database", name, owner]])
    return Answer({"database": public(database), "operations": operations}, 201)


def _get(call: Call) -> Answer:
    return Answer({"database": public(_database(call, _branch(call)))})


def _update(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    asked = body.required_object("database")
    body.finish()
    new_name, owner = asked.text("name"), asked.text("owner_name")
    asked.finish()
    branch = _branch(call)
    database = _database(call, branch)
    name = database["name"]
    new_name, owner = new_name or name, owner or database["owner_name"]
    if new_name != name:
        _check_name(is_taken=_key_exists(call, branch, new_name), name=new_name)
    _check_owner(call, branch, owner)
    database |= {"name": new_name, "owner_name": owner, "updated_at": plane.clock.stamp()}
    with plane.store.transaction():
        plane.store.delete("database", f"{branch['id']}/{name}")
        plane.store.put("database", f"{branch['id']}/{new_name}", database)
        operations = plane.change_compute(branch, [["alter_database", name, new_name, owner]])
    return Answer({"database": public(database), "operations": operations})


def _delete(call: Call) -> Answer:
    plane = call.plane
    branch = _branch(call)
    key = f"{branch['id']}/{call.arguments['database_name']}"
    database = plane.store.get("database", key)
    if database is None:
        return Answer(None, 204)
    with plane.store.transaction():
        plane.store.delete("database", key)
        operations = plane.change_compute(branch, [["drop_database", database["name"]]])
    return Answer({"database": public(database), "operations": operations})


def _branch(call: Call) -> Document:
    call.plane.project(call.project_id)
    branch = call.plane.branch(call.project_id, call.branch_id)
    call.plane.synchronize(branch)
    return branch


def _key_exists(call: Call, branch: Document, name: str) -> bool:
    return call.plane.store.get("database", f"{branch['id']}/{name}") is not None


def _check_name(*, is_taken: bool, name: str) -> None:
    if reason := why_not_database(name):
        raise invalid_field("database.name", reason)
    if is_taken:
        raise Problem(409, f'database "{name}" already exists')


def _check_owner(call: Call, branch: Document, owner: str) -> None:
    if call.plane.store.get("role", f"{branch['id']}/{owner}") is None:
        raise Problem(404, f'role "{owner}" not found')


def _database(call: Call, branch: Document) -> Document:
    found = call.plane.store.get("database", f"{branch['id']}/{call.arguments['database_name']}")
    if found is None:
        raise not_found("database")
    return found


_DATABASES = "/projects/<project_id>/branches/<branch_id>/databases"
_DATABASE = f"{_DATABASES}/<database_name>"

ROUTES = (
    Route("GET", _DATABASES, _list),
    Route("POST", _DATABASES, _create, changes=True),
    Route("GET", _DATABASE, _get),
    Route("PATCH", _DATABASE, _update, changes=True),
    Route("DELETE", _DATABASE, _delete, changes=True),
)
