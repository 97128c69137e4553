"""What only the embedded Neon has, below ``/_local``: its status, failures on demand, the clock.

Never here: anything of the Neon API.
"""

from __future__ import annotations

import re
import time
from importlib import metadata
from typing import Any

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.fields import Fields
from neonctl_py.emulator.api.problem import invalid_field
from neonctl_py.emulator.faults import Fault

_LONG = 100_000_000


def _status(call: Call) -> Answer:
    plane = call.plane
    return Answer(
        {
            "version": metadata.version("neonctl_py"),
            "uptime_seconds": round(time.monotonic() - plane.started, 3),
            "data_dir": str(plane.layout.root),
            "projects": plane.store.count("project"),
            "branches": plane.store.count("branch"),
            "running_computes": plane.fleet.count_running(),
            "shared_port": plane.proxy.shared_port,
            "postgres": [
                {"major": had.major, "version": had.version, "origin": had.origin, "path": str(had.folder)}
                for had in plane.installations.had()
            ],
            "stand_ins": _stand_ins(call),
        }
    )


def _stand_ins(call: Call) -> list[dict[str, Any]]:
    """Projects whose wanted version can't be had, and what they run on."""
    found = []
    for project in call.plane.store.find("project"):
        timeline = call.plane.timeline(call.plane.default_branch(project["id"]))
        if timeline["major"] != project["pg_version"]:
            wanted = {"project_id": project["id"], "wanted": project["pg_version"]}
            found.append({**wanted, "runs_on": timeline["major"]})
    return found


def _add_fault(call: Call) -> Answer:
    body = call.body()
    match = body.object("match") or Fields({}, "match")
    fault = Fault(
        method=(match.text("method") or "*").upper(),
        path=_pattern(match),
        status=body.integer("status", 100, 599),
        body=body.mapping("body"),
        html=body.text("html", longest=_LONG),
        drop=body.boolean("drop") or False,
        drop_answer=body.boolean("drop_answer") or False,
        delay_ms=body.integer("delay_ms", 0, 600_000) or 0,
        retry_after=body.text("retry_after"),
        fail_operation=body.text("fail_operation"),
        after=body.integer("after", 0, _LONG) or 0,
    )
    times = body.integer("times", 0, _LONG)
    fault.times = 1 if times is None else times
    match.finish()
    body.finish()
    call.plane.faults.add(fault)
    return Answer({}, 201)


def _pattern(match: Fields) -> re.Pattern[str]:
    try:
        return re.compile(match.text("path_regex", longest=_LONG) or "")
    except re.error as error:
        raise invalid_field(match.path("path_regex"), str(error)) from error


def _clear_faults(call: Call) -> Answer:
    call.plane.faults.clear()
    return Answer({})


def _set_clock(call: Call) -> Answer:
    """Move the clock forward and say how long operations take."""
    body = call.body()
    seconds = body.number("advance_seconds")
    delay = body.number("operation_seconds")
    body.finish()
    if seconds is not None:
        if seconds < 0:
            raise invalid_field("advance_seconds", "time does not go back")
        call.plane.clock.advance(seconds)
    if delay is not None:
        call.plane.operations.delay_seconds = delay
    return Answer({"now": call.plane.clock.stamp()})


ROUTES = (
    Route("GET", "/_local/status", _status),
    Route("POST", "/_local/faults", _add_fault),
    Route("DELETE", "/_local/faults", _clear_faults),
    Route("POST", "/_local/clock", _set_clock),
)
