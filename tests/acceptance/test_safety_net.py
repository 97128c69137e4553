"""What a change would lose is graded, consented to in the stack, kept before it goes, and brought back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from installed_command import Installation, branches_of, project_of

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: kept
projects:
  kept:
    pg_version: 17
    history_retention: 1d
    branches:
      main: {{default: true}}
    roles:
      owner_role: {{managed_by: neon}}
    databases:
      shop:
        owner: owner_role
        schemas:
          public:
            tables:
              orders:
                columns: {{id: bigint primary key{columns}}}
              notes:
                columns: {{id: bigint primary key{nothing}}}
{allow}
"""
ALLOW = """\
allow:
  - hazard: deletes-data
    on: project.kept/database.shop
    reason: nobody reads them
    until: 2126-01-31
"""
ORDERS = "project.kept/branch.main/database.shop/table.public.orders"


@pytest.mark.timeout(480)
def test_what_is_lost_was_told_kept_and_can_be_had_back(local_neon: LocalServer, tmp_path: Path) -> None:
    path = tmp_path / "stack.yaml"
    path.write_text(STACK.format(columns=", note: text", nothing=", never: text", allow=""), encoding="utf-8")
    kept = Installation(local_neon, path)
    kept.run("apply", "--yes")
    with kept.sql() as connection:
        connection.execute("insert into orders values (1, 'gift'); insert into notes values (1, null)")
    path.write_text(STACK.format(columns=", tier: text", nothing="", allow=ALLOW), encoding="utf-8")

    plan = json.loads(kept.run("plan", "--json"))
    losses = {step["address"].rpartition(".")[2]: step["loss"] for step in plan["steps"] if "loss" in step}
    assert losses["never"]["grade"] == "nothing"
    assert losses["note"]["grade"] == "recoverable"
    assert {step["allowed_by_stack"][0]["reason"] for step in plan["steps"] if "loss" in step} == {
        "nobody reads them"
    }
    (safety,) = [step for step in plan["steps"] if step["via"] == "safety"]
    told = kept.run("apply", "--yes")
    assert "allowed by the stack until 2126-01-31: nobody reads them" in told
    assert f"Kept as it was: project.kept/branch.main, as the branch {safety['name']} until " in told
    assert safety["name"] not in kept.run("plan", "--detailed-exitcode")
    with kept.api() as client:
        project = project_of(client, "kept")
        assert project is not None
        assert set(branches_of(client, project["id"])) == {"main", safety["name"]}

    assert "nobody reads them" in kept.run("rollback", "--yes")
    with kept.sql() as connection:
        assert connection.execute("select id, note from orders").fetchall() == [(1, None)]
    changes = json.loads(kept.run("plan", "--json", "--detailed-exitcode", expect=2))["resource_changes"]
    assert {change["address"] for change in changes} == {
        f"{ORDERS}/column.note",
        f"{ORDERS}/column.tier",
        f"{ORDERS.replace('orders', 'notes')}/column.never",
    }

    with kept.sql() as connection:
        connection.execute("insert into orders values (2)")
    shown = kept.run("rollback", "--restore", "--dry-run")
    assert f"With their values come back:\n  {ORDERS}/column.note" in shown
    assert "What was run since then is undone with it:\n" in shown
    assert "neonpy rollback " in shown.partition("is undone with it:")[2]
    assert "leaves it;\nall that it holds now stays as the branch neonpy-replaced-main-" in shown
    with kept.sql() as connection:  # and nothing was done
        assert connection.execute("select count(*) from orders").fetchone() == (2,)
    assert "Everything written to project.kept/branch.main since then" in kept.refused(
        "rollback", "--restore", "--yes"
    )
    restored = kept.run("rollback", "--restore", "--yes", "--allow", "deletes-data")
    assert "What it held before is the branch neonpy-replaced-main-" in restored
    with kept.sql() as connection:
        assert connection.execute("select id, note from orders").fetchall() == [(1, "gift")]
    kept.run("plan", "--detailed-exitcode", expect=2)
    assert "neonpy destroy" in kept.refused("rollback", "--yes")
    assert "rollback" in kept.run("history")
    kept.run("destroy", "--yes", "--allow", "deletes-data")


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_a_snapshot_can_be_kept_and_restored_and_a_compute_gets_its_old_size(
    local_neon: LocalServer, tmp_path: Path
) -> None:
    path = tmp_path / "stack.yaml"
    text = STACK.replace("stack: kept", "stack: snap\nsafety: {{kind: snapshot, keep: 2h}}").replace(
        "  kept:", "  snap:"
    )
    path.write_text(text.format(columns=", note: text", nothing="", allow=""), encoding="utf-8")
    snap = Installation(local_neon, path)
    snap.run("apply", "--yes")
    with snap.sql() as connection:
        connection.execute("insert into orders values (1, 'gift')")
    path.write_text(text.format(columns="", nothing="", allow=""), encoding="utf-8")
    told = snap.run("apply", "--yes", "--allow", "deletes-data")
    assert "Kept as it was: project.snap/branch.main, as the snapshot neonpy-safety-main-" in told
    snap.run("plan", "--detailed-exitcode")

    (document,) = (
        told
        for line in snap.run("rollback", "--restore", "--dry-run", "--json").splitlines()
        if (told := json.loads(line))["type"] == "restore"
    )
    assert (document["values"], document["branch"]) == (
        [f"{ORDERS.replace('kept', 'snap')}/column.note"],
        "project.snap/branch.main",
    )
    assert document["kept"]["kind"] == "snapshot"
    restored = snap.run("rollback", "--restore", "--yes", "--allow", "deletes-data")
    (removed,) = re.findall(r"`(removed: .*)`", restored)
    path.write_text(f"{path.read_text('utf-8')}{removed}\n", encoding="utf-8")
    assert "neonpy-replaced-" in snap.run("plan", "--detailed-exitcode", expect=2)
    with snap.sql() as connection:
        assert connection.execute("select id, note from orders").fetchall() == [(1, "gift")]
    snap.run("plan", "--detailed-exitcode", expect=2)
    larger = text.replace("main: {{default: true}}", "main: {{default: true, compute: {{max_cu: 2}}}}")
    path.write_text(larger.format(columns=", note: text", nothing="", allow=""), encoding="utf-8")
    snap.run("apply", "--yes")
    assert "max_cu" in snap.run("rollback", "--yes")
    snap.run("destroy", "--yes", "--allow", "deletes-data")
