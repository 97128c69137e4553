"""When a request is sent again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from neonctl_py.errors import NeonApiError, NeonUnreachableError
from neonctl_py.neon.answers import LOST_ANSWER
from neonctl_py.neon.retry import seconds_asked

if TYPE_CHECKING:
    import respx
    from owned_time import OwnedTime

    from neonctl_py.neon.client import NeonClient

NOW = datetime(2026, 1, 1, tzinfo=UTC)
USER = {"id": "u-1"}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("3", 3.0),
        ("0.5", 0.5),
        (" 7 ", 7.0),
        ("Thu, 01 Jan 2026 00:00:09 GMT", 9.0),
        ("Wed, 31 Dec 2025 23:59:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-3", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, seconds: float | None) -> None:
    assert seconds_asked(header, NOW) == seconds


@pytest.mark.parametrize("status", [423, 429, 503])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "PUT", "DELETE"])
def test_a_busy_api_is_asked_again_whatever_the_method(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime, status: int, method: str
) -> None:
    route = neon.request(method, "/x").mock(
        side_effect=[httpx.Response(status, json={"message": "busy"})] * 3
        + [httpx.Response(200, json={"ok": True})]
    )
    assert client._session.request(method, "/x", body=None) == {"ok": True}
    assert route.call_count == 4
    assert time.pauses == [0.25, 0.5, 1.0]


def test_pauses_are_anything_between_nothing_and_the_ceiling(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime
) -> None:
    time.chance = 0.1
    neon.get("/users/me").mock(side_effect=[httpx.Response(503)] * 2 + [httpx.Response(200, json=USER)])
    client.current_user()
    assert time.pauses == pytest.approx([0.025, 0.05])


@pytest.mark.parametrize("header", ["4", "Thu, 01 Jan 2026 00:00:04 GMT"])
def test_the_api_is_given_the_time_that_it_asks_for(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime, header: str
) -> None:
    time.chance = 0.0
    busy = httpx.Response(429, headers={"Retry-After": header}, json={"message": "slow down"})
    neon.get("/users/me").mock(side_effect=[busy, httpx.Response(200, json=USER)])
    client.current_user()
    assert time.pauses == [4.0]


def test_waiting_ends_with_the_budget(client: NeonClient, neon: respx.MockRouter, time: OwnedTime) -> None:
    neon.get("/users/me").mock(return_value=httpx.Response(423, json={"message": "project is locked"}))
    with pytest.raises(NeonApiError, match="project is locked") as caught:
        client.current_user()
    assert caught.value.status == 423
    assert 100 < time.seconds <= 120


def test_a_wish_beyond_the_budget_is_not_waited_for(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime
) -> None:
    neon.get("/users/me").mock(return_value=httpx.Response(429, headers={"Retry-After": "9000"}, json={}))
    with pytest.raises(NeonApiError, match="no more requests"):
        client.current_user()
    assert time.pauses == []


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError]
)
def test_a_get_survives_a_network_error(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime, error: type[httpx.RequestError]
) -> None:
    neon.get("/users/me").mock(side_effect=[error("cut"), httpx.Response(200, json=USER)])
    assert client.current_user().id == "u-1"
    assert client.reads == 2


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_get_survives_a_gateway(client: NeonClient, neon: respx.MockRouter, status: int) -> None:
    neon.get("/users/me").mock(
        side_effect=[httpx.Response(status, html="oops"), httpx.Response(200, json=USER)]
    )
    assert client.current_user().id == "u-1"


def test_a_network_that_stays_away_is_told_soon_and_names_the_host(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime
) -> None:
    neon.get("/users/me").mock(side_effect=httpx.ConnectError("Name or service not known"))
    with pytest.raises(NeonUnreachableError, match=r"No answer from neon\.test") as caught:
        client.current_user()
    assert "Name or service not known" in str(caught.value)
    assert time.seconds < 3


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.WriteError])
def test_a_change_whose_answer_was_lost_is_not_sent_again(
    client: NeonClient, neon: respx.MockRouter, method: str, error: type
) -> None:
    route = neon.request(method, "/x").mock(side_effect=error("cut"))
    with pytest.raises(NeonUnreachableError) as caught:
        client._session.request(method, "/x", body={})
    assert route.call_count == 1
    assert caught.value.code == LOST_ANSWER


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_change_that_was_never_sent_is_sent_again(
    client: NeonClient, neon: respx.MockRouter, method: str
) -> None:
    neon.request(method, "/x").mock(side_effect=[httpx.ConnectError("refused"), httpx.Response(200, json={})])
    assert client._session.request(method, "/x", body={}) == {}


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failed_post_is_not_sent_again(client: NeonClient, neon: respx.MockRouter, status: int) -> None:
    route = neon.post("/x").mock(return_value=httpx.Response(status, json={"message": "oops"}))
    with pytest.raises(NeonApiError, match="oops"):
        client._session.request("POST", "/x", body={})
    assert route.call_count == 1
