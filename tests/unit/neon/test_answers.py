"""What each status means, and that no answer tells a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from neonctl_py.errors import (
    NeonApiError,
    NeonAuthError,
    NeonConflictError,
    NeonLimitError,
    NeonNotFoundError,
    NeonUnreachableError,
)
from neonctl_py.model.values import Secret
from neonctl_py.neon.answers import scrub
from neonctl_py.neon.client import NeonClient

if TYPE_CHECKING:
    from collections.abc import Callable

    import respx

KEY = "napi_0123456789abcdefSECRET"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, NeonApiError),
        (401, NeonAuthError),
        (402, NeonApiError),
        (403, NeonAuthError),
        (404, NeonNotFoundError),
        (406, NeonApiError),
        (409, NeonConflictError),
        (410, NeonApiError),
        (412, NeonApiError),
        (422, NeonApiError),
        (500, NeonApiError),
        (501, NeonApiError),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_every_refusal_tells_message_status_code_and_request(
    client: NeonClient, neon: respx.MockRouter, status: int, kind: type[NeonApiError], nested: bool
) -> None:
    body = {"code": "SOME_CODE", "message": "the platform's own words", "request_id": "req-1"}
    neon.post("/x").mock(return_value=httpx.Response(status, json={"error": body} if nested else body))
    with pytest.raises(kind) as caught:
        client._session.request("POST", "/x", body={})
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.code, error.request_id) == (status, "SOME_CODE", "req-1")
    for part in ("the platform's own words", str(status), "SOME_CODE", "req-1", "POST /x"):
        assert part in str(error)


def test_the_request_id_also_comes_from_the_header(client: NeonClient, neon: respx.MockRouter) -> None:
    answer = httpx.Response(404, json={"message": "no"}, headers={"x-neon-ret-request-id": "req-h"})
    neon.get("/users/me").mock(return_value=answer)
    with pytest.raises(NeonNotFoundError) as caught:
        client.current_user()
    assert caught.value.request_id == "req-h"


def test_a_refused_key_names_its_source_and_what_to_type(
    make_client: Callable[..., NeonClient], neon: respx.MockRouter
) -> None:
    neon.get("/users/me").mock(return_value=httpx.Response(401, json={"message": "unauthorized"}))
    with pytest.raises(NeonAuthError) as caught:
        make_client(key_source="the file ~/.config/neonpy/config.toml").current_user()
    assert "~/.config/neonpy/config.toml" in str(caught.value)
    assert "export NEON_API_KEY=" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "message", "named"),
    [
        (422, "history retention seconds exceeds the plan's limit", "history_retention_seconds = 2592000"),
        (400, "the limit for autoscaling_limit_max_cu is 2", "autoscaling_limit_max_cu = 8"),
        (402, "upgrade your plan to use a value of 8 here", "autoscaling_limit_max_cu = 8"),
        (422, "branches limit exceeded", "name = shop"),
        (400, "protected branches are not available on the free plan", "name = shop"),
    ],
)
def test_a_limit_names_the_value(
    client: NeonClient, neon: respx.MockRouter, status: int, message: str, named: str
) -> None:
    neon.post("/projects").mock(return_value=httpx.Response(status, json={"message": message}))
    body = {
        "name": "shop",
        "history_retention_seconds": 2592000,
        "default_endpoint_settings": {"autoscaling_limit_max_cu": 8},
    }
    with pytest.raises(NeonLimitError) as caught:
        client.create_project(body)
    assert named in str(caught.value)
    assert message in str(caught.value)


def test_a_limit_by_code_alone_is_one(client: NeonClient, neon: respx.MockRouter) -> None:
    refusal = httpx.Response(422, json={"message": "no", "code": "BRANCHES_LIMIT_EXCEEDED"})
    neon.post("/projects/p/branches").mock(return_value=refusal)
    with pytest.raises(NeonLimitError):
        client.create_branch("p", {"name": "b"})


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            httpx.Response(200, html="<html><title>Sign in to the wifi</title>"),
            ["200", "text/html", "Sign in"],
        ),
        (httpx.Response(404, html="<h1>nginx</h1>"), ["404", "text/html", "nginx"]),
        (
            httpx.Response(200, text='{"id": "u', headers={"content-type": "application/json"}),
            ["200", "application/json"],
        ),
        (httpx.Response(200, json=["a", "list"]), ["200", '["a"']),
        (httpx.Response(302, headers={"location": "https://login.test/"}), ["302", "https://login.test/"]),
        (
            httpx.Response(200, content=b"\xff\xfe\x00", headers={"content-type": "text/plain"}),
            ["200", "text/plain"],
        ),
    ],
)
def test_what_is_no_neon_api_says_what_answered(
    client: NeonClient, neon: respx.MockRouter, answer: httpx.Response, told: list[str]
) -> None:
    neon.get("/users/me").mock(return_value=answer)
    with pytest.raises(NeonUnreachableError) as caught:
        client.current_user()
    for part in [*told, "neon.test", "NEON_API_HOST"]:
        assert part in str(caught.value)


def test_only_the_first_80_characters_of_a_foreign_page_are_shown(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    neon.get("/users/me").mock(return_value=httpx.Response(200, html="x" * 80 + "y"))
    with pytest.raises(NeonUnreachableError) as caught:
        client.current_user()
    assert "x" * 80 in str(caught.value)
    assert "y'" not in caught.value.detail


def test_an_answer_of_another_shape_is_told_by_its_fields(client: NeonClient, neon: respx.MockRouter) -> None:
    neon.get("/projects/p").mock(return_value=httpx.Response(200, json={"project": {"id": ["x"]}}))
    with pytest.raises(NeonUnreachableError, match=r"project\.name") as caught:
        client.get_project("p")
    assert "project.id" in str(caught.value)


def test_unknown_fields_and_words_are_ignored(client: NeonClient, neon: respx.MockRouter) -> None:
    operation = {"id": "o", "project_id": "p", "action": "epc_sync", "status": "finished", "new_field": [1]}
    neon.get("/projects/p/operations/o").mock(return_value=httpx.Response(200, json={"operation": operation}))
    assert client.get_operation("p", "o").action == "epc_sync"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://owner:hunter2@ep-a.test/db",
        "could not connect to postgres://owner:hunter2@h/db?x=1",
        '{"password": "hunter2"}',
        "password=hunter2",
        "Authorization: Bearer hunter2",
        "key napi_hunter2 is unknown",
        "npg_hunter2",
    ],
)
def test_what_looks_like_a_secret_is_scrubbed(text: str) -> None:
    assert "hunter2" not in scrub(text)


def test_no_exception_and_no_repr_tells_a_secret(client: NeonClient, neon: respx.MockRouter) -> None:
    leak = f"key {KEY} and postgresql://o:hunter2@h/d"
    answers = [
        httpx.Response(400, json={"message": leak}),
        httpx.Response(401, json={"message": leak}),
        httpx.Response(200, html=leak),
        httpx.Response(200, json={"uri": {"password": "hunter2", "key": KEY}}),
    ]
    for answer in answers:
        neon.get("/projects/p/connection_uri").mock(return_value=answer)
        with pytest.raises(NeonApiError) as caught:
            client.connection_uri("p", "b", "r", "d")
        chain = [caught.value, caught.value.__cause__]
        assert all(secret not in f"{error} {error!r}" for error in chain for secret in (KEY, "hunter2"))
    assert KEY not in repr(client) + repr(vars(client._session))


def test_the_key_travels_only_in_its_header(client: NeonClient, neon: respx.MockRouter) -> None:
    route = neon.get("/users/me").mock(return_value=httpx.Response(200, json={"id": "u"}))
    client.current_user()
    request = route.calls.last.request
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["user-agent"].startswith("neonpy/")
    assert len(request.headers["x-request-id"]) == 36
    assert KEY not in str(request.url)


@pytest.mark.parametrize("key", ["", "with space", "line\nend", "schlüssel", "nul\0"])
def test_a_key_that_can_be_none_is_refused_before_it_is_sent(key: str) -> None:
    with pytest.raises(NeonAuthError) as caught:
        NeonClient(Secret(key))
    assert not key or key not in str(caught.value)


def test_names_are_percent_encoded_in_paths(client: NeonClient, neon: respx.MockRouter) -> None:
    route = neon.delete("/projects/p/branches/b/roles/a%2Fb%20c%3F").mock(return_value=httpx.Response(204))
    client.delete_role("p", "b", "a/b c?")
    assert route.called


def test_a_deletion_of_what_is_gone_is_done(client: NeonClient, neon: respx.MockRouter) -> None:
    for status in (204, 404):
        neon.delete("/projects/p/branches/b").mock(
            return_value=httpx.Response(status, json={} if status == 404 else None)
        )
        client.delete_branch("p", "b")


def test_an_organization_that_must_be_named_says_how(client: NeonClient, neon: respx.MockRouter) -> None:
    neon.get("/projects").mock(return_value=httpx.Response(400, json={"message": "org_id is required"}))
    with pytest.raises(NeonApiError, match="NEON_ORG_ID"):
        client.list_projects()
