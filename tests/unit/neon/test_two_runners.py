"""Two who change one account at once: a project is made once, and who has to wait is told for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from neonctl_py.errors import NeonApiError, NeonConflictError
from neonctl_py.neon.retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    import respx
    from owned_time import OwnedTime

    from neonctl_py.neon.client import NeonClient

OLDER = {"id": "p-older", "name": "shop", "created_at": "2026-11-21T10:00:00Z"}
YOUNGER = {"id": "p-younger", "name": "shop", "created_at": "2026-11-21T10:00:01Z"}
TWIN = {"id": "p-a-twin", "name": "shop", "created_at": "2026-11-21T10:00:01Z"}


def _account(neon: respx.MockRouter, made: dict[str, Any], *listed: dict[str, Any]) -> respx.Route:
    """A POST that makes one project, and a list with all; the route of deletions."""
    neon.post("/projects").mock(return_value=httpx.Response(201, json={"project": made}))
    neon.get("/projects").mock(return_value=httpx.Response(200, json={"projects": listed}))
    for project in listed:
        path = f"/projects/{project['id']}"
        neon.get(f"{path}/branches").mock(return_value=httpx.Response(200, json={"branches": []}))
        neon.get(f"{path}/endpoints").mock(return_value=httpx.Response(200, json={"endpoints": []}))
        neon.get(f"{path}/operations").mock(return_value=httpx.Response(200, json={"operations": []}))
    return neon.delete(path__regex="/projects/.*").mock(return_value=httpx.Response(200, json={}))


@pytest.mark.parametrize(
    ("made", "listed", "kept", "deleted"),
    [
        (OLDER, (OLDER,), "p-older", ""),
        (OLDER, (YOUNGER, OLDER), "p-older", ""),
        (YOUNGER, (YOUNGER, OLDER), "p-older", "p-younger"),
        (YOUNGER, (YOUNGER, TWIN), "p-a-twin", "p-younger"),
        (TWIN, (YOUNGER, TWIN), "p-a-twin", ""),
        (YOUNGER, (OLDER,), "p-younger", ""),  # a list that lags behind: ours is not in it
    ],
)
def test_of_two_projects_made_at_once_the_older_one_stays(
    client: NeonClient,
    neon: respx.MockRouter,
    *,
    made: dict[str, Any],
    listed: tuple[dict[str, Any], ...],
    kept: str,
    deleted: str,
) -> None:
    """Both runners come to the same answer, and each deletes at most what itself has made."""
    deletions = _account(neon, made, *listed)

    assert client.create_project({"name": "shop"}).project.id == kept
    assert [call.request.url.path.rpartition("/")[2] for call in deletions.calls] == [deleted] * bool(deleted)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (423, "project is locked"),
        (409, "project already has running operations, scheduling of new ones is prohibited"),
        (409, "a conflicting operation is in progress"),
    ],
)
def test_a_busy_project_is_waited_for_and_then_named(
    make_client: Callable[..., NeonClient],
    neon: respx.MockRouter,
    time: OwnedTime,
    status: int,
    message: str,
) -> None:
    """Growing, jittered pauses within the budget; then the error says what is under way."""
    client = make_client(retry=RetryPolicy(budget=30.0))
    busy = neon.delete("/projects/p/branches/b").mock(
        return_value=httpx.Response(status, json={"message": message})
    )
    running = {
        "id": "op",
        "project_id": "p",
        "action": "start_compute",
        "status": "running",
        "endpoint_id": "ep-1",
        "created_at": "2026-11-21T10:00:00Z",
    }
    over = {"id": "old", "project_id": "p", "action": "create_branch", "status": "finished"}
    neon.get("/projects/p/operations").mock(
        return_value=httpx.Response(200, json={"operations": [running, over]})
    )

    with pytest.raises(NeonApiError) as refused:
        client.delete_branch("p", "b")

    assert busy.call_count > 3
    assert "start_compute of ep-1, running since 2026-11-21 10:00:00 UTC" in refused.value.detail
    assert "create_branch" not in refused.value.detail
    assert "NEONPY_RETRY_BUDGET" in refused.value.hint


def test_a_name_that_is_taken_is_not_waited_for(client: NeonClient, neon: respx.MockRouter) -> None:
    """That 409 would never pass."""
    refused = neon.patch("/projects/p/branches/b").mock(
        return_value=httpx.Response(409, json={"message": 'branch with the name "x" already exists'})
    )
    with pytest.raises(NeonConflictError, match="already exists"):
        client.update_branch("p", "b", {"name": "x"})
    assert refused.call_count == 1
