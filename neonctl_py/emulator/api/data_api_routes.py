"""The Data API of a database: its settings, kept and given back, and the roles and schema that it brings. Nothing listens.

Never here: requests of its users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem, invalid_field, not_found
from neonctl_py.emulator.compute_settings import primary_endpoint

if TYPE_CHECKING:
    from neonctl_py.emulator.api.fields import Fields
    from neonctl_py.emulator.store import Document

_BORN_WITH = {
    "db_aggregates_enabled": True,
    "db_anon_role": "anonymous",
    "db_schemas": ["public"],
    "jwt_role_claim_key": ".role",
    "openapi_mode": "disabled",
}
_TEXTS = ("db_anon_role", "db_extra_search_path", "jwt_role_claim_key", "server_cors_allowed_origins")
_FLAGS = ("db_aggregates_enabled", "server_timing_enabled")
_NUMBERS = {"db_max_rows": 1, "jwt_cache_max_lifetime": 0}


def _get(call: Call) -> Answer:
    document = _document(call)
    branch = call.plane.branch(call.project_id, call.branch_id)
    url = _url(call, branch)
    return Answer({"url": url, "status": "ready", "settings": document["settings"]})


def _create(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    provider = body.choice("auth_provider", ("neon_auth", "external"))
    jwks_url = body.text("jwks_url", longest=2048)
    for name in ("provider_name", "jwt_audience"):
        body.text(name)
    grants, without_schema = body.boolean("add_default_grants"), body.boolean("skip_auth_schema")
    settings = _settings(body.object("settings"), dict(_BORN_WITH))
    body.finish()
    branch, database = plane.branch(call.project_id, call.branch_id), call.arguments["database_name"]
    plane.synchronize(branch)
    if plane.store.get("database", f"{branch['id']}/{database}") is None:
        raise not_found("database")
    if provider == "external" and not jwks_url:
        raise invalid_field("jwks_url", "is required for an external provider")
    if provider == "neon_auth" and plane.store.get("auth", branch["id"]) is None:
        raise Problem(400, "Neon Auth is not enabled on this branch")
    if plane.store.get("data_api", _key(call)) is not None:
        raise Problem(409, "the Data API is already enabled for this database")
    made = {"project_id": call.project_id, "branch_id": branch["id"], "name": database, "settings": settings}
    words = ["schema" if not without_schema else "", "grants" if grants else ""]
    with plane.store.transaction():
        plane.store.put("data_api", _key(call), made)
        plane.change_compute(branch, [["data_api", database, *words]])
    return Answer({"url": _url(call, branch)}, 201)


def _update(call: Call) -> Answer:
    document = _document(call)
    body = call.body()
    settings = _settings(body.object("settings"), document["settings"])
    body.finish()
    call.plane.store.put("data_api", _key(call), {**document, "settings": settings})
    return Answer({}, 201)


def _delete(call: Call) -> Answer:
    _document(call)
    call.plane.store.delete("data_api", _key(call))
    return Answer({})


def _settings(asked: Fields | None, before: dict[str, Any]) -> dict[str, Any]:
    if asked is None:
        return before
    said: dict[str, Any] = {name: asked.text(name, shortest=0, longest=1024) for name in _TEXTS}
    said |= {name: asked.boolean(name) for name in _FLAGS}
    said |= {name: asked.integer(name, least, 2**31 - 1) for name, least in _NUMBERS.items()}
    said["openapi_mode"] = asked.choice("openapi_mode", ("disabled", "ignore-privileges"))
    said["db_schemas"] = asked.items("db_schemas")
    cleared = {name for name in _NUMBERS if asked.is_null(name)}
    asked.finish()
    kept = before | {name: value for name, value in said.items() if value is not None}
    return {name: value for name, value in kept.items() if name not in cleared}


def _document(call: Call) -> Document:
    call.plane.branch(call.project_id, call.branch_id)
    found = call.plane.store.get("data_api", _key(call))
    if found is None:
        raise not_found("Data API")
    return found


def _key(call: Call) -> str:
    return f"{call.branch_id}/{call.arguments['database_name']}"


def _url(call: Call, branch: Document) -> str:
    endpoint = primary_endpoint(call.plane.store, branch)
    region = call.plane.project(call.project_id)["region_id"].removeprefix("aws-")
    host = f"{endpoint['id'] if endpoint else branch['id']}.apirest.{region}.aws.neon.tech"
    return f"https://{host}/{call.arguments['database_name']}/rest/v1"


_DATA_API = "/projects/<project_id>/branches/<branch_id>/data-api/<database_name>"

ROUTES = (
    Route("GET", _DATA_API, _get),
    Route("POST", _DATA_API, _create, changes=True),
    Route("PATCH", _DATA_API, _update, changes=True),
    Route("DELETE", _DATA_API, _delete, changes=True),
)
