"""Operations are awaited: what counts as done, as failed, and as not yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from neonctl_py.errors import NeonOperationError
from neonctl_py.neon.operations import WaitPolicy
from neonctl_py.neon.wire import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    import respx
    from owned_time import OwnedTime

    from neonctl_py.neon.client import NeonClient


def operation(status: str, **more: Any) -> dict[str, Any]:
    return {"id": "op-1", "project_id": "p", "action": "start_compute", "status": status, **more}


def answers(neon: respx.MockRouter, *states: dict[str, Any]) -> respx.Route:
    """The last state stays."""
    replies = [httpx.Response(200, json={"operation": state}) for state in states]
    rest = iter(replies)
    return neon.get("/projects/p/operations/op-1").mock(side_effect=lambda _request: next(rest, replies[-1]))


@pytest.mark.parametrize("status", ["finished", "skipped"])
def test_what_is_done_already_costs_no_read(client: NeonClient, neon: respx.MockRouter, status: str) -> None:
    route = answers(neon, operation(status))
    client.wait([Operation(**operation(status))])
    assert route.call_count == 0


@pytest.mark.parametrize("pending", ["scheduling", "running", "cancelling", "a-new-word", ""])
def test_any_other_word_is_not_done_yet(client: NeonClient, neon: respx.MockRouter, pending: str) -> None:
    route = answers(neon, operation(pending), operation("finished"))
    client.wait([Operation(**operation("scheduling"))])
    assert route.call_count == 2


def test_the_first_looks_are_quick_and_later_ones_slow(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime
) -> None:
    answers(neon, *[operation("running")] * 12, operation("finished"))
    client.wait([Operation(**operation("running"))])
    assert time.pauses[0] == 0.05
    assert time.pauses == sorted(time.pauses)
    assert time.pauses[-1] == 2.0


@pytest.mark.parametrize("status", ["error", "cancelled"])
def test_a_final_failure_tells_action_and_text(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime, status: str
) -> None:
    answers(neon, operation(status, error="compute image not found", branch_id="br-1"))
    with pytest.raises(NeonOperationError) as caught:
        client.wait([Operation(**operation("running"))])
    assert caught.value.code == "start_compute"
    for part in ("start_compute", "compute image not found", status, "op-1", "br-1"):
        assert part in str(caught.value)
    assert time.seconds < 1


def test_failed_is_not_final_while_the_platform_tries_again(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime
) -> None:
    retries = [operation("failed", error="boom", failures_count=number // 2) for number in range(20)]
    answers(neon, *retries, operation("finished"))
    client.wait([Operation(**operation("running"))])
    assert time.seconds > 10


def test_failed_is_waited_for_until_its_retry_is_due(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime
) -> None:
    due = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=40)
    answers(neon, operation("failed", error="boom", failures_count=1, retry_at=due.isoformat()))
    with pytest.raises(NeonOperationError, match="boom"):
        client.wait([Operation(**operation("running"))])
    assert 40 <= time.seconds <= 50


def test_failed_that_nobody_tries_again_is_a_failure(
    client: NeonClient, neon: respx.MockRouter, time: OwnedTime
) -> None:
    answers(neon, operation("failed", error="boom", failures_count=3))
    with pytest.raises(NeonOperationError, match="boom"):
        client.wait([Operation(**operation("failed", error="boom", failures_count=3))])
    assert 3 <= time.seconds <= 8


def test_waiting_ends_with_the_budget_and_says_what_was_last_seen(
    make_client: Callable[..., NeonClient], neon: respx.MockRouter, time: OwnedTime
) -> None:
    answers(neon, operation("running"))
    with pytest.raises(NeonOperationError, match="'running' after 30 s"):
        make_client(waiting=WaitPolicy(budget=30)).wait([Operation(**operation("running"))])
    assert time.seconds == pytest.approx(30, abs=0.1)


def test_all_operations_are_awaited_and_progress_is_told(client: NeonClient, neon: respx.MockRouter) -> None:
    answers(neon, operation("running"), operation("running"), operation("finished"))
    other = operation("finished") | {"id": "op-2", "action": "apply_config"}
    second = neon.get("/projects/p/operations/op-2").mock(
        return_value=httpx.Response(200, json={"operation": other})
    )
    told: list[str] = []
    client.wait(
        [Operation(**operation("running")), Operation(**(other | {"status": "scheduling"}))], told.append
    )
    assert second.called
    assert told == ["start_compute: running", "start_compute: finished", "apply_config: finished"]
