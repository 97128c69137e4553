"""Branches over the socket: copies in time, with their own data, roles and lives."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Neon, Project


def test_a_child_has_the_data_of_its_parent_and_lives_apart(project: Project) -> None:
    project.run("create table t (a int)", "insert into t select generate_series(1, 3)")
    child = project.fork(name="dev")
    project.run("insert into t values (4)")
    project.run("delete from t where a = 1", branch=child["id"])
    assert project.rows("select a from t order by a") == [1, 2, 3, 4]
    assert project.rows("select a from t order by a", branch=child["id"]) == [2, 3]


def test_a_child_of_a_suspended_parent_has_its_data(project: Project, neon: Neon) -> None:
    project.run("create table t as select 7 as a")
    neon.change("POST", project.path(f"/endpoints/{project.endpoint}/suspend"))
    child = project.fork()
    assert project.rows("select a from t", branch=child["id"]) == [7]
    assert (
        neon.ask("GET", project.path(f"/endpoints/{project.endpoint}"))["endpoint"]["current_state"] == "idle"
    )


def test_a_child_of_a_branch_that_never_ran_works(project: Project) -> None:
    child = project.fork()
    grandchild = project.fork(parent_id=child["id"])
    assert project.rows("select current_user::text", branch=grandchild["id"]) == ["neondb_owner"]


def test_a_child_shows_a_moment_or_an_lsn_of_the_past(project: Project) -> None:
    project.run("create table t (a int)", "insert into t values (1)")
    lsn = project.rows("select pg_current_wal_insert_lsn()::text")[0]
    time.sleep(1.1)
    moment = datetime.now(UTC)
    project.run("insert into t values (2)")
    by_time = project.fork(parent_timestamp=moment.isoformat())
    by_lsn = project.fork(parent_lsn=lsn)
    for child in (by_time, by_lsn):
        assert project.rows("select a from t", branch=child["id"]) == [1]
    assert project.rows("select count(*) from t") == [2]


def test_roles_and_databases_of_the_past_are_listed(project: Project, neon: Neon) -> None:
    project.run("create role early")
    lsn = project.rows("select pg_current_wal_insert_lsn()::text")[0]
    project.run("create role late")
    child = project.fork(parent_lsn=lsn)
    roles = neon.ask("GET", project.path(f"/branches/{child['id']}/roles"))["roles"]
    assert [role["name"] for role in roles] == ["neondb_owner", "early"]


@pytest.mark.parametrize("field", ["parent_timestamp", "parent_lsn"])
def test_a_point_outside_the_history_is_refused(project: Project, neon: Neon, field: str) -> None:
    wrong = {"parent_timestamp": "2020-01-01T00:00:00Z", "parent_lsn": "FF/0"}[field]
    body = {"branch": {field: wrong}}
    assert (
        "history" in neon.ask("POST", project.path("/branches"), body, status=400)["message"]
        or field == "parent_lsn"
    )


def test_a_schema_only_branch_has_no_row(project: Project, neon: Neon) -> None:
    project.run(
        "create table t (id serial primary key, a text)",
        "insert into t (a) values ('x'), ('y')",
        "create materialized view m as select * from t",
        "create function kept() returns trigger language plpgsql as $$ begin raise 'kept'; end $$",
        'create trigger "%s kept" before truncate on t execute function kept()',
        'alter table t enable always trigger "%s kept"',
    )
    child = neon.change(
        "POST",
        project.path("/branches"),
        {"branch": {"init_source": "schema-only"}, "endpoints": [{"type": "read_write"}]},
    )["branch"]
    assert "parent_id" not in child
    assert project.rows("select count(*) from t", branch=child["id"]) == [0]
    assert project.rows("insert into t (a) values ('z') returning id", branch=child["id"]) == [1]
    assert project.rows("select tgenabled::text from pg_trigger", branch=child["id"]) == ["A"]
    assert project.rows("select count(*) from t") == [2]


def test_a_reset_takes_the_parents_state_and_keeps_the_endpoint(project: Project, neon: Neon) -> None:
    project.run("create table t (a int)")
    child = project.fork(name="dev")
    uri = neon.uri(project.id, child["id"])
    project.run("drop table t", branch=child["id"])
    project.run("insert into t values (5)")
    path = project.path(f"/branches/{child['id']}/restore")
    restored = neon.change("POST", path, {"source_branch_id": project.branch})["branch"]
    assert restored["id"] == child["id"]
    assert "last_reset_at" in restored
    assert neon.uri(project.id, child["id"]) == uri
    assert project.rows("select a from t", branch=child["id"]) == [5]


def test_a_restore_to_its_own_past_preserves_the_present(project: Project, neon: Neon) -> None:
    project.run("create table t (a int)", "insert into t values (1)")
    child = project.fork(name="keeps its parent")
    lsn = project.rows("select pg_current_wal_insert_lsn()::text")[0]
    project.run("drop table t")
    body = {"source_branch_id": project.branch, "source_lsn": lsn, "preserve_under_name": "before"}
    restored = neon.change("POST", project.main("/restore"), body)["branch"]
    kept = neon.ask("GET", project.path(f"/branches/{restored['parent_id']}"))["branch"]
    assert kept["name"] == "before"
    assert project.rows("select a from t") == [1]
    moved = neon.ask("GET", project.path(f"/branches/{child['id']}"))["branch"]
    assert moved["parent_id"] == kept["id"]


def test_a_restore_to_itself_needs_a_point_and_a_name(project: Project, neon: Neon) -> None:
    refusal = neon.ask("POST", project.main("/restore"), {"source_branch_id": project.branch}, status=400)
    assert "preserve_under_name" in refusal["message"]


def test_children_of_a_protected_branch_get_other_passwords(project: Project, neon: Neon) -> None:
    neon.ask("PATCH", project.main(), {"branch": {"protected": True}})
    child = project.fork()
    assert neon.uri(project.id, child["id"]).split("@")[0] != project.uri.split("@")[0]
    assert project.rows("select 1", branch=child["id"]) == [1]


@pytest.mark.parametrize(
    ("change", "why"),
    [({}, "default branch"), ({"protected": True}, "default branch")],
)
def test_the_default_branch_is_not_deleted(
    project: Project, neon: Neon, change: dict[str, Any], why: str
) -> None:
    neon.ask("PATCH", project.main(), {"branch": change})
    assert why in neon.ask("DELETE", project.main(), status=422)["message"]


def test_a_parent_is_not_deleted_before_its_child(project: Project, neon: Neon) -> None:
    child = project.fork()
    grandchild = project.fork(parent_id=child["id"])
    path = project.path(f"/branches/{child['id']}")
    assert "children" in neon.ask("DELETE", path, status=422)["message"]
    neon.change("DELETE", project.path(f"/branches/{grandchild['id']}"))
    assert neon.change("DELETE", path)["branch"]["id"] == child["id"]
    neon.ask("DELETE", path, status=204)
    neon.ask("GET", path, status=404)


def test_a_branch_that_expires_is_deleted_when_its_time_has_come(project: Project, neon: Neon) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    child = project.fork(expires_at=soon)
    assert child["ttl_interval_seconds"] in (1, 2)
    deadline = time.monotonic() + 120
    while len(neon.ask("GET", project.path("/branches"))["branches"]) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("main", {"expires_at": "2099-01-01T00:00:00Z"}, 422, "default branch"),
        ("child", {"expires_at": "2020-01-01T00:00:00Z"}, 400, "future"),
        ("child", {"expires_at": "2099-01-01T00:00:00Z"}, 400, "30 days"),
        ("child", {"name": "main"}, 409, "already exists"),
        ("child", {"nam": "x"}, 400, "branch.nam: unknown field"),
    ],
)
def test_what_a_branch_may_not_become(
    project: Project, neon: Neon, *, path: str, body: dict[str, Any], status: int, says: str
) -> None:
    at = project.main() if path == "main" else project.path(f"/branches/{project.fork()['id']}")
    assert says in neon.ask("PATCH", at, {"branch": body}, status=status)["message"]


def test_the_list_is_paged_searched_and_sorted(project: Project, neon: Neon) -> None:
    for name in ("b", "c", "a"):
        neon.change("POST", project.path("/branches"), {"branch": {"name": f"dev-{name}"}})
    first = neon.ask("GET", project.path("/branches?search=dev-&sort_by=name&sort_order=asc&limit=2"))
    assert [branch["name"] for branch in first["branches"]] == ["dev-a", "dev-b"]
    assert first["annotations"] == {}
    query = f"search=dev-&sort_by=name&sort_order=asc&limit=2&cursor={first['pagination']['next']}"
    second = neon.ask("GET", project.path(f"/branches?{query}"))
    assert [branch["name"] for branch in second["branches"]] == ["dev-c"]
    query = query.replace(first["pagination"]["next"], second["pagination"]["next"])
    assert "pagination" not in neon.ask("GET", project.path(f"/branches?{query}"))
    assert neon.ask("GET", project.path("/branches/count"))["count"] == 4


def test_the_default_moves(project: Project, neon: Neon) -> None:
    child = project.fork()
    neon.change("POST", project.path(f"/branches/{child['id']}/set_as_default"))
    defaults = {
        branch["id"]: branch["default"] for branch in neon.ask("GET", project.path("/branches"))["branches"]
    }
    assert defaults == {project.branch: False, child["id"]: True}


def test_schemas_are_read_and_compared(project: Project, neon: Neon) -> None:
    project.run("create table t (a int primary key)")
    lsn = project.rows("select pg_current_wal_insert_lsn()::text")[0]
    child = project.fork()
    project.run("alter table t add b text", branch=child["id"])
    path = project.path(f"/branches/{child['id']}")
    assert "CREATE TABLE public.t" in neon.ask("GET", f"{path}/schema?db_name=neondb")["sql"]
    tables = neon.ask("GET", f"{path}/schema?db_name=neondb&format=json")["json"]["tables"]
    assert [column["name"] for column in tables[0]["columns"]] == ["a", "b"]
    diff = neon.ask("GET", f"{path}/compare_schema?db_name=neondb")["diff"]
    assert "+    b text" in diff
    past = neon.ask("GET", project.main(f"/schema?db_name=neondb&lsn={lsn}"))["sql"]
    assert "b text" not in past


def test_a_long_line_of_resets_and_forks_keeps_its_history(project: Project, neon: Neon) -> None:
    project.run("create table t (a int)")
    child = project.fork(name="dev")
    for turn in range(3):
        project.run(f"insert into t values ({turn})")
        project.run("insert into t values (-1)", branch=child["id"])
        path = project.path(f"/branches/{child['id']}/restore")
        neon.change("POST", path, {"source_branch_id": project.branch})
        assert project.rows("select a from t order by a", branch=child["id"]) == list(range(turn + 1))
        grandchild = project.fork(parent_id=child["id"], name=f"leaf {turn}")
        assert project.rows("select count(*) from t", branch=grandchild["id"]) == [turn + 1]
        neon.change("DELETE", project.path(f"/branches/{grandchild['id']}"))


def test_a_child_that_never_ran_outlives_its_parents_restore(project: Project, neon: Neon) -> None:
    project.run("create table t as select 1 as a")
    lsn = project.rows("select pg_current_wal_insert_lsn()::text")[0]
    project.run("insert into t values (2)")
    child = project.fork(name="never ran")
    body = {"source_branch_id": project.branch, "source_lsn": lsn, "preserve_under_name": "old"}
    kept = neon.change("POST", project.main("/restore"), body)["branch"]["parent_id"]
    assert project.rows("select a from t order by a", branch=child["id"]) == [1, 2]
    body = {"source_branch_id": kept, "preserve_under_name": "older"}
    neon.change("POST", project.main("/restore"), body)
    assert project.rows("select a from t order by a") == [1, 2]


def test_a_snapshot_outlives_its_branch(project: Project, neon: Neon) -> None:
    child = project.fork(name="dev")
    project.run("create table t as select 1 as a", branch=child["id"])
    snapshot = neon.change("POST", project.path(f"/branches/{child['id']}/snapshot"))["snapshot"]
    neon.change("DELETE", project.path(f"/branches/{child['id']}"))
    restored = neon.change("POST", project.path(f"/snapshots/{snapshot['id']}/restore"), {})["branch"]
    body = {"endpoint": {"branch_id": restored["id"], "type": "read_write"}}
    neon.change("POST", project.path("/endpoints"), body)
    assert project.rows("select a from t", branch=restored["id"]) == [1]
