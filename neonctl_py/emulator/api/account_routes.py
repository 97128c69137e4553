"""Who the caller is, where projects can live, and what this Neon does not have.

Never here: projects themselves.
"""

from __future__ import annotations

from typing import Any

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem
from neonctl_py.emulator.api.projects import ORG_ID, OWNER_ID
from neonctl_py.emulator.api.regions import REGIONS

_SINCE = "2026-01-01T00:00:00Z"
_ORGANIZATION: dict[str, Any] = {
    "id": ORG_ID,
    "name": "Local",
    "handle": "local",
    "plan": "scale",
    "created_at": _SINCE,
    "managed_by": "console",
    "updated_at": _SINCE,
    "allow_hipaa_projects": True,
    "require_mfa": False,
}


def _regions(call: Call) -> Answer:
    call.parameter("org_id")
    return Answer(
        {
            "regions": [
                {
                    "region_id": region,
                    "name": name,
                    "default": region == "aws-us-east-2",
                    "geo_lat": latitude,
                    "geo_long": longitude,
                }
                for region, (name, latitude, longitude) in REGIONS.items()
            ]
        }
    )


def _me(_: Call) -> Answer:
    return Answer(
        {
            "active_seconds_limit": 0,
            "auth_accounts": [],
            "email": "local@localhost.localdomain",
            "id": OWNER_ID,
            "image": "",
            "login": "local",
            "name": "Local",
            "last_name": "Neon",
            "projects_limit": 1000,
            "branches_limit": 5000,
            "max_autoscaling_limit": 56,
            "plan": "scale",
        }
    )


def _organizations(_: Call) -> Answer:
    return Answer({"organizations": [_ORGANIZATION]})


def _organization(call: Call) -> Answer:
    if call.arguments["org_id"] != ORG_ID:
        raise Problem(404, "organization not found")
    return Answer(_ORGANIZATION)


def _preload_libraries(call: Call) -> Answer:
    call.plane.project(call.project_id)
    library = {
        "library_name": "pg_stat_statements",
        "description": "Tracks planning and execution statistics of all SQL statements",
        "is_default": True,
        "is_experimental": False,
        "version": "1.11",
    }
    return Answer({"libraries": [library]})


def _absent(call: Call) -> Answer:
    call.plane.branch(call.project_id, call.branch_id)
    raise Problem(404, f"{call.arguments['feature']} is not enabled for this branch")


_BRANCH = "/projects/<project_id>/branches/<branch_id>"

ROUTES = (
    Route("GET", "/regions", _regions),
    Route("GET", "/users/me", _me),
    Route("GET", "/users/me/organizations", _organizations),
    Route("GET", "/organizations/<org_id>", _organization),
    Route("GET", "/projects/<project_id>/available_preload_libraries", _preload_libraries),
    Route(
        "GET",
        f"{_BRANCH}/<any(storage,buckets,functions,credentials,triggers,ai_gateway):feature>",
        _absent,
    ),
)
