"""Projects, operations, snapshots and the manners of the API: errors, pages, waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Neon, Project

    from neonctl_py.emulator.control import LocalServer


@pytest.fixture
def faults(neon: Neon, local_neon: LocalServer) -> Iterator[str]:
    """The address that takes failures to come; none is left behind."""
    url = local_neon.url.replace("/api/v2", "/_local/faults")
    yield url
    neon.http.delete(url)


def test_a_project_is_one_answer_with_everything(neon: Neon) -> None:
    first = {"name": "production", "role_name": "boss", "database_name": "shop"}
    body = {
        "project": {
            "name": "whole",
            "pg_version": 16,
            "branch": first,
            "default_endpoint_settings": {"autoscaling_limit_max_cu": 2, "suspend_timeout_seconds": 600},
            "settings": {"quota": {"active_time_seconds": 3600}},
            "history_retention_seconds": 3600,
        }
    }
    created = neon.change("POST", "/projects", body)
    assert [operation["action"] for operation in created["operations"]] == [
        "create_timeline",
        "start_compute",
    ]
    assert created["branch"]["name"] == "production"
    assert created["roles"][0]["name"] == "boss"
    assert created["databases"][0]["name"] == "shop"
    assert created["endpoints"][0]["suspend_timeout_seconds"] == 600
    project = created["project"]
    assert project["settings"]["quota"] == {"active_time_seconds": 3600}
    assert project["settings"]["allowed_ips"] == {"ips": [], "protected_branches_only": False}
    assert neon.ask("DELETE", f"/projects/{project['id']}")["project"]["id"] == project["id"]
    neon.ask("GET", f"/projects/{project['id']}", status=404)


def test_settings_merge_by_their_first_key(project: Project, neon: Neon) -> None:
    window = {"weekdays": [1], "start_time": "01:00", "end_time": "02:00"}
    neon.change("PATCH", project.path(), {"project": {"settings": {"maintenance_window": window}}})
    ips = {"ips": ["203.0.113.0/24"], "protected_branches_only": True}
    after = neon.change(
        "PATCH", project.path(), {"project": {"settings": {"allowed_ips": ips}, "name": "new"}}
    )
    assert after["project"]["settings"]["maintenance_window"] == window
    assert after["project"]["settings"]["allowed_ips"] == ips
    assert after["project"]["name"] == "new"


def test_logical_replication_is_applied_and_for_ever(project: Project, neon: Neon) -> None:
    assert project.rows("show wal_level") == ["replica"]
    change = {"project": {"settings": {"enable_logical_replication": True}}}
    neon.change("PATCH", project.path(), change)
    assert project.rows("show wal_level") == ["logical"]
    change = {"project": {"settings": {"enable_logical_replication": False}}}
    assert "cannot be disabled" in neon.ask("PATCH", project.path(), change, status=400)["message"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (None, "project (field required)"),
        ({}, "project (field required)"),
        ({"project": {"nmae": "x"}}, "project.nmae: unknown field"),
        ({"project": {"name": ""}}, "project.name"),
        ({"project": {"pg_version": 9}}, "project.pg_version"),
        ({"project": {"pg_version": "17"}}, "project.pg_version: must be an integer"),
        ({"project": {"history_retention_seconds": 9_999_999}}, "project.history_retention_seconds"),
        ({"project": {"region_id": "mars-1"}}, "project.region_id"),
        ({"project": {"branch": {"role_name": "pg_me"}}}, "project.branch.role_name"),
        (
            {"project": {"settings": {"allowed_ips": {"ips": ["not one"]}}}},
            "project.settings.allowed_ips.ips",
        ),
        ({"project": {"settings": {"maintenance_window": {"weekdays": [1]}}}}, "start_time (field required)"),
    ],
)
def test_a_wrong_project_is_refused_by_field(neon: Neon, body: Any, says: str) -> None:
    answer = neon.http.post("/projects", json=body)
    assert answer.status_code == 400
    error = answer.json()
    assert says in error["message"]
    assert error["request_id"] == answer.headers["x-neon-ret-request-id"]
    assert error["code"] == ""


def test_a_wrong_key_is_401_and_a_wrong_path_404(local_neon: LocalServer, neon: Neon) -> None:
    answer = httpx.get(f"{local_neon.url}/projects", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert neon.ask("GET", "/no/such/route", status=404)["message"] == "this route does not exist"
    assert neon.ask("GET", "/projects/none-such-1", status=404)["message"] == "project not found"


def test_projects_are_paged_until_a_page_without_cursor(neon: Neon) -> None:
    names = {f"page-{at}" for at in range(3)}
    made = [
        neon.change("POST", "/projects", {"project": {"name": name}})["project"]["id"]
        for name in sorted(names)
    ]
    seen, query = [], "search=page-&limit=2"
    while True:
        page = neon.ask("GET", f"/projects?{query}")
        if not page["projects"]:
            break
        seen += [project["name"] for project in page["projects"]]
        query = f"search=page-&limit=2&cursor={page['pagination']['cursor']}"
    assert "pagination" not in page
    assert sorted(seen) == sorted(names)
    for project_id in made:
        neon.ask("DELETE", f"/projects/{project_id}")


def test_a_busy_project_answers_423(project: Project, neon: Neon, local_neon: LocalServer) -> None:
    clock = local_neon.url.replace("/api/v2", "/_local/clock")
    neon.http.post(clock, json={"operation_seconds": 0.3})
    try:
        answer = neon.ask("POST", project.main("/roles"), {"role": {"name": "one"}})
        refusal = neon.ask("POST", project.main("/roles"), {"role": {"name": "two"}}, status=423)
        assert set(refusal) == {"code", "message", "request_id"}
    finally:
        neon.http.post(clock, json={"operation_seconds": 0})
    neon.wait(answer["operations"][0])
    listed = neon.ask("GET", project.path("/operations?limit=2"))
    assert [operation["action"] for operation in listed["operations"]] == ["apply_config", "start_compute"]
    rest = neon.ask("GET", project.path(f"/operations?cursor={listed['pagination']['cursor']}"))
    assert [operation["action"] for operation in rest["operations"]] == ["create_timeline"]


def test_a_protected_branch_keeps_its_project(project: Project, neon: Neon) -> None:
    neon.ask("PATCH", project.main(), {"branch": {"protected": True}})
    neon.ask("DELETE", project.path(), status=422)


def test_a_project_without_stored_passwords_reveals_none(neon: Neon) -> None:
    created = neon.change("POST", "/projects", {"project": {"store_passwords": False}})
    path = f"/projects/{created['project']['id']}"
    role = f"{path}/branches/{created['branch']['id']}/roles/neondb_owner"
    assert created["roles"][0]["password"]
    assert "disabled" in neon.ask("GET", f"{role}/reveal_password", status=412)["message"]
    neon.ask("DELETE", path)


def test_a_snapshot_becomes_a_branch(project: Project, neon: Neon) -> None:
    project.run("create table t as select 1 as a")
    made = neon.change("POST", project.main("/snapshot?name=before"))["snapshot"]
    project.run("drop table t")
    restored = neon.change("POST", project.path(f"/snapshots/{made['id']}/restore"), {"name": "again"})[
        "branch"
    ]
    assert (restored["name"], restored["restored_from"]) == ("again", made["id"])
    body = {"endpoint": {"branch_id": restored["id"], "type": "read_write"}}
    neon.change("POST", project.path("/endpoints"), body)
    assert project.rows("select a from t", branch=restored["id"]) == [1]
    neon.ask("PATCH", project.path(f"/snapshots/{made['id']}"), {"snapshot": {"name": "renamed"}})
    assert [row["name"] for row in neon.ask("GET", project.path("/snapshots"))["snapshots"]] == ["renamed"]
    neon.change("DELETE", project.path(f"/snapshots/{made['id']}"))
    assert neon.ask("GET", project.path("/snapshots"))["snapshots"] == []


def test_a_finalized_restore_takes_name_endpoint_and_default(project: Project, neon: Neon) -> None:
    project.run("create table t as select 1 as a")
    made = neon.change("POST", project.main("/snapshot"))["snapshot"]
    project.run("drop table t")
    restored = neon.change("POST", project.path(f"/snapshots/{made['id']}/restore"), {})["branch"]
    neon.change("POST", project.path(f"/branches/{restored['id']}/finalize_restore"), {"name": "replaced"})
    now = neon.ask("GET", project.path(f"/branches/{restored['id']}"))["branch"]
    assert (now["name"], now["default"], now["restore_status"]) == ("main", True, "finalized")
    old = neon.ask("GET", project.main())["branch"]
    assert (old["name"], old["default"], old["restored_as"]) == ("replaced", False, restored["id"])
    assert neon.uri(project.id, restored["id"]) == project.uri
    assert project.rows("select a from t", branch=restored["id"]) == [1]


def test_a_backup_schedule_is_replaced_whole(project: Project, neon: Neon) -> None:
    path = project.main("/backup_schedule")
    assert neon.ask("GET", path) == {"schedule": []}
    for schedule in ([{"frequency": "daily", "hour": 3}], [{"frequency": "weekly", "day": 1, "hour": 2}]):
        assert neon.ask("PUT", path, {"schedule": schedule}) == {}
        assert neon.ask("GET", path) == {"schedule": schedule}


@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        ([], "at least one"),
        ([{"frequency": "hourly"}], "frequency"),
        ([{"frequency": "daily", "retention_seconds": 3_024_001}], "retention_seconds"),
        ([{"frequency": "daily", "hour": 24}], "hour"),
    ],
)
def test_a_wrong_backup_schedule_is_refused(project: Project, neon: Neon, schedule: Any, says: str) -> None:
    answer = neon.ask("PUT", project.main("/backup_schedule"), {"schedule": schedule}, status=400)
    assert says in answer["message"]


def test_permissions_are_granted_and_revoked(project: Project, neon: Neon) -> None:
    path = project.path("/permissions")
    granted = neon.ask("POST", path, {"email": "a@example.com"})
    assert [row["granted_to_email"] for row in neon.ask("GET", path)["project_permissions"]] == [
        "a@example.com"
    ]
    assert "revoked_at" in neon.ask("DELETE", f"{path}/{granted['id']}")
    assert neon.ask("GET", path)["project_permissions"] == []


@pytest.mark.parametrize(
    ("fault", "status"),
    [({"status": 503}, 503), ({"status": 429, "retry_after": "1"}, 429), ({"status": 423}, 423)],
)
def test_failures_are_had_on_demand(
    project: Project, neon: Neon, faults: str, fault: Any, status: int
) -> None:
    match = {"method": "GET", "path_regex": f"/{project.id}$"}
    neon.http.post(faults, json={"match": match, **fault, "times": 1, "after": 1})
    statuses = [neon.http.get(project.path()).status_code for _ in range(3)]
    assert statuses == [200, status, 200]


def test_pages_of_html_and_dropped_connections_are_had_on_demand(
    project: Project, neon: Neon, faults: str
) -> None:
    match = {"path_regex": f"/{project.id}$"}
    neon.http.post(faults, json={"match": match, "status": 502, "html": "<h1>Bad Gateway</h1>"})
    answer = neon.http.get(project.path())
    assert (answer.status_code, answer.headers["content-type"][:9]) == (502, "text/html")
    neon.http.post(faults, json={"match": match, "drop": True})
    with pytest.raises(httpx.RemoteProtocolError):
        neon.http.get(project.path())
    assert neon.http.get(project.path()).status_code == 200


def test_an_answer_lost_after_the_work_is_had_on_demand(project: Project, neon: Neon, faults: str) -> None:
    match = {"method": "POST", "path_regex": f"/{project.id}/branches$"}
    neon.http.post(faults, json={"match": match, "drop_answer": True})
    with pytest.raises(httpx.RemoteProtocolError):
        neon.http.post(project.path("/branches"), json={"branch": {"name": "made anyway"}})
    assert "made anyway" in [row["name"] for row in neon.ask("GET", project.path("/branches"))["branches"]]


def test_operations_fail_on_demand(project: Project, neon: Neon, faults: str) -> None:
    neon.http.post(faults, json={"match": {"path_regex": project.id}, "fail_operation": "apply_config"})
    answer = neon.ask("POST", project.main("/roles"), {"role": {"name": "app"}})
    failed = neon.wait(answer["operations"][0], until="failed")
    assert "injected" in failed["error"]


def test_the_account_has_a_user_an_organization_and_regions(neon: Neon) -> None:
    assert neon.ask("GET", "/users/me")["plan"] == "scale"
    organization = neon.ask("GET", "/users/me/organizations")["organizations"][0]
    assert neon.ask("GET", f"/organizations/{organization['id']}")["name"] == "Local"
    assert [region["region_id"] for region in neon.ask("GET", "/regions")["regions"] if region["default"]]
    assert neon.ask("GET", "/projects/shared")["projects"] == []


def test_features_that_are_not_here_say_so(project: Project, neon: Neon) -> None:
    assert "not enabled" in neon.ask("GET", project.main("/storage"), status=404)["message"]
    for path in ("/auth", "/data-api/neondb"):
        assert "not found" in neon.ask("GET", project.main(path), status=404)["message"]
