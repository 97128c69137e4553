"""What channels are sent, and what happens when they don't take it."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest

from neonctl_py.model.monitor import Channel
from neonctl_py.model.values import Secret
from neonctl_py.monitor.messages import PAGERDUTY, Alert, payload
from neonctl_py.monitor.sending import Sender

SLACK = Channel(form="slack", secret=Secret("https://hooks.example.com/services/T0/B0/s3cret"))
ONCALL = Channel(form="pagerduty", secret=Secret("r0uting"))
PLAIN = Channel(form="webhook", secret=Secret("https://ops.example.com/alerts?token=s3cret"))
ALERT = Alert(
    state="fires",
    project="shop",
    rule="pool_busy",
    severity="alert",
    condition="pool_utilisation > 80 %",
    measured="92 % (role app)",
    moment="2026-11-21T12:00:00+00:00",
    description="Somebody <forgets> to close & reuse.",
    value=92.0,
    unit="percent",
    done="the connection limit of app was changed from 25 to 32",
)


def test_slack_gets_text_that_it_does_not_misread() -> None:
    sent = payload(SLACK, ALERT)
    assert sent["text"] == "shop: pool_busy is firing: pool_utilisation &gt; 80 %, it is 92 % (role app)"
    assert "&lt;forgets&gt; to close &amp; reuse.\nthe connection limit" in sent["attachments"][0]["text"]


def test_pagerduty_gets_one_incident_from_beginning_to_end() -> None:
    """The events API v2: what is required, and the same key for its end."""
    sent = payload(ONCALL, ALERT)
    assert (sent["routing_key"], sent["event_action"]) == ("r0uting", "trigger")
    assert {"summary", "source", "severity"} <= sent["payload"].keys()
    assert sent["payload"]["severity"] == "critical"
    ended = payload(ONCALL, replace(ALERT, state="resolves"))
    assert ended == {
        "routing_key": "r0uting",
        "event_action": "resolve",
        "dedup_key": sent["dedup_key"],
    }


def test_plain_json_has_all_of_it() -> None:
    sent = payload(PLAIN, replace(ALERT, state="again"))
    assert (sent["status"], sent["is_repeated"], sent["value"]) == ("firing", True, 92.0)
    assert payload(PLAIN, replace(ALERT, state="resolves"))["status"] == "resolved"


@pytest.mark.parametrize(
    ("answers", "problem", "pauses"),
    [
        ([200], "", []),
        ([500, 202], "", [1]),
        ([429, "drop", 200], "", [7, 2]),
        ([404], "HTTP 404", []),
        (["drop"] * 5, "no answer (ConnectError)", [1, 2, 4, 8]),
        ([503] * 5, "HTTP 503", [1, 2, 4, 8]),
    ],
)
def test_what_may_help_is_tried_again(answers: list[int | str], problem: str, pauses: list[float]) -> None:
    """And no problem shows the address, which is a secret."""
    left, slept = list(answers), list[float]()

    def answer(_request: httpx.Request) -> httpx.Response:
        next_one = left.pop(0)
        if isinstance(next_one, str):
            raise httpx.ConnectError("refused by s3cret")
        return httpx.Response(next_one, headers={"retry-after": "7"} if next_one == 429 else {})

    sender = Sender(slept.append, httpx.MockTransport(answer))
    assert sender.send(SLACK, ALERT) == problem
    assert (left, slept) == ([], pauses)
    assert "s3cret" not in problem
    sender.close()


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (SLACK, "https://hooks.example.com/services/T0/B0/s3cret"),
        (ONCALL, PAGERDUTY),
        (replace(ONCALL, url="https://events.eu.pagerduty.com/v2/enqueue"), None),
    ],
)
def test_it_is_posted_to_its_address(channel: Channel, address: str | None) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(202)

    sender = Sender(lambda _: None, httpx.MockTransport(answer))
    assert sender.send(channel, ALERT) == ""
    assert str(seen[0].url) == (address or channel.url)
    assert json.loads(seen[0].content)
    sender.close()


def test_an_address_that_is_none_is_told_as_such() -> None:
    sender = Sender(lambda _: None)
    assert sender.send(Channel(form="slack", secret=Secret("hooks/s3cret")), ALERT) == "its address is no URL"
    sender.close()
