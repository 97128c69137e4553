"""After a lost answer what was asked for is looked up by its natural key: taken when it is there, else asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import pytest

from neonctl_py.errors import NeonConflictError, NeonUnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

    import respx

    from neonctl_py.neon.client import NeonClient

BRANCH = {"id": "br-1", "name": "dev", "project_id": "p", "default": False}
ENDPOINT = {"id": "ep-1", "branch_id": "br-1", "type": "read_write", "name": None}
REPLICA = {"id": "ep-2", "branch_id": "br-1", "type": "read_only", "name": "analytics"}
ROLE = {"name": "owner", "branch_id": "br-1"}
DATABASE = {"name": "app", "owner_name": "owner", "branch_id": "br-1"}
SNAPSHOT = {"id": "snap-1", "name": "before", "source_branch_id": "br-1"}
PROJECT = {"id": "p", "name": "shop"}


class Creation(NamedTuple):
    """What is called, where it is sent, what it answers, what the lists hold that it is looked up in, what it gives."""

    call: Callable[[NeonClient], str]
    path: str
    answer: dict[str, Any]
    found: dict[str, Any]
    result: str


class Alteration(NamedTuple):
    """What is called, where it is sent, where it is looked up, under which key, and what is there afterwards."""

    call: Callable[[NeonClient], None]
    path: str
    found_at: str
    key: str
    there: dict[str, Any]


CREATIONS: list[Any] = [
    pytest.param(
        Creation(
            lambda c: c.create_project({"name": "shop"}).project.id,
            "/projects",
            {"project": PROJECT},
            {
                "/projects": {"projects": [PROJECT]},
                "/projects/p/branches": {"branches": [BRANCH | {"default": True}]},
                "/projects/p/endpoints": {"endpoints": [ENDPOINT]},
            },
            "p",
        ),
        id="project",
    ),
    pytest.param(
        Creation(
            lambda c: c.create_branch("p", {"name": "dev"}, [{"type": "read_write"}]).branch.id,
            "/projects/p/branches",
            {"branch": BRANCH},
            {
                "/projects/p/branches": {"branches": [BRANCH]},
                "/projects/p/endpoints": {"endpoints": [ENDPOINT]},
            },
            "br-1",
        ),
        id="branch",
    ),
    pytest.param(
        Creation(
            lambda c: c.create_endpoint("p", {"branch_id": "br-1", "type": "read_write"}).id,
            "/projects/p/endpoints",
            {"endpoint": ENDPOINT},
            {"/projects/p/endpoints": {"endpoints": [REPLICA, ENDPOINT]}},
            "ep-1",
        ),
        id="compute",
    ),
    pytest.param(
        Creation(
            lambda c: (
                c.create_endpoint("p", {"branch_id": "br-1", "type": "read_only", "name": "analytics"}).id
            ),
            "/projects/p/endpoints",
            {"endpoint": REPLICA},
            {"/projects/p/endpoints": {"endpoints": [ENDPOINT, REPLICA]}},
            "ep-2",
        ),
        id="replica",
    ),
    pytest.param(
        Creation(
            lambda c: c.create_role("p", "br-1", {"name": "owner"}).name,
            "/projects/p/branches/br-1/roles",
            {"role": ROLE},
            {"/projects/p/branches/br-1/roles": {"roles": [ROLE]}},
            "owner",
        ),
        id="role",
    ),
    pytest.param(
        Creation(
            lambda c: c.create_database("p", "br-1", {"name": "app", "owner_name": "owner"}).name,
            "/projects/p/branches/br-1/databases",
            {"database": DATABASE},
            {"/projects/p/branches/br-1/databases": {"databases": [DATABASE]}},
            "app",
        ),
        id="database",
    ),
    pytest.param(
        Creation(
            lambda c: c.create_snapshot("p", "br-1", "before").id,
            "/projects/p/branches/br-1/snapshot",
            {"snapshot": SNAPSHOT},
            {"/projects/p/snapshots": {"snapshots": [SNAPSHOT]}},
            "snap-1",
        ),
        id="snapshot",
    ),
    pytest.param(
        Creation(
            lambda c: c.restore_snapshot("p", "snap-1", {"name": "dev"}).branch.id,
            "/projects/p/snapshots/snap-1/restore",
            {"branch": BRANCH},
            {"/projects/p/branches": {"branches": [BRANCH]}, "/projects/p/endpoints": {"endpoints": []}},
            "br-1",
        ),
        id="restored branch",
    ),
]
LOSSES: list[Any] = [
    pytest.param(httpx.ReadTimeout("slow"), id="timeout"),
    pytest.param(httpx.RemoteProtocolError("dropped"), id="dropped"),
    pytest.param(httpx.Response(502, html="<h1>Bad gateway"), id="gateway"),
    pytest.param(httpx.Response(504, json={"message": "upstream"}), id="gateway's JSON"),
    pytest.param(httpx.Response(200, text="{"), id="half an answer"),
]


def lists(neon: respx.MockRouter, answers: dict[str, Any], *, empty: bool = False) -> None:
    for path, answer in answers.items():
        body = {key: [] for key in answer} if empty else answer
        neon.get(path).mock(return_value=httpx.Response(200, json=body))
    neon.get("/projects/p/operations").mock(return_value=httpx.Response(200, json={"operations": []}))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("case", CREATIONS)
def test_what_is_there_is_taken_as_ours(
    client: NeonClient, neon: respx.MockRouter, case: Creation, loss: Any
) -> None:
    posts = neon.post(case.path).mock(side_effect=[loss])
    lists(neon, case.found)
    assert case.call(client) == case.result
    assert posts.call_count == 1


@pytest.mark.parametrize("case", CREATIONS)
def test_what_is_not_there_is_asked_for_again(
    client: NeonClient, neon: respx.MockRouter, case: Creation
) -> None:
    posts = neon.post(case.path).mock(
        side_effect=[httpx.ReadTimeout("slow"), httpx.Response(201, json=case.answer)]
    )
    lists(neon, case.found, empty=True)
    assert case.call(client) == case.result
    assert posts.call_count == 2


@pytest.mark.parametrize("case", CREATIONS)
def test_a_platform_that_never_answers_is_given_up(
    client: NeonClient, neon: respx.MockRouter, case: Creation
) -> None:
    posts = neon.post(case.path).mock(side_effect=httpx.ReadTimeout("slow"))
    lists(neon, case.found, empty=True)
    with pytest.raises(NeonUnreachableError):
        case.call(client)
    assert posts.call_count == 3


@pytest.mark.parametrize("case", CREATIONS)
def test_a_name_that_exists_is_adopted(client: NeonClient, neon: respx.MockRouter, case: Creation) -> None:
    neon.post(case.path).mock(return_value=httpx.Response(409, json={"message": "already exists"}))
    lists(neon, case.found)
    assert case.call(client) == case.result


@pytest.mark.parametrize("case", CREATIONS)
def test_a_conflict_over_something_else_is_an_error(
    client: NeonClient, neon: respx.MockRouter, case: Creation
) -> None:
    neon.post(case.path).mock(return_value=httpx.Response(409, json={"message": "against something else"}))
    lists(neon, case.found, empty=True)
    with pytest.raises(NeonConflictError, match="against something else"):
        case.call(client)


def test_a_project_that_appears_late_is_not_made_twice(client: NeonClient, neon: respx.MockRouter) -> None:
    posts = neon.post("/projects").mock(side_effect=httpx.ReadTimeout("slow"))
    lists(neon, CREATIONS[0].values[0].found)
    nothing, there = (httpx.Response(200, json={"projects": rows}) for rows in ([], [PROJECT]))
    neon.get("/projects").mock(side_effect=[nothing, nothing, there])
    assert client.create_project({"name": "shop"}).project.id == "p"
    assert posts.call_count == 1


def test_two_projects_of_the_name_are_told_with_their_ids(client: NeonClient, neon: respx.MockRouter) -> None:
    neon.post("/projects").mock(side_effect=httpx.ReadTimeout("slow"))
    twins = [PROJECT, PROJECT | {"id": "q"}]
    neon.get("/projects").mock(return_value=httpx.Response(200, json={"projects": twins}))
    with pytest.raises(NeonConflictError, match="p, q"):
        client.create_project({"name": "shop"})


def test_what_is_under_way_after_a_lost_answer_is_awaited(client: NeonClient, neon: respx.MockRouter) -> None:
    neon.post("/projects/p/branches").mock(side_effect=httpx.ReadTimeout("slow"))
    lists(neon, CREATIONS[1].values[0].found)
    running = {"id": "op", "project_id": "p", "action": "create_branch", "status": "running"}
    old = {"id": "old", "project_id": "p", "action": "start_compute", "status": "failed"}
    neon.get("/projects/p/operations").mock(
        return_value=httpx.Response(200, json={"operations": [running, old]})
    )
    done = httpx.Response(200, json={"operation": running | {"status": "finished"}})
    awaited = neon.get("/projects/p/operations/op").mock(return_value=done)
    client.create_branch("p", {"name": "dev"})
    assert awaited.called


CHANGES: list[Any] = [
    pytest.param(
        Alteration(
            lambda c: c.update_project("p", {"name": "new"}),
            "/projects/p",
            "/projects/p",
            "project",
            {"name": "new"},
        ),
        id="project",
    ),
    pytest.param(
        Alteration(
            lambda c: c.update_project("p", {"settings": {"hipaa": False}}),
            "/projects/p",
            "/projects/p",
            "project",
            {"settings": {"hipaa": False, "quota": {}}},
        ),
        id="a part of the settings",
    ),
    pytest.param(
        Alteration(
            lambda c: c.update_branch("p", "b", {"protected": True}),
            "/projects/p/branches/b",
            "/projects/p/branches/b",
            "branch",
            {"protected": True},
        ),
        id="branch",
    ),
    pytest.param(
        Alteration(
            lambda c: c.update_endpoint("p", "e", {"disabled": True}),
            "/projects/p/endpoints/e",
            "/projects/p/endpoints/e",
            "endpoint",
            {"disabled": True},
        ),
        id="compute",
    ),
    pytest.param(
        Alteration(
            lambda c: c.update_database("p", "b", "old", {"name": "new"}),
            "/projects/p/branches/b/databases/old",
            "/projects/p/branches/b/databases/new",
            "database",
            {"name": "new"},
        ),
        id="renamed database",
    ),
]


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_that_was_made_is_not_sent_again(
    client: NeonClient, neon: respx.MockRouter, case: Alteration
) -> None:
    patches = neon.patch(case.path).mock(side_effect=httpx.ReadTimeout("slow"))
    lists(neon, {})
    neon.get(case.found_at).mock(return_value=httpx.Response(200, json={case.key: case.there}))
    case.call(client)
    assert patches.call_count == 1


@pytest.mark.parametrize("case", CHANGES)
@pytest.mark.parametrize("status", [200, 404])
def test_a_change_that_was_not_made_is_sent_again(
    client: NeonClient, neon: respx.MockRouter, case: Alteration, status: int
) -> None:
    patches = neon.patch(case.path).mock(
        side_effect=[httpx.ReadTimeout("slow"), httpx.Response(200, json={})]
    )
    neon.get(case.found_at).mock(return_value=httpx.Response(status, json={case.key: {}}))
    case.call(client)
    assert patches.call_count == 2


def test_a_default_branch_that_was_set_is_not_set_again(client: NeonClient, neon: respx.MockRouter) -> None:
    posts = neon.post("/projects/p/branches/br-1/set_as_default").mock(side_effect=httpx.ReadTimeout("slow"))
    lists(neon, {"/projects/p/branches/br-1": {"branch": BRANCH | {"default": True}}})
    client.set_default_branch("p", "br-1")
    assert posts.call_count == 1


def test_a_restore_is_never_repeated(client: NeonClient, neon: respx.MockRouter) -> None:
    posts = neon.post("/projects/p/branches/br-1/restore").mock(side_effect=httpx.ReadTimeout("slow"))
    with pytest.raises(NeonUnreachableError):
        client.restore_branch("p", "br-1", {"source_branch_id": "br-0"})
    assert posts.call_count == 1
