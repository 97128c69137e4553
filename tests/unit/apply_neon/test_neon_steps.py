"""Each step is the calls that it should be: no more, and nothing in them that the user did not write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from neonctl_py.apply.neon_steps import run_neon_step
from neonctl_py.errors import InternalError, NeonApiError, NeonNotFoundError, NeonOperationError, RefusedError
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.project import AllowedIps, MaintenanceWindow, PreloadLibraries, Project, Quota
from neonctl_py.model.replica import Replica
from neonctl_py.model.role import Role
from neonctl_py.model.schema import Schema
from neonctl_py.model.snapshot_schedule import SnapshotRule, SnapshotSchedule
from neonctl_py.plan.changes import Action
from neonctl_py.plan.steps import NeonStep

if TYPE_CHECKING:
    from remembering_neon import RememberingNeon

    from neonctl_py.neon.client import NeonClient

SHOP = project_address("shop")
MAIN = SHOP.child("branch", "main")
DEV = SHOP.child("branch", "dev")
B = "/projects/p/branches/br-main"
OWNER = Role(managed_by="neon")
NO_LOGIN = Role(managed_by="neon", login=False)


def known() -> dict[Address, str]:
    return {
        SHOP: "p",
        MAIN: "br-main",
        MAIN.child("compute"): "ep-main",
        MAIN.child("replica", "old"): "ep-old",
        DEV: "br-dev",
    }


def create(address: Address, value: Any, *parts: tuple[Address, Any]) -> NeonStep:
    return NeonStep(action=Action.CREATE, address=address, after=value, parts=parts)


def update(
    address: Address, before: Any, after: Any, *changed: str, moved_from: Address | None = None
) -> NeonStep:
    action = Action.UPDATE if moved_from is None else Action.MOVE
    return NeonStep(
        action=action, address=address, before=before, after=after, changed=changed, moved_from=moved_from
    )


def delete(address: Address) -> NeonStep:
    return NeonStep(action=Action.DELETE, address=address)


def run(client: NeonClient, step: NeonStep, ids: dict[Address, str] | None = None) -> dict[Address, str]:
    ids = known() if ids is None else ids
    run_neon_step(client, step, ids, lambda _message: None)
    return ids


# creations


def test_a_project_with_all_its_first_parts_is_one_call(client: NeonClient, neon: RememberingNeon) -> None:
    step = create(
        SHOP,
        Project(region="aws-us-east-2", pg_version=17, min_cu=0.25, max_cu=2, history_retention=604800),
        (MAIN, Branch(default=True)),
        (MAIN.child("compute"), Compute(min_cu=0.25, max_cu=2)),
        (MAIN.child("role", "owner"), OWNER),
        (MAIN.child("database", "app"), Database(owner="owner")),
    )
    ids = run(client, step, {})
    body = {
        "name": "shop",
        "region_id": "aws-us-east-2",
        "pg_version": 17,
        "history_retention_seconds": 604800,
        "default_endpoint_settings": {"autoscaling_limit_min_cu": 0.25, "autoscaling_limit_max_cu": 2},
        "branch": {"name": "main", "role_name": "owner", "database_name": "app"},
    }
    assert neon.changes == [("POST", "/projects", {"project": body})]
    assert ids == {SHOP: "p-shop", MAIN: "br-1", MAIN.child("compute"): "ep-1"}


def test_a_project_of_which_nothing_is_written_sends_its_name_alone(
    client: NeonClient, neon: RememberingNeon
) -> None:
    run(client, create(SHOP, Project()), {})
    assert neon.changes == [("POST", "/projects", {"project": {"name": "shop"}})]


def test_what_the_one_call_cannot_say_follows_it(client: NeonClient, neon: RememberingNeon) -> None:
    step = create(
        SHOP,
        Project(),
        (MAIN, Branch(default=True, protected=True)),
        (MAIN.child("compute"), Compute(min_cu=0.5, suspend_after=-1, pg_settings=(("work_mem", "16MB"),))),
        (MAIN.child("role", "owner"), OWNER),
        (MAIN.child("database", "app"), Database(owner="owner")),
        (MAIN.child("role", "second"), NO_LOGIN),
        (MAIN.child("database", "more"), Database(owner="second")),
        (DEV, Branch(parent="main")),
    )
    run(client, step, {})
    assert neon.changes[1:] == [
        ("PATCH", "/projects/p-shop/branches/br-1", {"branch": {"protected": True}}),
        (
            "PATCH",
            "/projects/p-shop/endpoints/ep-1",
            {
                "endpoint": {
                    "autoscaling_limit_min_cu": 0.5,
                    "suspend_timeout_seconds": -1,
                    "settings": {"pg_settings": {"work_mem": "16MB"}},
                }
            },
        ),
        ("POST", "/projects/p-shop/branches/br-1/roles", {"role": {"name": "second", "no_login": True}}),
        (
            "POST",
            "/projects/p-shop/branches/br-1/databases",
            {"database": {"name": "more", "owner_name": "second"}},
        ),
        ("POST", "/projects/p-shop/branches", {"branch": {"name": "dev", "parent_id": "br-1"}}),
    ]


def test_every_setting_of_a_project_is_written_as_the_api_says_it(
    client: NeonClient, neon: RememberingNeon
) -> None:
    value = Project(
        store_passwords=False,
        org_id="org-1",
        suspend_after=300,
        pg_settings=(("jit", "off"),),
        allowed_ips=AllowedIps(("10.0.0.0/8",), protected_branches_only=True),
        logical_replication=True,
        maintenance_window=MaintenanceWindow((6, 7), "03:00", "04:00"),
        block_public_connections=True,
        block_vpc_connections=False,
        audit_log_level="full",
        hipaa=True,
        preload_libraries=PreloadLibraries(use_defaults=False, enabled=("pg_cron",)),
        quota=Quota(active_time_seconds=10),
    )
    run(client, create(SHOP, value), {})
    assert neon.changes[0][2]["project"] == {
        "name": "shop",
        "store_passwords": False,
        "org_id": "org-1",
        "default_endpoint_settings": {"suspend_timeout_seconds": 300, "pg_settings": {"jit": "off"}},
        "settings": {
            "allowed_ips": {"ips": ["10.0.0.0/8"], "protected_branches_only": True},
            "enable_logical_replication": True,
            "maintenance_window": {"weekdays": [6, 7], "start_time": "03:00", "end_time": "04:00"},
            "block_public_connections": True,
            "block_vpc_connections": False,
            "audit_log_level": "full",
            "hipaa": True,
            "preload_libraries": {"use_defaults": False, "enabled_libraries": ["pg_cron"]},
            "quota": {
                "active_time_seconds": 10,
                "compute_time_seconds": 0,
                "written_data_bytes": 0,
                "data_transfer_bytes": 0,
                "logical_size_bytes": 0,
            },
        },
    }


CREATIONS: list[Any] = [
    pytest.param(
        create(
            DEV,
            Branch(parent="main", protected=True),
            (DEV.child("compute"), Compute(max_cu=1, name="dev", disabled=True)),
        ),
        [
            (
                "POST",
                "/projects/p/branches",
                {
                    "branch": {"name": "dev", "parent_id": "br-main", "protected": True},
                    "endpoints": [{"type": "read_write", "autoscaling_limit_max_cu": 1}],
                },
            ),
            ("PATCH", "/projects/p/endpoints/ep-2", {"endpoint": {"name": "dev", "disabled": True}}),
        ],
        id="branch with compute",
    ),
    pytest.param(
        create(
            DEV,
            Branch(
                parent="main",
                data="schema-only",
                expires_in=86400,
                parent_lsn="0/1",
                parent_timestamp="2025-12-31T00:00:00Z",
            ),
        ),
        [
            (
                "POST",
                "/projects/p/branches",
                {
                    "branch": {
                        "name": "dev",
                        "parent_id": "br-main",
                        "parent_lsn": "0/1",
                        "parent_timestamp": "2025-12-31T00:00:00Z",
                        "init_source": "schema-only",
                        "expires_at": "2026-01-02T00:00:00Z",
                    }
                },
            )
        ],
        id="short-lived copy of the schema",
    ),
    pytest.param(
        create(DEV, Branch(default=True, expires_at="2026-01-03T02:00:00+02:00")),
        [
            (
                "POST",
                "/projects/p/branches",
                {"branch": {"name": "dev", "expires_at": "2026-01-03T00:00:00Z"}},
            ),
            ("POST", "/projects/p/branches/br-dev/set_as_default", None),
        ],
        id="new default branch",
    ),
    pytest.param(
        create(DEV.child("compute"), Compute(min_cu=None, preload_libraries=("pg_cron",), implied=True)),
        [
            (
                "POST",
                "/projects/p/endpoints",
                {
                    "endpoint": {
                        "branch_id": "br-dev",
                        "type": "read_write",
                        "settings": {
                            "preload_libraries": {"use_defaults": True, "enabled_libraries": ["pg_cron"]}
                        },
                    }
                },
            )
        ],
        id="compute",
    ),
    pytest.param(
        create(MAIN.child("replica", "analytics"), Replica(max_cu=1, max_lag=5.0)),
        [
            (
                "POST",
                "/projects/p/endpoints",
                {
                    "endpoint": {
                        "branch_id": "br-main",
                        "type": "read_only",
                        "name": "analytics",
                        "autoscaling_limit_max_cu": 1,
                    }
                },
            )
        ],
        id="replica",
    ),
    pytest.param(
        create(
            MAIN.child("snapshot_schedule"),
            SnapshotSchedule((SnapshotRule("daily", 2), SnapshotRule("weekly", 0, 7, 3024000))),
        ),
        [
            (
                "PUT",
                f"{B}/backup_schedule",
                {
                    "schedule": [
                        {"frequency": "daily", "hour": 2},
                        {"frequency": "weekly", "hour": 0, "day": 7, "retention_seconds": 3024000},
                    ]
                },
            )
        ],
        id="schedule",
    ),
    pytest.param(
        create(MAIN.child("role", "owner"), Role(managed_by="neon", login=True)),
        [("POST", f"{B}/roles", {"role": {"name": "owner"}})],
        id="role",
    ),
    pytest.param(
        create(MAIN.child("role", "group"), NO_LOGIN),
        [("POST", f"{B}/roles", {"role": {"name": "group", "no_login": True}})],
        id="role without login",
    ),
    pytest.param(
        create(MAIN.child("database", "app"), Database(owner="owner")),
        [("POST", f"{B}/databases", {"database": {"name": "app", "owner_name": "owner"}})],
        id="database",
    ),
]


@pytest.mark.parametrize(("step", "calls"), CREATIONS)
def test_a_creation_sends_what_is_written(
    client: NeonClient, neon: RememberingNeon, step: NeonStep, calls: list[Any]
) -> None:
    neon.given()
    ids = run(client, step)
    assert neon.changes == calls
    assert step.address.kind not in {"branch", "compute", "replica"} or step.address in ids


@pytest.mark.parametrize(("step", "calls"), CREATIONS)
def test_a_creation_whose_answer_was_lost_is_not_made_twice(
    client: NeonClient, neon: RememberingNeon, step: NeonStep, calls: list[Any]
) -> None:
    neon.given()
    neon.lose_answer_to = {calls[0][:2]}
    run(client, step)
    repeats = 2 if calls[0][0] == "PUT" else 1  # the whole list at once: sending it again is the same
    assert [change[:2] for change in neon.changes].count(calls[0][:2]) == repeats


def test_a_project_whose_answer_was_lost_is_found_with_its_parts(
    client: NeonClient, neon: RememberingNeon
) -> None:
    neon.lose_answer_to = {("POST", "/projects")}
    step = create(
        SHOP,
        Project(),
        (MAIN, Branch(default=True, protected=True)),
        (MAIN.child("compute"), Compute(max_cu=1)),
    )
    ids = run(client, step, {})
    assert ids == {SHOP: "p-shop", MAIN: "br-1", MAIN.child("compute"): "ep-1"}
    assert [change[0] for change in neon.changes] == ["POST", "PATCH", "PATCH"]


def test_a_database_without_an_owner_gets_one_that_the_platform_made(
    client: NeonClient, neon: RememberingNeon
) -> None:
    neon.roles = [{"name": "cloud", "protected": True}, {"name": "second"}, {"name": "first"}]
    neon.databases = [
        {"name": "made_by_sql", "owner_name": "nobody"},
        {"name": "main", "owner_name": "first"},
    ]
    run(client, create(MAIN.child("database", "app"), Database()))
    assert neon.changes[0][2] == {"database": {"name": "app", "owner_name": "first"}}


def test_a_database_that_nobody_can_own_says_what_to_write(client: NeonClient) -> None:
    with pytest.raises(NeonNotFoundError, match="managed_by: neon"):
        run(client, create(MAIN.child("database", "app"), Database()))


# changes

BEFORE = Project(pg_settings=(("jit", "on"), ("work_mem", "4MB")))
UPDATES: list[Any] = [
    pytest.param(
        update(SHOP, BEFORE, Project(max_cu=4, min_cu=1, hipaa=False), "max_cu"),
        [
            (
                "PATCH",
                "/projects/p",
                {"project": {"default_endpoint_settings": {"autoscaling_limit_max_cu": 4}}},
            )
        ],
        id="only what differs",
    ),
    pytest.param(
        update(
            SHOP,
            BEFORE,
            Project(
                allowed_ips=None,
                quota=None,
                logical_replication=None,
                preload_libraries=None,
                maintenance_window=None,
            ),
            "allowed_ips",
            "quota",
            "preload_libraries",
            "maintenance_window",
        ),
        [
            (
                "PATCH",
                "/projects/p",
                {
                    "project": {
                        "settings": {
                            "allowed_ips": {"ips": [], "protected_branches_only": False},
                            "maintenance_window": None,
                            "preload_libraries": {"use_defaults": True, "enabled_libraries": []},
                            "quota": dict.fromkeys(
                                (
                                    "active_time_seconds",
                                    "compute_time_seconds",
                                    "written_data_bytes",
                                    "data_transfer_bytes",
                                    "logical_size_bytes",
                                ),
                                0,
                            ),
                        }
                    }
                },
            )
        ],
        id="resets",
    ),
    pytest.param(
        update(
            SHOP,
            BEFORE,
            Project(history_retention=None, suspend_after=None),
            "history_retention",
            "suspend_after",
        ),
        [
            (
                "PATCH",
                "/projects/p",
                {
                    "project": {
                        "history_retention_seconds": 86400,
                        "default_endpoint_settings": {"suspend_timeout_seconds": 0},
                    }
                },
            )
        ],
        id="resets of numbers",
    ),
    pytest.param(
        update(SHOP, BEFORE, Project(pg_settings=(("work_mem", "16MB"),)), "pg_settings"),
        [
            (
                "PATCH",
                "/projects/p",
                {
                    "project": {
                        "default_endpoint_settings": {"pg_settings": {"jit": "on", "work_mem": "16MB"}}
                    }
                },
            )
        ],
        id="settings that are not written stay",
    ),
    pytest.param(
        update(SHOP, BEFORE, Project(pg_settings=None), "pg_settings"),
        [("PATCH", "/projects/p", {"project": {"default_endpoint_settings": {"pg_settings": {}}}})],
        id="settings reset",
    ),
    pytest.param(
        update(
            DEV,
            Branch(),
            Branch(protected=None, expires_in=3600, default=False),
            "protected",
            "expires_in",
            "default",
        ),
        [
            (
                "PATCH",
                "/projects/p/branches/br-dev",
                {"branch": {"protected": False, "expires_at": "2026-01-01T01:00:00Z"}},
            )
        ],
        id="branch",
    ),
    pytest.param(
        update(DEV, Branch(expires_in=3600), Branch(expires_in=None, default=True), "expires_in", "default"),
        [
            ("PATCH", "/projects/p/branches/br-dev", {"branch": {"expires_at": None}}),
            ("POST", "/projects/p/branches/br-dev/set_as_default", None),
        ],
        id="branch that stays and becomes the default",
    ),
    pytest.param(
        update(
            MAIN.child("compute"),
            Compute(pg_settings=(("jit", "on"),)),
            Compute(
                pg_settings=(("work_mem", "1MB"),),
                min_cu=1,
                preload_libraries=None,
                disabled=None,
                suspend_after=None,
            ),
            "pg_settings",
            "preload_libraries",
            "disabled",
            "suspend_after",
        ),
        [
            (
                "PATCH",
                "/projects/p/endpoints/ep-main",
                {
                    "endpoint": {
                        "suspend_timeout_seconds": 0,
                        "disabled": False,
                        "settings": {
                            "pg_settings": {"jit": "on", "work_mem": "1MB"},
                            "preload_libraries": {"use_defaults": True, "enabled_libraries": []},
                        },
                    }
                },
            )
        ],
        id="compute",
    ),
    pytest.param(
        update(MAIN.child("replica", "old"), Replica(), Replica(max_cu=2, max_lag=1.0), "max_cu"),
        [("PATCH", "/projects/p/endpoints/ep-old", {"endpoint": {"autoscaling_limit_max_cu": 2}})],
        id="replica",
    ),
    pytest.param(
        update(
            MAIN.child("snapshot_schedule"),
            SnapshotSchedule(),
            SnapshotSchedule((SnapshotRule("monthly", 4, 1),)),
            "rules",
        ),
        [("PUT", f"{B}/backup_schedule", {"schedule": [{"frequency": "monthly", "hour": 4, "day": 1}]})],
        id="schedule",
    ),
    pytest.param(
        update(
            MAIN.child("database", "app"),
            Database(),
            Database(owner="second", comment="x"),
            "owner",
            "comment",
        ),
        [("PATCH", f"{B}/databases/app", {"database": {"owner_name": "second"}})],
        id="database's owner",
    ),
    pytest.param(
        update(MAIN.child("database", "app"), Database(), Database(comment="x"), "comment"),
        [],
        id="nothing for the API",
    ),
    pytest.param(
        update(
            MAIN.child("database", "new"),
            Database(),
            Database(owner="o"),
            "owner",
            moved_from=MAIN.child("database", "old"),
        ),
        [("PATCH", f"{B}/databases/old", {"database": {"owner_name": "o", "name": "new"}})],
        id="database renamed and given away",
    ),
    pytest.param(
        update(MAIN.child("replica", "new"), Replica(), Replica(), moved_from=MAIN.child("replica", "old")),
        [("PATCH", "/projects/p/endpoints/ep-old", {"endpoint": {"name": "new"}})],
        id="replica renamed",
    ),
    pytest.param(
        update(SHOP.child("branch", "qa"), Branch(), Branch(protected=True), "protected", moved_from=DEV),
        [("PATCH", "/projects/p/branches/br-dev", {"branch": {"protected": True, "name": "qa"}})],
        id="branch renamed and protected",
    ),
    pytest.param(
        update(project_address("boutique"), Project(), Project(), moved_from=SHOP),
        [("PATCH", "/projects/p", {"project": {"name": "boutique"}})],
        id="project renamed",
    ),
]


@pytest.mark.parametrize(("step", "calls"), UPDATES)
def test_a_change_sends_what_differs(
    client: NeonClient, neon: RememberingNeon, step: NeonStep, calls: list[Any]
) -> None:
    run(client, step)
    assert neon.changes == calls


def test_a_rename_takes_the_ids_of_everything_inside_along(client: NeonClient) -> None:
    new = project_address("boutique")
    ids = run(client, update(new, Project(), Project(), moved_from=SHOP))
    assert ids == {address.moved(SHOP, new): found for address, found in known().items()}


def test_a_role_is_never_renamed_through_the_api(client: NeonClient, neon: RememberingNeon) -> None:
    with pytest.raises(RefusedError, match="can't rename a role"):
        run(client, update(MAIN.child("role", "new"), OWNER, OWNER, moved_from=MAIN.child("role", "old")))
    assert neon.changes == []


# deletions


@pytest.mark.parametrize(
    ("address", "call"),
    [
        (SHOP, ("DELETE", "/projects/p", None)),
        (DEV, ("DELETE", "/projects/p/branches/br-dev", None)),
        (MAIN.child("compute"), ("DELETE", "/projects/p/endpoints/ep-main", None)),
        (MAIN.child("replica", "old"), ("DELETE", "/projects/p/endpoints/ep-old", None)),
        (MAIN.child("role", "a/b"), ("DELETE", f"{B}/roles/a/b", None)),
        (MAIN.child("database", "app"), ("DELETE", f"{B}/databases/app", None)),
        (MAIN.child("snapshot_schedule"), ("PUT", f"{B}/backup_schedule", {"schedule": []})),
    ],
)
@pytest.mark.parametrize("answer", [200, 204, 404])
def test_a_deletion_is_one_call_and_of_what_is_gone_it_is_done(
    client: NeonClient, neon: RememberingNeon, address: Address, call: tuple[str, str, Any], answer: int
) -> None:
    neon.refuse[call[:2]] = httpx.Response(answer, json=None if answer == 204 else {})
    ids = run(client, delete(address))
    assert neon.changes == [call]
    assert not [place for place in ids if place.is_within(address)]


def test_a_deletion_inside_of_what_is_gone_is_done(client: NeonClient, neon: RememberingNeon) -> None:
    run(client, delete(MAIN.child("role", "owner")), {})
    assert neon.changes == []


def test_a_refused_deletion_is_an_error(client: NeonClient, neon: RememberingNeon) -> None:
    refusal = httpx.Response(422, json={"message": "cannot delete a branch that has children"})
    neon.refuse["DELETE", "/projects/p/branches/br-dev"] = refusal
    ids = known()
    with pytest.raises(NeonApiError, match="has children"):
        run(client, delete(DEV), ids)
    assert DEV in ids


def test_an_empty_schedule_that_the_platform_refuses_is_told(
    client: NeonClient, neon: RememberingNeon
) -> None:
    neon.refuse["PUT", f"{B}/backup_schedule"] = httpx.Response(
        400, json={"message": "at least one entry is required"}
    )
    with pytest.raises(NeonApiError, match=r"(?s)at least one entry is required.*keep one rule"):
        run(client, delete(MAIN.child("snapshot_schedule")))


# everything else


def test_a_replacement_deletes_and_creates(client: NeonClient, neon: RememberingNeon) -> None:
    run(client, NeonStep(action=Action.REPLACE, address=MAIN.child("role", "r"), before=OWNER, after=OWNER))
    assert [change[:2] for change in neon.changes] == [("DELETE", f"{B}/roles/r"), ("POST", f"{B}/roles")]


@pytest.mark.parametrize("action", [Action.ADOPT, Action.FORGET, Action.NOTHING])
def test_what_only_changes_our_view_sends_nothing(
    client: NeonClient, neon: RememberingNeon, action: Action
) -> None:
    run(client, NeonStep(action=action, address=DEV, after=Branch()))
    assert neon.changes == []


@pytest.mark.parametrize("action", [Action.CREATE, Action.UPDATE, Action.DELETE])
def test_a_kind_that_is_not_the_apis_is_a_bug(client: NeonClient, action: Action) -> None:
    with pytest.raises(InternalError, match="schema"):
        run(
            client,
            NeonStep(action=action, address=MAIN.child("database", "d").child("schema", "s"), after=Schema()),
        )


def test_an_unknown_id_is_looked_up_by_its_natural_key(client: NeonClient, neon: RememberingNeon) -> None:
    neon.given()
    ids = run(client, update(MAIN.child("compute"), Compute(), Compute(max_cu=1), "max_cu"), {})
    assert neon.changes[0][1] == "/projects/p/endpoints/ep-main"
    assert ids == {SHOP: "p", MAIN: "br-main", MAIN.child("compute"): "ep-main"}


def test_a_branch_that_is_not_there_is_never_replaced_by_another(
    client: NeonClient, neon: RememberingNeon
) -> None:
    neon.given()
    ghost = SHOP.child("branch", "ghost")
    with pytest.raises(NeonNotFoundError, match=r"branch\.ghost"):
        run(client, create(ghost.child("role", "r"), OWNER), {SHOP: "p"})
    assert neon.changes == []


def test_a_failed_operation_is_the_steps_failure(client: NeonClient, neon: RememberingNeon) -> None:
    operation = {
        "id": "o",
        "project_id": "p",
        "action": "apply_config",
        "status": "error",
        "error": "no space",
    }
    neon.refuse["PATCH", "/projects/p"] = httpx.Response(200, json={"operations": [operation]})
    with pytest.raises(NeonOperationError, match="no space") as caught:
        run(client, update(SHOP, Project(), Project(hipaa=True), "hipaa"))
    assert caught.value.code == "apply_config"


def test_a_500_on_the_third_call_leaves_ids_from_which_the_next_run_goes_on(
    client: NeonClient, neon: RememberingNeon
) -> None:
    neon.refuse["POST", "/projects/p-shop/branches/br-1/roles"] = httpx.Response(
        500, json={"message": "oops"}
    )
    step = create(
        SHOP,
        Project(),
        (MAIN, Branch(protected=True)),
        (MAIN.child("role", "a"), OWNER),
        (MAIN.child("role", "b"), OWNER),
    )
    ids: dict[Address, str] = {}
    with pytest.raises(NeonApiError, match="oops"):
        run(client, step, ids)
    assert ids == {SHOP: "p-shop", MAIN: "br-1"}
    neon.refuse.clear()
    run(client, create(MAIN.child("role", "b"), OWNER), ids)
    assert [role["name"] for role in neon.roles] == ["b"]


def test_no_step_keeps_a_password(client: NeonClient, neon: RememberingNeon) -> None:
    told: list[str] = []
    ids = known()
    run_neon_step(client, create(MAIN.child("role", "owner"), OWNER), ids, told.append)
    assert "hunter2" not in f"{ids} {told}"
