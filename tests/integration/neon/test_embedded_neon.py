"""The client, the observation and the steps against a Neon that is real enough: HTTP, operations, Postgres behind it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from neonctl_py.apply.neon_steps import run_neon_step
from neonctl_py.errors import NeonApiError, NeonOperationError, NeonUnreachableError
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.project import AllowedIps, MaintenanceWindow, Project
from neonctl_py.model.replica import Replica
from neonctl_py.model.role import Role
from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
from neonctl_py.model.state import Desired
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.neon.client import NeonClient
from neonctl_py.neon.connections import connection_url, with_database
from neonctl_py.neon.observe import observe_account
from neonctl_py.neon.operations import WaitPolicy
from neonctl_py.neon.retry import RetryPolicy
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import NeonStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.emulator.control import LocalServer

_ATTRIBUTES = ("login", "superuser", "createdb", "createrole", "inherit", "replication", "bypassrls")
_UNWRITTEN: dict[str, Any] = dict.fromkeys(
    (*_ATTRIBUTES, "connection_limit", "valid_until", "comment"), UNSET
)
OWNER = Role(managed_by="neon", **_UNWRITTEN)


@pytest.fixture
def client(local_neon: LocalServer) -> Iterator[NeonClient]:
    patience = {"retry": RetryPolicy(budget=20, first=0.05), "waiting": WaitPolicy(budget=60, patience=0.3)}
    with NeonClient(Secret(local_neon.api_key), local_neon.url, **patience) as client:  # type: ignore[arg-type]
        yield client


@pytest.fixture
def name(client: NeonClient) -> Iterator[str]:
    """Of a project that is deleted afterwards, protected branches or not."""
    name = f"neon-{uuid.uuid4().hex[:10]}"
    yield name
    for project in client.list_projects().projects:
        if project.name == name:
            for branch in client.list_branches(project.id):
                if branch.protected:
                    client.update_branch(project.id, branch.id, {"protected": False})
            client.delete_project(project.id)


@pytest.fixture
def fault(local_neon: LocalServer) -> Iterator[Callable[..., None]]:
    base = local_neon.url.removesuffix("/api/v2") + "/_local/faults"
    headers = {"Authorization": f"Bearer {local_neon.api_key}"}
    with httpx.Client(headers=headers, trust_env=False) as http:

        def add(**fault: Any) -> None:
            http.post(base, json=fault).raise_for_status()

        yield add
        http.delete(base).raise_for_status()


def stack(name: str, **project: Any) -> dict[Address, Any]:
    """A project with one branch, its compute, role and database."""
    shop = project_address(name)
    main = shop.child("branch", "production")
    return {
        shop: Project(pg_version=17, **project),
        main: Branch(default=True),
        main.child("compute"): Compute(min_cu=0.25, max_cu=0.5),
        main.child("role", "shop_owner"): OWNER,
        main.child("database", "shop"): Database(owner="shop_owner"),
    }


def apply(client: NeonClient, objects: dict[Address, Any], **more: Any) -> dict[Address, str]:
    """Plan, run the API's steps, and give the ids. Roles are the catalog's to observe, so what is left of them is not looked at."""
    desired = Desired(stack="s", objects=objects, **more)
    observed = observe_account(client, desired)
    ids = dict(observed.ids)
    roles = {place for place in objects if place.kind == "role"} if observed.objects else set()
    for step in make_plan(desired, observed).steps:
        if isinstance(step, NeonStep) and step.address not in roles:
            run_neon_step(client, step, ids, lambda _message: None)
    return ids


def left_to_do(client: NeonClient, objects: dict[Address, Any], **more: Any) -> list[str]:
    desired = Desired(stack="s", objects=objects, **more)
    plan = make_plan(desired, observe_account(client, desired))
    return [f"{change.action} {change.address}" for change in plan.changes if change.address.kind != "role"]


def test_from_an_empty_account_to_a_second_plan_that_is_empty(client: NeonClient, name: str) -> None:
    shop = project_address(name)
    main, dev = shop.child("branch", "production"), shop.child("branch", "dev")
    objects = stack(
        name,
        history_retention=604800,
        min_cu=0.25,
        max_cu=2,
        suspend_after=300,
        pg_settings=(("jit", "off"),),
        allowed_ips=AllowedIps(("127.0.0.0/8",), protected_branches_only=True),
        maintenance_window=MaintenanceWindow((7,), "03:00", "04:00"),
    ) | {
        main: Branch(default=True, protected=True),
        main.child("replica", "analytics"): Replica(min_cu=0.25, max_cu=1),
        main.child("snapshot_schedule"): SnapshotSchedule((SnapshotRule("daily", 2, None, 604800),)),
        dev: Branch(parent="production"),
        dev.child("compute"): Compute(suspend_after=-1, pg_settings=(("work_mem", "16MB"),)),
        shop.child("branch", "scratch"): Branch(parent="production", data="schema-only", expires_in=604800),
    }
    ids = apply(client, objects)
    assert left_to_do(client, objects) == []
    observed = observe_account(client, Desired(stack="s", objects=objects))
    assert {place: ids.get(place) for place in observed.ids} == observed.ids
    assert observed.api_reads == 1 + 3 + 2


def test_every_change_converges_and_so_does_its_way_back(client: NeonClient, name: str) -> None:
    shop = project_address(name)
    main, dev = shop.child("branch", "production"), shop.child("branch", "dev")
    before = stack(name) | {dev: Branch(parent="production"), dev.child("compute"): Compute(max_cu=0.5)}
    after = before | {
        shop: Project(
            pg_version=17, history_retention=3600, max_cu=4, allowed_ips=AllowedIps(("10.0.0.0/8",))
        ),
        main: Branch(default=True, protected=True),
        main.child("compute"): Compute(
            min_cu=0.5, max_cu=1, suspend_after=-1, pg_settings=(("work_mem", "8MB"),)
        ),
        main.child("snapshot_schedule"): SnapshotSchedule((SnapshotRule("weekly", 3, 1),)),
        dev: Branch(parent="production", expires_in=86400),
        dev.child("compute"): Compute(max_cu=1, disabled=True),
    }
    back = before | {
        shop: Project(pg_version=17, history_retention=None, max_cu=None, allowed_ips=None),
        main: Branch(default=True, protected=None),
        main.child("compute"): Compute(suspend_after=None, pg_settings=None),
        dev: Branch(parent="production", expires_in=None),
        dev.child("compute"): Compute(disabled=None),
    }
    for objects in (before, after, back):
        apply(client, objects)
        assert left_to_do(client, objects) == []


def test_renames_keep_what_they_rename(client: NeonClient, name: str) -> None:
    shop = project_address(name)
    main, dev = shop.child("branch", "production"), shop.child("branch", "dev")
    objects = stack(name) | {dev: Branch(parent="production"), main.child("replica", "old"): Replica()}
    ids = apply(client, objects)
    qa = shop.child("branch", "qa")
    moves = (
        (dev, qa),
        (main.child("database", "shop"), main.child("database", "store")),
        (main.child("replica", "old"), main.child("replica", "new")),
    )
    moved = {
        next((place.moved(old, new) for old, new in moves if place == old), place): value
        for place, value in objects.items()
    }
    after = apply(client, moved, moved=moves)
    assert after[qa] == ids[dev]
    assert after[main.child("replica", "new")] == ids[main.child("replica", "old")]
    assert [d.name for d in client.list_databases(ids[shop], ids[main])] == ["store"]
    assert left_to_do(client, moved, moved=moves) == []


def test_a_url_connects_and_reaches_another_database(client: NeonClient, name: str) -> None:
    ids = apply(client, stack(name))
    shop = project_address(name)
    main = shop.child("branch", "production")
    url = connection_url(client, ids[shop], ids[main], "shop_owner", "shop")
    assert "***" in repr(url)
    for target, expected in ((url, "shop"), (with_database(url, "postgres"), "postgres")):
        with psycopg.connect(target.reveal()) as connection:
            assert connection.execute("select current_database(), current_user").fetchone() == (
                expected,
                "shop_owner",
            )
    pooled = connection_url(client, ids[shop], ids[main], "shop_owner", "shop", pooled=True)
    assert pooled.reveal().startswith("postgresql://")


def test_deletions_can_be_repeated(client: NeonClient, name: str) -> None:
    shop = project_address(name)
    main, dev = shop.child("branch", "production"), shop.child("branch", "dev")
    objects = stack(name) | {dev: Branch(parent="production"), dev.child("compute"): Compute()}
    ids = apply(client, objects)
    for place in (
        main.child("database", "shop"),
        main.child("role", "shop_owner"),
        dev.child("compute"),
        dev,
        shop,
    ):
        for known in (dict(ids), dict(ids), {}):
            run_neon_step(client, NeonStep(action=Action.DELETE, address=place), known, lambda _message: None)
    assert observe_account(client, Desired(stack="s", objects=objects)).objects == {}


LOST = [
    ("projects", r"/projects$"),
    ("branches", r"/branches$"),
    ("computes and replicas", r"/endpoints$"),
    ("roles", r"/roles$"),
    ("databases", r"/databases$"),
    ("schedules", r"/backup_schedule$"),
    ("changes of branches", r"/branches/[^/]+$"),
    ("changes of computes", r"/endpoints/[^/]+$"),
]


@pytest.mark.parametrize("path", [path for _, path in LOST], ids=[what for what, _ in LOST])
def test_a_lost_answer_makes_nothing_twice(
    client: NeonClient, name: str, fault: Callable[..., None], path: str
) -> None:
    """Each kind's call is carried out, its answer dropped, once; the apply goes on and the second plan is empty."""
    shop = project_address(name)
    main, dev = shop.child("branch", "production"), shop.child("branch", "dev")
    objects = stack(name) | {
        main: Branch(default=True, protected=True),
        main.child("replica", "analytics"): Replica(),
        main.child("snapshot_schedule"): SnapshotSchedule((SnapshotRule("daily", 2),)),
        main.child("role", "second"): OWNER,
        main.child("database", "more"): Database(owner="second"),
        dev: Branch(parent="production"),
    }
    for method in ("POST", "PATCH", "PUT"):
        fault(match={"method": method, "path_regex": path}, drop_answer=True, times=1)
    apply(client, objects)
    assert left_to_do(client, objects) == []
    assert len([p for p in client.list_projects().projects if p.name == name]) == 1


@pytest.mark.parametrize("status", [423, 429, 503])
def test_bad_days_of_the_api_are_waited_out(
    client: NeonClient, name: str, fault: Callable[..., None], status: int
) -> None:
    fault(match={"path_regex": "/projects"}, status=status, body={"message": "not now"}, times=4)
    fault(match={"path_regex": "/projects"}, status=429, retry_after="0", times=1)
    objects = stack(name)
    apply(client, objects)
    assert left_to_do(client, objects) == []


def test_a_500_half_way_leaves_a_world_from_which_the_same_apply_converges(
    client: NeonClient, name: str, fault: Callable[..., None]
) -> None:
    dev = project_address(name).child("branch", "dev")
    objects = stack(name) | {dev: Branch(parent="production"), dev.child("compute"): Compute()}
    fault(
        match={"method": "POST", "path_regex": "/branches$"},
        status=500,
        body={"message": "internal"},
        times=1,
    )
    with pytest.raises(NeonApiError, match="internal"):
        apply(client, objects)
    apply(client, objects)
    assert left_to_do(client, objects) == []


def test_a_failed_operation_is_told_with_its_action(
    client: NeonClient, name: str, fault: Callable[..., None]
) -> None:
    shop = project_address(name)
    ids = apply(client, stack(name))
    fault(match={"path_regex": ids[shop]}, fail_operation="apply_config", times=0)
    main = shop.child("branch", "production")
    step = NeonStep(action=Action.CREATE, address=main.child("role", "other"), after=OWNER)
    with pytest.raises(NeonOperationError, match="apply_config") as caught:
        run_neon_step(client, step, ids, lambda _message: None)
    assert caught.value.code == "apply_config"
    assert "injected failure" in str(caught.value)


def test_a_web_page_instead_of_the_api_is_told(client: NeonClient, fault: Callable[..., None]) -> None:
    fault(match={"path_regex": "/projects"}, status=200, html="<html>Please log in</html>", times=1)
    with pytest.raises(NeonUnreachableError, match="Please log in"):
        client.list_projects()


def test_a_wrong_key_is_told_with_its_source(local_neon: LocalServer) -> None:
    with (
        NeonClient(Secret("napi_wrong"), local_neon.url, key_source="the file ~/key") as client,
        pytest.raises(NeonApiError, match="the file ~/key"),
    ):
        client.current_user()
