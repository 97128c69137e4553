"""Operations, to be watched until they end.

Never here: running them (``operations.py``).
"""

from __future__ import annotations

from neonctl_py.emulator.api import pages
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import not_found
from neonctl_py.emulator.store import public


def _list(call: Call) -> Answer:
    call.plane.project(call.project_id)
    limit = call.count("limit", 1000, 1000)
    rows = list(reversed(call.plane.store.find("operation", project=call.project_id)))
    page = pages.after_cursor(rows, "_created", call.parameter("cursor"), limit)
    return Answer({"operations": [public(row) for row in page], **pages.cursor_of(page, "_created")})


def _get(call: Call) -> Answer:
    found = call.plane.store.get("operation", call.arguments["operation_id"])
    if found is None or found["project_id"] != call.project_id:
        raise not_found("operation")
    return Answer({"operation": public(found)})


ROUTES = (
    Route("GET", "/projects/<project_id>/operations", _list),
    Route("GET", "/projects/<project_id>/operations/<operation_id>", _get),
)
