"""A snapshot takes a branch's place in two steps; what the first has made goes where the platform refuses the second."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from neonctl_py.errors import NeonApiError
from neonctl_py.workflows.past_point import PastPoint
from neonctl_py.workflows.restoring import put_in_place

if TYPE_CHECKING:
    import respx

    from neonctl_py.neon.client import NeonClient

MADE = {"id": "br-new", "name": "kept-new", "project_id": "p", "default": False}


@pytest.mark.parametrize(
    ("status", "name", "is_deleted"),
    [(422, "kept-new", True), (422, "main", False), (500, "kept-new", False)],
)
def test_a_copy_that_neon_refuses_to_put_in_place_is_deleted_and_no_other(
    client: NeonClient, neon: respx.MockRouter, status: int, name: str, is_deleted: bool
) -> None:
    neon.post("/projects/p/snapshots/s/restore").respond(200, json={"branch": MADE})
    neon.post("/projects/p/branches/br-new/finalize_restore").respond(status, json={"message": "no"})
    neon.get("/projects/p/branches").respond(200, json={"branches": [MADE]})
    neon.get("/projects/p/operations").respond(200, json={"operations": []})
    neon.get("/projects/p/branches/br-new").respond(200, json={"branch": MADE | {"name": name}})
    deleted = neon.delete("/projects/p/branches/br-new").mock(return_value=httpx.Response(204))
    point = PastPoint(datetime(2026, 11, 1, tzinfo=UTC), "s", "monday")
    with pytest.raises(NeonApiError) as caught:
        put_in_place(client, "p", "br-1", point, "kept", lambda _: None)
    assert deleted.called == is_deleted
    assert ("kept-new is still there" in caught.value.hint) == (not is_deleted)
