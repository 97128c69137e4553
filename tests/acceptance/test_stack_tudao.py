"""``stacks/tudao`` from an empty account to nothing again, by the installed command on an embedded Neon."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import psycopg
import pytest
from edits_tudao import BRANCH, BUYERS, DATABASE, EDITS, PROJECT
from installed_command import branches_of, compute_of, project_of, settle
from requirements_tudao import meets_its_requirements
from stack_life import CONSENT, born, comes_up, failing, goes, is_changed, is_settled

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from installed_command import Installation

    from neonctl_py.emulator.control import LocalServer

NAME = "tudao-node-pass"
WALLET = "0x" + "a" * 40
OTHER = "0x" + "B" * 40
KINDS = {"project": 1, "branch": 2, "role": 3, "database": 1, "table": 1, "enum": 1, "domain": 2, "policy": 4}


@pytest.mark.system(weight=7)
def test_from_nothing_to_a_running_system_and_back(
    systems_neon: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One life of the stack: it comes up, holds what it promises, heals, is changed in every section, and goes."""
    tudao = born(systems_neon, "tudao")
    passwords = comes_up(tudao, tmp_path, KINDS)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600
    assert "the plan is stale" in tudao.refused("apply", "--yes", stack=tmp_path / "plan.json")
    assert "No changes." in tudao.run("plan", "--detailed-exitcode", "--branch", "staging"), "it is a copy"
    _matches_the_document(tudao)
    _application_cannot_delete(tudao, passwords["TUDAO_APP_PASSWORD"])
    _dashboard_sees_one_wallet(tudao, passwords["TUDAO_DASHBOARD_PASSWORD"])
    _finds_what_was_not_minted(tudao)
    meets_its_requirements(tudao, passwords, tmp_path, monkeypatch)
    _keeps_refunds_for_seven_years(tudao)
    _heals_what_was_changed_by_hand(tudao)
    refusal = tudao.refused("destroy", "--yes", *CONSENT)
    assert "prevent_destroy" in refusal
    assert "protected" in refusal
    edited = is_changed(tudao, EDITS, tmp_path)
    _is_watched_as_it_says_now(edited)
    goes(edited, "--within", "15m")


def _matches_the_document(tudao: Installation) -> None:
    with tudao.sql() as connection:
        indexes = connection.execute("select indexname from pg_indexes where tablename = 'buyers'").fetchall()
    assert {name for (name,) in indexes} == {
        "buyers_pkey",
        "buyers_license_id_idx",
        "buyers_wallet_idx",
        "buyers_tier_idx",
        "buyers_status_idx",
        "buyers_created_at_idx",
        "buyers_wallet_status_idx",
    }
    with tudao.api() as client:
        project = project_of(client, NAME)
        assert project is not None
        details = client.get(f"/projects/{project['id']}").json()["project"]
        assert details["history_retention_seconds"] == 30 * 86400
        branches = branches_of(client, project["id"])
        assert set(branches) == {"production", "staging"}
        path = f"/projects/{project['id']}/branches/{branches['production']}"
        schedule = client.get(f"{path}/backup_schedule").json()["schedule"]
        assert {rule["frequency"] for rule in schedule} == {"daily", "weekly", "monthly"}
        assert client.get(path).json()["branch"]["protected"] is True


def _application_cannot_delete(tudao: Installation, password: str) -> None:
    """It inserts, reads and updates; it can't delete, can't change a refund, can't touch the schema."""
    insert = "insert into buyers (license_id, wallet, tier, status) values (%s, %s, 'gold', %s)"
    with tudao.sql("tudao_app", password) as app:
        app.execute(insert, ("NODE-AAAAA", WALLET, "active"))
        app.execute(insert, ("NODE-BBBBB", OTHER, "pending_wire"))
        assert app.execute("select count(*) from buyers").fetchone() == (2,)
        refund = "update buyers set status = 'refunded', refunded_at = now() where license_id = 'NODE-BBBBB'"
        assert app.execute(refund).rowcount == 1
        assert app.execute("update buyers set status = 'active', refunded_at = null").rowcount == 1
        for forbidden in ("delete from buyers", "truncate buyers", "alter table buyers add column x int"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            app.execute(insert, ("NODE-CCCCC", WALLET, "refunded"))
        with pytest.raises(psycopg.errors.UniqueViolation):
            app.execute(insert, ("NODE-AAAAA", WALLET, "active"))
        assert app.execute("show statement_timeout").fetchone() == ("10s",)


def _dashboard_sees_one_wallet(tudao: Installation, password: str) -> None:
    licences = "select array_agg(license_id::text) from buyers"
    with tudao.sql("tudao_dashboard", password) as dashboard:
        assert dashboard.execute(licences).fetchone() == (None,)
        dashboard.execute("select set_config('app.wallet', %s, false)", (WALLET,))
        assert dashboard.execute(licences).fetchone() == (["NODE-AAAAA"],)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            dashboard.execute("select email from buyers")


def _finds_what_was_not_minted(tudao: Installation) -> None:
    """An active licence without a transaction is an alert until it has one."""
    assert failing(tudao, expect=1) == {"minted", "snapshot_age"}
    with tudao.sql() as owner:
        owner.execute("update buyers set tx_hash = '0x' || repeat('0', 64) where status = 'active'")


def _keeps_refunds_for_seven_years(tudao: Installation) -> None:
    with tudao.sql() as owner:
        owner.execute(
            "insert into buyers (license_id, wallet, tier, status, refunded_at)"
            " select 'NODE-OLD0' || n, '0x' || repeat('f', 40), 'x', 'refunded', now() - interval '7 years' + (n - 2.5) * interval '1 day'"
            " from generate_series(1, 3) n"
        )
        report = json.loads(tudao.run("retention", "run", "--yes", "--json"))
        assert [(rule["due"], rule["rows"], rule["left"]) for rule in report["rules"]] == [(2, 2, 0)]
        assert report["rules"][0]["certificate"]["rows"] == 2
        assert owner.execute(
            "delete from buyers where license_id ~ 'OLD' returning license_id"
        ).fetchall() == [("NODE-OLD03",)]


def _is_watched_as_it_says_now(edited: Installation) -> None:
    """Checks, retention and archives are no state of the world: what was edited holds from the next run on."""
    assert failing(edited, expect=0) == {"size"}
    kept = json.loads(edited.run("plan", "--json"))["archives"]
    assert {item["address"]: item["keep_seconds"] for item in kept}[f"{PROJECT}/archive.hourly"] == 3 * 86400
    with edited.sql() as owner:
        owner.execute(
            "insert into buyers (license_id, wallet, tier, status, refunded_at)"
            " values ('NODE-OLD0', '0x' || repeat('f', 40), 'x', 'refunded', now() - interval '7.5 years')"
        )
    due = json.loads(edited.run("retention", "run", "--dry-run", "--json"))["rules"]
    assert [rule["due"] for rule in due] == [0], "eight years by now"


def _heals_what_was_changed_by_hand(tudao: Installation) -> None:
    with tudao.api() as client:
        changed = _change_by_api(client)
    with tudao.sql() as owner:
        for statement, address in BY_HAND.items():
            owner.execute(statement)
            changed.add(address)
    assert tudao.drift() == (changed, READ_THE_ENUM)
    assert "deletes-data" in tudao.refused("apply", "--yes")
    tudao.run("apply", "--yes", *CONSENT)
    is_settled(tudao)
    with tudao.sql() as owner:
        assert owner.execute("select count(*) from buyers").fetchone() == (2,), "healing lost rows"


def _change_by_api(client: httpx.Client) -> set[str]:
    project = project_of(client, NAME)
    assert project is not None
    place = f"/projects/{project['id']}"
    branches = branches_of(client, project["id"])
    production = f"{place}/branches/{branches['production']}"
    compute = compute_of(client, project["id"], branches["production"])
    size = {"autoscaling_limit_min_cu": 1, "autoscaling_limit_max_cu": 4}
    client.patch(f"{place}/endpoints/{compute}", json={"endpoint": size}).raise_for_status()
    settle(client, project["id"])
    client.patch(production, json={"branch": {"protected": False}}).raise_for_status()
    settle(client, project["id"])
    rule = {"frequency": "daily", "hour": 3, "retention_seconds": 86400}
    client.put(f"{production}/backup_schedule", json={"schedule": [rule]}).raise_for_status()
    settle(client, project["id"])
    client.patch(place, json={"project": {"history_retention_seconds": 86400}}).raise_for_status()
    settle(client, project["id"])
    client.delete(f"{place}/branches/{branches['staging']}").raise_for_status()
    settle(client, project["id"])
    staging = f"{PROJECT}/branch.staging"
    return {
        PROJECT,
        BRANCH,
        f"{BRANCH}/compute",
        f"{BRANCH}/snapshot_schedule",
        staging,
        f"{staging}/compute",
    }


BY_HAND = {
    "drop index buyers_wallet_idx": f"{BUYERS}/index.buyers_wallet_idx",
    "create index surprise on buyers (name)": f"{BUYERS}/index.surprise",
    "alter policy dashboard_reads_own_wallet on buyers using (true)": f"{BUYERS}/policy.dashboard_reads_own_wallet",
    "drop policy app_registers on buyers": f"{BUYERS}/policy.app_registers",
    "alter table buyers no force row level security": BUYERS,
    "alter table buyers disable row level security": BUYERS,
    "grant delete on buyers to tudao_app": f"{BUYERS}/grant.tudao_app",
    "revoke select (tier) on buyers from tudao_dashboard": f"{BUYERS}/grant.tudao_dashboard",
    "alter table buyers add column referrer text": f"{BUYERS}/column.referrer",
    "alter table buyers alter column status set default 'active'": f"{BUYERS}/column.status",
    "alter table buyers alter column tier drop not null": f"{BUYERS}/column.tier",
    "comment on column buyers.tx_hash is 'by hand'": f"{BUYERS}/column.tx_hash",
    "alter table buyers drop constraint buyers_email_form": f"{BUYERS}/constraint.buyers_email_form",
    "alter role tudao_app connection limit 5": f"{BRANCH}/role.tudao_app",
    "alter role tudao_dashboard set statement_timeout = '1h'": f"{BRANCH}/role.tudao_dashboard",
    "alter type buyer_status add value 'disputed'": f"{DATABASE}/enum.public.buyer_status",
    "alter domain license_code drop constraint license_code_form": (
        f"{DATABASE}/domain.public.license_code/constraint.license_code_form"
    ),
    "grant create on schema public to tudao_app": f"{DATABASE}/schema.public/grant.tudao_app",
    "grant connect on database neondb to public": f"{DATABASE}/grant.public",
    "alter database neondb set timezone = 'Europe/Berlin'": DATABASE,
}
"""What people do at a prompt, and the address that has to name it."""

READ_THE_ENUM = {
    f"{BUYERS}/policy.app_changes_until_refunded",
    f"{BUYERS}/constraint.buyers_refunded_at_only_when_refunded",
}
"""What is in the way while the enum loses the value that somebody added."""
