"""The WSGI application: authentication, routing, and every error as the API's GeneralError.

Never here: what a route does.
"""

from __future__ import annotations

import hmac
import json
import logging
import time
import uuid
from typing import TYPE_CHECKING, Any

import psycopg
from waitress.channel import ClientDisconnected
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from neonctl_py.emulator.api import (
    account_routes,
    auth_routes,
    branch_routes,
    connection_routes,
    data_api_routes,
    database_routes,
    endpoint_routes,
    jwks_routes,
    local_routes,
    operation_routes,
    permission_routes,
    projects,
    restore_routes,
    role_routes,
    schedule_routes,
    schema_routes,
    snapshot_routes,
)
from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem
from neonctl_py.emulator.errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from neonctl_py.emulator.control_plane import ControlPlane
    from neonctl_py.emulator.faults import Fault

_log = logging.getLogger(__name__)
PREFIX = "/api/v2"
_ROOMS = (
    account_routes,
    auth_routes,
    branch_routes,
    connection_routes,
    data_api_routes,
    database_routes,
    endpoint_routes,
    jwks_routes,
    local_routes,
    operation_routes,
    permission_routes,
    projects,
    restore_routes,
    role_routes,
    schedule_routes,
    schema_routes,
    snapshot_routes,
)


class Application:
    """A plain WSGI callable over a control plane; ``api_key`` is what ``Authorization: Bearer`` must carry."""

    def __init__(self, plane: ControlPlane, api_key: str) -> None:
        self._plane = plane
        self._api_key = api_key
        self._routes: dict[str, Route] = {}
        self._map = Map(strict_slashes=False, merge_slashes=False)
        for room in _ROOMS:
            for route in room.ROUTES:
                self._add(route)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request_id = str(uuid.uuid4())
        response = self._respond(request, request_id)
        response.headers["x-neon-ret-request-id"] = request_id
        return response(environ, start_response)

    def _add(self, route: Route) -> None:
        path = route.path if route.path.startswith("/_local") else PREFIX + route.path
        name = f"{route.method} {path}"
        self._routes[name] = route
        self._map.add(Rule(path, methods=[route.method], endpoint=name))

    def _respond(self, request: Request, request_id: str) -> Response:
        fault = self._plane.faults.request_fault(request.method, request.full_path.rstrip("?"))
        if request.path.startswith("/_local"):
            fault = None
        if fault is not None and (answered := _suffer(fault, request_id)) is not None:
            return answered
        try:
            self._authenticate(request)
            answer = self._dispatch(request)
        except Problem as problem:
            return _error(problem.status, problem.message, request_id, problem.code)
        except HTTPException as refusal:
            message = "this route does not exist" if refusal.code == 404 else refusal.description or ""
            return _error(refusal.code or 500, message, request_id)
        except (EmulatorError, psycopg.Error, OSError) as error:
            _log.exception("%s %s failed", request.method, request.path)
            return _error(500, str(error), request_id)
        if fault is not None and fault.drop_answer:
            raise ClientDisconnected
        return _json(answer.body, answer.status)

    def _authenticate(self, request: Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            key.strip().encode(), self._api_key.encode()
        ):
            raise Problem(401, "authorization failed: the API key is missing or wrong")

    def _dispatch(self, request: Request) -> Answer:
        name, arguments = self._map.bind_to_environ(request.environ).match()
        route = self._routes[name]
        call = Call(self._plane, dict(arguments), request.args.to_dict(), _payload(request))
        if not route.changes:
            return route.handler(call)
        self._plane.project(call.project_id)
        with self._plane.changing(call.project_id):
            return route.handler(call)


def _payload(request: Request) -> Any:
    data = request.get_data()
    if not data.strip():
        return None
    try:
        return json.loads(data)
    except ValueError as error:
        raise Problem(400, f"invalid request: decode application/json: {error}") from error


def _suffer(fault: Fault, request_id: str) -> Response | None:
    """The answer that a fault gives instead of ours; None lets the request through."""
    if fault.delay_ms:
        time.sleep(fault.delay_ms / 1000)
    if fault.drop:
        raise ClientDisconnected
    if fault.html is not None:
        response = Response(fault.html, fault.status or 200, content_type="text/html")
    elif fault.status is None:
        return None
    elif fault.body is not None:
        response = _json(fault.body, fault.status)
    else:
        response = _error(fault.status, f"injected failure {fault.status}", request_id)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = fault.retry_after
    return response


def _error(status: int, message: str, request_id: str, code: str = "") -> Response:
    return _json({"request_id": request_id, "code": code, "message": message}, status)


def _json(body: Any, status: int) -> Response:
    if body is None:
        return Response(status=204)
    return Response(json.dumps(body), status, content_type="application/json")
