"""URLs come from the API, stay masked, and reach the other databases of a branch without another read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from neonctl_py.errors import NeonApiError
from neonctl_py.model.values import Secret
from neonctl_py.neon.connections import connection_url, with_database

if TYPE_CHECKING:
    import respx

    from neonctl_py.neon.client import NeonClient

URL = "postgresql://owner:hunter2@ep-a.test:5433/app?sslmode=require&channel_binding=require"


@pytest.mark.parametrize("pooled", [False, True])
def test_a_url_is_direct_unless_asked_otherwise(
    client: NeonClient, neon: respx.MockRouter, pooled: bool
) -> None:
    route = neon.get("/projects/p/connection_uri").mock(return_value=httpx.Response(200, json={"uri": URL}))
    url = (
        connection_url(client, "p", "br", "owner", "app", pooled)
        if pooled
        else connection_url(client, "p", "br", "owner", "app")
    )
    assert url.reveal() == URL
    assert "hunter2" not in f"{url} {url!r}"
    assert dict(route.calls.last.request.url.params) == {
        "branch_id": "br",
        "role_name": "owner",
        "database_name": "app",
        "pooled": "true" if pooled else "false",
    }
    assert client.reads == 1


def test_a_project_that_stores_no_passwords_says_so(client: NeonClient, neon: respx.MockRouter) -> None:
    refusal = httpx.Response(412, json={"message": "Storing passwords is disabled"})
    neon.get("/projects/p/connection_uri").mock(return_value=refusal)
    with pytest.raises(NeonApiError, match="Storing passwords is disabled") as caught:
        connection_url(client, "p", "br", "owner", "app")
    assert caught.value.status == 412


@pytest.mark.parametrize(
    ("database", "path"),
    [("other", "/other"), ("a b", "/a%20b"), ("sl/ash?#", "/sl%2Fash%3F%23"), ("größe", "/gr%C3%B6%C3%9Fe")],
)
def test_only_the_database_is_replaced(database: str, path: str) -> None:
    assert with_database(Secret(URL), database).reveal() == URL.replace("/app?", f"{path}?")


def test_a_local_socket_stays_one() -> None:
    url = Secret("postgresql:///app?host=%2Frun%2Fpostgresql&port=5433")
    assert with_database(url, "other").reveal() == "postgresql:///other?host=%2Frun%2Fpostgresql&port=5433"
