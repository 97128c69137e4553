"""What is read of an account, how often, and what is made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from neonctl_py.errors import NeonConflictError, NeonNotFoundError, NeonUnreachableError
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.project import AllowedIps, MaintenanceWindow, PreloadLibraries, Project, Quota
from neonctl_py.model.replica import Replica
from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
from neonctl_py.model.state import Desired
from neonctl_py.neon.observe import observe_account

if TYPE_CHECKING:
    import respx

    from neonctl_py.neon.client import NeonClient

SHOP = project_address("shop")
MAIN = SHOP.child("branch", "main")
DEV = SHOP.child("branch", "dev")
DAILY = {"frequency": "daily", "hour": 2, "retention_seconds": 604800}


def desired(*parts: Address, **more: Any) -> Desired:
    """A stack that speaks of these addresses; of what they hold only the kind matters here."""
    kinds: dict[str, Any] = {
        "project": Project(),
        "branch": Branch(),
        "compute": Compute(),
        "database": Database(),
        "snapshot_schedule": SnapshotSchedule((SnapshotRule("daily", 2),)),
    }
    return Desired(
        stack="s", objects={part: kinds[part.kind] for part in parts} | more.pop("objects", {}), **more
    )


def account(neon: respx.MockRouter, project_id: str = "p1", name: str = "shop", **more: Any) -> None:
    """A project with a default branch that has a compute, a replica, a database and a schedule, and a bare child."""
    base = f"/projects/{project_id}"
    main, dev = f"{base}/branches/br-main", f"{base}/branches/br-dev"
    project = {"id": project_id, "name": name, "region_id": "aws-us-east-2", "pg_version": 17}
    branches = [
        {"id": "br-main", "name": "main", "default": True, "protected": True},
        {"id": "br-dev", "name": "dev", "parent_id": "br-main", "init_source": "parent-data"}
        | more.get("dev", {}),
    ]
    sizes = {"autoscaling_limit_min_cu": 0.25, "autoscaling_limit_max_cu": 2, "suspend_timeout_seconds": 0}
    endpoints = [
        {"id": "ep-rw", "branch_id": "br-main", "type": "read_write", "settings": {}, **sizes},
        {"id": "ep-ro", "branch_id": "br-main", "type": "read_only", "name": "analytics", **sizes},
        {"id": "ep-nameless", "branch_id": "br-dev", "type": "read_only", **sizes},
        {"id": "ep-orphan", "branch_id": "br-gone", "type": "read_write", **sizes},
    ]
    databases = [{"name": "app", "owner_name": "owner"}]
    for path, body in {
        "/projects": {"projects": [{"id": project_id, "name": name}], "pagination": {"cursor": project_id}},
        base: {"project": project | more.get("project", {})},
        f"{base}/branches": {"branches": branches, "annotations": {}, "pagination": {"next": "x"}},
        f"{base}/endpoints": {"endpoints": endpoints},
        f"{main}/databases": {"databases": databases},
        f"{dev}/databases": {"databases": databases},
        f"{main}/backup_schedule": {"schedule": more.get("schedule", [DAILY])},
        f"{dev}/backup_schedule": {"schedule": []},
        f"{base}/jwks": {"jwks": []},
    }.items():
        neon.get(path).mock(return_value=httpx.Response(200, json=body))
    for path in (f"{main}/auth", f"{dev}/auth", f"{main}/data-api/app", f"{dev}/data-api/app"):
        neon.get(path).mock(return_value=httpx.Response(404, json={"code": "", "message": "not found"}))


def asked(neon: respx.MockRouter) -> list[str]:
    return sorted(call.request.url.path.removeprefix("/api/v2") for call in neon.calls)


def test_a_project_is_found_by_name_with_everything_in_it(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    seen = observe_account(
        client, desired(SHOP, MAIN, MAIN.child("database", "app"), MAIN.child("snapshot_schedule"))
    )
    assert set(seen.objects) == {
        SHOP,
        MAIN,
        MAIN.child("compute"),
        MAIN.child("replica", "analytics"),
        MAIN.child("database", "app"),
        MAIN.child("snapshot_schedule"),
        DEV,
        DEV.child("replica", "ep-nameless"),
    }
    assert seen.ids == {
        SHOP: "p1",
        MAIN: "br-main",
        MAIN.child("compute"): "ep-rw",
        MAIN.child("replica", "analytics"): "ep-ro",
        DEV: "br-dev",
        DEV.child("replica", "ep-nameless"): "ep-nameless",
    }
    assert seen.read == {SHOP, MAIN}
    assert seen.objects[DEV].parent == "main"  # type: ignore[attr-defined]
    assert seen.objects[MAIN.child("database", "app")].owner == "owner"  # type: ignore[attr-defined]


def test_only_what_the_stack_manages_is_read(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    seen = observe_account(client, desired(SHOP, MAIN, MAIN.child("database", "app")))
    own = ["", "/branches", "/branches/br-main/databases", "/endpoints"]
    assert asked(neon) == ["/projects", *(f"/projects/p1{path}" for path in own)]
    assert seen.api_reads == 5


def test_a_pinned_project_costs_no_list(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon, name="another name")
    seen = observe_account(client, desired(SHOP, pinned_ids={SHOP: "p1"}))
    assert seen.ids[SHOP] == "p1"
    assert asked(neon) == ["/projects/p1", "/projects/p1/branches", "/projects/p1/endpoints"]


def test_an_empty_pin_is_none(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    assert observe_account(client, desired(SHOP, pinned_ids={SHOP: ""})).ids[SHOP] == "p1"


def test_everything_is_read_for_an_import(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    seen = observe_account(client, desired(SHOP, pinned_ids={SHOP: "p1"}), everything=True)
    assert DEV.child("database", "app") in seen.objects
    assert MAIN.child("snapshot_schedule") in seen.objects
    assert DEV.child("snapshot_schedule") not in seen.objects


def test_the_read_budget_holds(client: NeonClient, neon: respx.MockRouter) -> None:
    """2 + P * (4 + 3 * B), with one connection_uri per branch still to come."""
    names = [f"shop-{number}" for number in range(5)]
    for name in names:
        account(neon, project_id=name, name=name)
    rows = [{"id": name, "name": name} for name in names]
    neon.get("/projects").mock(return_value=httpx.Response(200, json={"projects": rows}))
    parts = []
    for name in names:
        branches = [project_address(name).child("branch", branch) for branch in ("main", "dev")]
        parts += [project_address(name), *branches]
        parts += [
            branch.child(*part)
            for branch in branches
            for part in (("database", "app"), ("snapshot_schedule",))
        ]
    seen = observe_account(client, desired(*parts))
    assert seen.api_reads == len(neon.calls) == 1 + 5 * (3 + 2 * 2)
    assert seen.api_reads + 5 * 2 <= 2 + 5 * (4 + 3 * 2)


def test_an_absent_project_is_known_to_be_absent(client: NeonClient, neon: respx.MockRouter) -> None:
    neon.get("/projects").mock(return_value=httpx.Response(200, json={"projects": []}))
    seen = observe_account(client, desired(SHOP))
    assert (dict(seen.objects), seen.read) == ({}, {SHOP})


def test_absence_is_not_believed_of_a_short_page(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    first = {"projects": [{"id": "p0", "name": "other"}], "pagination": {"cursor": "p0"}}
    second = {"projects": [{"id": "p1", "name": "shop"}], "pagination": {"cursor": "p1"}}

    def pages(request: httpx.Request) -> httpx.Response:
        body = {None: first, "p0": second}.get(request.url.params.get("cursor"), {"projects": []})
        return httpx.Response(200, json=body)

    neon.get("/projects").mock(side_effect=pages)
    assert observe_account(client, desired(SHOP)).ids[SHOP] == "p1"


def test_a_branch_that_does_not_exist_is_simply_absent(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    ghost = SHOP.child("branch", "ghost")
    seen = observe_account(client, desired(SHOP, ghost, ghost.child("database", "app")))
    assert not [address for address in seen.objects if address.is_within(ghost)]
    assert "/projects/p1/branches/br-main/databases" not in asked(neon)


def test_two_projects_of_one_name_are_an_error_with_both_ids(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    twins = [{"id": "p2", "name": "shop"}, {"id": "p1", "name": "shop"}]
    neon.get("/projects").mock(return_value=httpx.Response(200, json={"projects": twins}))
    with pytest.raises(NeonConflictError, match="p1, p2"):
        observe_account(client, desired(SHOP))


def test_an_unavailable_project_is_never_taken_for_absent(client: NeonClient, neon: respx.MockRouter) -> None:
    body = {"projects": [], "unavailable_project_ids": ["gone-fishing"]}
    neon.get("/projects").mock(return_value=httpx.Response(200, json=body))
    with pytest.raises(NeonUnreachableError, match="gone-fishing"):
        observe_account(client, desired(SHOP))


def test_an_unavailable_stranger_does_no_harm(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    body = {"projects": [{"id": "p1", "name": "shop"}], "unavailable_project_ids": ["stranger"]}
    neon.get("/projects").mock(return_value=httpx.Response(200, json=body))
    assert observe_account(client, desired(SHOP)).unavailable == ("stranger",)


def test_a_pin_to_nothing_says_what_to_do(client: NeonClient, neon: respx.MockRouter) -> None:
    for path in ("/projects/p9", "/projects/p9/branches", "/projects/p9/endpoints"):
        neon.get(path).mock(return_value=httpx.Response(404, json={"message": "no"}))
    with pytest.raises(NeonNotFoundError, match="p9") as caught:
        observe_account(client, desired(SHOP, pinned_ids={SHOP: "p9"}))
    assert "id:" in caught.value.hint


def test_other_servers_are_not_asked_for(client: NeonClient, neon: respx.MockRouter) -> None:
    plain = project_address("reporting")
    seen = observe_account(client, desired(objects={plain: Project(provider="postgres")}))
    assert (seen.api_reads, asked(neon)) == (0, [])


def test_projects_of_several_organizations_are_listed_once_each(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    route = neon.get("/projects").mock(return_value=httpx.Response(200, json={"projects": []}))
    projects = {
        project_address(f"{org}-{n}"): Project(org_id=org) for org in ("org-a", "org-b") for n in range(3)
    }
    observe_account(client, desired(objects=projects))
    assert [call.request.url.params["org_id"] for call in route.calls] == ["org-a", "org-b"]


def test_a_project_that_is_moved_is_found_under_its_old_name(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    account(neon)
    new = project_address("boutique")
    stack = desired(
        new,
        new.child("branch", "main"),
        new.child("branch", "main").child("database", "app"),
        moved=((SHOP, new),),
    )
    seen = observe_account(client, stack)
    assert SHOP in seen.objects
    assert MAIN.child("database", "app") in seen.objects


def test_a_pinned_project_that_is_moved_keeps_its_old_address(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    account(neon)
    new = project_address("boutique")
    seen = observe_account(client, desired(new, moved=((SHOP, new),), pinned_ids={new: "p1"}))
    assert seen.ids[SHOP] == "p1"
    assert "/projects" not in asked(neon)


def test_removed_parts_are_read_too(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    seen = observe_account(
        client, desired(SHOP, removed=(MAIN.child("database", "app"), MAIN.child("snapshot_schedule")))
    )
    assert {MAIN.child("database", "app"), MAIN.child("snapshot_schedule")} <= set(seen.objects)


def test_no_rules_are_no_schedule_unless_none_is_what_is_declared(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    account(neon, schedule=[])
    place = MAIN.child("snapshot_schedule")
    assert place not in observe_account(client, desired(SHOP, place)).objects
    assert place in observe_account(client, desired(SHOP, objects={place: SnapshotSchedule()})).objects


def test_a_failure_of_one_read_is_the_failure_of_all(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    neon.get("/projects/p1/endpoints").mock(
        return_value=httpx.Response(404, json={"message": "gone meanwhile"})
    )
    with pytest.raises(NeonNotFoundError, match="gone meanwhile"):
        observe_account(client, desired(SHOP))


def test_every_setting_of_a_project_is_read(client: NeonClient, neon: respx.MockRouter) -> None:
    account(
        neon,
        project={
            "org_id": "org-1",
            "store_passwords": True,
            "history_retention_seconds": 86400,
            "default_endpoint_settings": {
                "autoscaling_limit_min_cu": 0.25,
                "autoscaling_limit_max_cu": 2,
                "suspend_timeout_seconds": -1,
                "pg_settings": {"work_mem": "16MB", "jit": "off"},
            },
            "settings": {
                "allowed_ips": {"ips": ["10.0.0.0/8"], "protected_branches_only": True},
                "enable_logical_replication": True,
                "maintenance_window": {"weekdays": [7], "start_time": "03:00", "end_time": "04:00"},
                "block_public_connections": False,
                "block_vpc_connections": True,
                "audit_log_level": "base",
                "hipaa": False,
                "preload_libraries": {"use_defaults": False, "enabled_libraries": ["pg_cron"]},
                "quota": {"active_time_seconds": 10},
            },
        },
    )
    assert observe_account(client, desired(SHOP)).objects[SHOP] == Project(
        region="aws-us-east-2",
        pg_version=17,
        org_id="org-1",
        store_passwords=True,
        history_retention=86400,
        min_cu=0.25,
        max_cu=2.0,
        suspend_after=-1,
        pg_settings=(("jit", "off"), ("work_mem", "16MB")),
        allowed_ips=AllowedIps(("10.0.0.0/8",), protected_branches_only=True),
        logical_replication=True,
        maintenance_window=MaintenanceWindow((7,), "03:00", "04:00"),
        block_public_connections=False,
        block_vpc_connections=True,
        audit_log_level="base",
        hipaa=False,
        preload_libraries=PreloadLibraries(use_defaults=False, enabled=("pg_cron",)),
        quota=Quota(active_time_seconds=10),
    )


def test_blocks_that_are_left_out_are_the_default(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    project = observe_account(client, desired(SHOP)).objects[SHOP]
    assert project == Project(
        region="aws-us-east-2",
        pg_version=17,
        org_id=None,
        store_passwords=None,
        history_retention=None,
        min_cu=None,
        max_cu=None,
        suspend_after=None,
        pg_settings=(),
        allowed_ips=None,
        logical_replication=None,
        maintenance_window=None,
        block_public_connections=None,
        block_vpc_connections=None,
        audit_log_level=None,
        hipaa=None,
        preload_libraries=None,
        quota=None,
    )


EXPIRES = datetime(2026, 1, 8, tzinfo=UTC).isoformat()


@pytest.mark.parametrize(
    ("answer", "declared", "expected"),
    [
        ({"ttl_interval_seconds": 604800, "expires_at": EXPIRES}, {}, (604800, "2026-01-08T00:00:00Z")),
        (
            {"ttl_interval_seconds": 604797, "expires_at": EXPIRES},
            {"expires_in": 604800},
            (604800, "2026-01-08T00:00:00Z"),
        ),
        (
            {"ttl_interval_seconds": 600000, "expires_at": EXPIRES},
            {"expires_in": 604800},
            (600000, "2026-01-08T00:00:00Z"),
        ),
        ({"created_at": "2026-01-07T00:00:00Z", "expires_at": EXPIRES}, {}, (86400, "2026-01-08T00:00:00Z")),
        (
            {"expires_at": EXPIRES},
            {"expires_at": "2026-01-08T02:00:00+02:00"},
            (None, "2026-01-08T02:00:00+02:00"),
        ),
        ({"expires_at": EXPIRES}, {"expires_at": "2026-01-09T00:00:00Z"}, (None, "2026-01-08T00:00:00Z")),
        ({}, {"expires_in": 604800}, (None, None)),
    ],
)
def test_a_lifetime_is_the_branchs_own_and_never_what_remains(
    client: NeonClient,
    neon: respx.MockRouter,
    answer: dict[str, Any],
    declared: dict[str, Any],
    expected: tuple[int | None, str | None],
) -> None:
    account(neon, dev=answer)
    branch = observe_account(client, desired(SHOP, objects={DEV: Branch(**declared)})).objects[DEV]
    assert (branch.expires_in, branch.expires_at) == expected  # type: ignore[attr-defined]


def test_a_copy_of_the_schema_does_not_contradict_its_declared_parent(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    account(neon, dev={"parent_id": None, "init_source": "schema-only"})
    declared = Branch(parent="main", data="schema-only")
    branch = observe_account(client, desired(SHOP, objects={DEV: declared})).objects[DEV]
    assert (branch.parent, branch.data) == ("main", "schema-only")  # type: ignore[attr-defined]
    assert observe_account(client, desired(SHOP)).objects[DEV].parent is None  # type: ignore[attr-defined]


def test_rules_of_a_schedule_are_sorted_and_unknown_frequencies_left_out(
    client: NeonClient, neon: respx.MockRouter
) -> None:
    weekly = {"frequency": "weekly", "hour": 1, "day": 7}
    account(neon, schedule=[weekly, DAILY, {"frequency": "hourly"}])
    place = MAIN.child("snapshot_schedule")
    assert observe_account(client, desired(SHOP, place)).objects[place] == SnapshotSchedule(
        (SnapshotRule("daily", 2, None, 604800), SnapshotRule("weekly", 1, 7))
    )


def test_a_replica_and_a_compute_are_read_alike(client: NeonClient, neon: respx.MockRouter) -> None:
    account(neon)
    objects = observe_account(client, desired(SHOP)).objects
    sizes = {"min_cu": 0.25, "max_cu": 2.0, "suspend_after": 0, "pg_settings": (), "disabled": False}
    assert objects[MAIN.child("compute")] == Compute(**sizes, preload_libraries=(), name=None)
    assert objects[MAIN.child("replica", "analytics")] == Replica(**sizes, max_lag=None)
