"""Ten failures in 30 seconds, a minute's rest, one that tries; pauses from 1 to 16 seconds."""

from __future__ import annotations

import pytest

from neonctl_py.errors import PostgresConnectionError
from neonctl_py.model.values import Secret
from neonctl_py.postgres.breaker import BackoffPolicy, Breaker
from neonctl_py.postgres.connect import breaker_of, connect, failed_connections

Told = list[tuple[float, str, float]]


@pytest.mark.parametrize(
    "story",
    [
        pytest.param([*((n, "fail", 0) for n in range(9)), (9, "ask", 0)], id="nine are borne"),
        pytest.param(
            [*((n, "fail", 0) for n in range(10)), (9, "ask", 60), (39, "ask", 30)], id="ten are not"
        ),
        pytest.param([*((4 * n, "fail", 0) for n in range(20)), (80, "ask", 0)], id="slowly they are"),
        pytest.param(
            [*((n, "fail", 0) for n in range(9)), (9, "succeed", 0), (10, "fail", 0), (10, "ask", 0)],
            id="a success forgets",
        ),
        pytest.param(
            [
                *((0, "fail", 0) for _ in range(10)),
                (60, "ask", 0),
                (60, "ask", 1),
                (61, "fail", 0),
                (62, "ask", 59),
            ],
            id="after the rest one tries, and fails for all",
        ),
        pytest.param(
            [*((0, "fail", 0) for _ in range(10)), (60, "ask", 0), (61, "succeed", 0), (61, "ask", 0)],
            id="after the rest one tries, and all may",
        ),
    ],
)
def test_a_story(story: Told) -> None:
    """At that second that happens; whoever asks has to wait so long."""
    breaker = Breaker()
    for now, happens, wait in story:
        match happens:
            case "fail":
                breaker.failed(now)
            case "succeed":
                breaker.succeeded()
            case _:
                assert breaker.seconds_to_wait(now) == wait


def test_failures_are_counted_within_the_window() -> None:
    breaker = Breaker()
    for now in (0, 10, 20):
        breaker.failed(now)
    assert [breaker.failures(now) for now in (20, 30, 45, 60)] == [3, 2, 1, 0]


def test_pauses_double_up_to_16_seconds() -> None:
    assert [BackoffPolicy().pause(attempt) for attempt in range(7)] == [1, 2, 4, 8, 16, 16, 16]


def test_a_server_that_is_not_there_is_left_alone_after_ten_times() -> None:
    """Whoever asks for an eleventh session is told how long, and nothing is sent."""
    url = Secret("postgresql://u@127.0.0.1:1/db")
    breaker_of(url).succeeded()
    for _ in range(10):
        with pytest.raises(PostgresConnectionError, match="can't be reached"):
            connect(url, wake_seconds=0)
    assert failed_connections(url) == 10
    with pytest.raises(PostgresConnectionError, match="is left alone for now") as caught:
        connect(url, wake_seconds=0)
    assert "Try again in" in caught.value.hint
    breaker_of(url).succeeded()
