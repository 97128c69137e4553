"""What the Vorklee2 document has scripts and runbooks for, done on its stack: backups, checks that fail, a required column.

Never here: its SQL (``document_sql_vorklee2``), or the story that runs this.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from installed_command import branches_of, project_of, settle

from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.service_user import service_user

if TYPE_CHECKING:
    from pathlib import Path

    from test_stack_vorklee2 import Platform

MAY_FAIL = {"connect_time", "connection_storm", "feeds_run", "query_latency", "slow_queries", "snapshot_age"}
"""What depends on the machine, and what is made to fail here."""


def checks_see_what_is_wrong(platform: Platform) -> None:
    """Every check of all five is asked at once. Core has a snapshot and the others none; notes has a slow query."""
    with platform.api() as client:
        core = project_of(client, "vorklee-core-prod")
        assert core is not None
        main = branches_of(client, core["id"])["main"]
        client.post(f"/projects/{core['id']}/branches/{main}/snapshot").raise_for_status()
        settle(client, core["id"])
    with platform.session("notes") as owner:
        for _ in range(10):
            owner.execute("select 'the slow one', pg_sleep(0.11)")
    found = json.loads(platform.run("check", "--json", expect=1))["checks"]
    assert len(found) > 100
    assert {
        check["address"] for check in found if check["level"] != "ok" and _name(check) not in MAY_FAIL
    } == set()
    by_address = {check["address"]: check for check in found}
    for name in ("core", "notes", "attendance", "hr", "analytics"):
        project = f"project.vorklee-{name}-prod"
        age = by_address[f"{project}/check.snapshot_age"]
        assert age["level"] == ("ok" if name == "core" else "alert"), age
        assert by_address[f"{project}/check.slow_queries"]["level"] == ("info" if name == "notes" else "ok")
        assert by_address[f"{project}/check.connect_time"]["samples"][0]["value"] > 0
    slow = by_address["project.vorklee-notes-prod/check.slow_queries"]["samples"]
    assert [sample["value"] > 100 for sample in slow if "pg_sleep" in sample["subject"]] == [True]


def _name(check: dict[str, Any]) -> str:
    return str(check["address"].rpartition("/check.")[2])


def a_required_column_comes_in_steps(platform: Platform, place: Path) -> None:
    """Section 9's runbook as one plan: nullable, filled in batches, a check that is validated, then NOT NULL."""
    shutil.copytree(platform.stack, place)
    for file in (*place.glob("p*/*.yaml"), place / "feeds.yaml"):
        if file.name != "notes.yaml":
            file.unlink()
    stack, notes = place / "stack.yaml", place / "projects/notes.yaml"
    stack.write_text(stack.read_text(encoding="utf-8").replace(", proofs/*.yaml", ""), encoding="utf-8")
    old = "                  body: text\n"
    new = f"{old}                  new_field: {{type: text, null: false, backfill: body}}\n"
    text = notes.read_text(encoding="utf-8").replace(old, new)
    large = "              notes:\n                lifecycle: {online: always}\n                comment:"
    notes.write_text(text.replace("              notes:\n                comment:", large), encoding="utf-8")
    plan = json.loads(platform.run("plan", "--json", stack=place))
    assert [step["operation"] for step in plan["steps"]] == [
        "expand",  # nullable; a trigger fills what is written meanwhile
        "backfill",
        "add_not_null_check",
        "validate_not_null_check",
        "set_not_null",
        "release",
    ]
    assert [archive["address"].rpartition("/")[2] for archive in plan["archives"]] == [
        "archive.daily",
        "archive.six_hourly",
        "archive.weekly",
    ]
    assert plan["summary"] == {"add": 1, "change": 0, "destroy": 0, "rename": 0, "adopt": 0, "forget": 0}


def an_export_is_encrypted(platform: Platform, place: Path) -> None:
    """Section 7's manual export and restore; its schema ``notes`` is ``public``."""
    place.mkdir()
    postgres, url = Installations(cache_dir(), service_user()).nearest(17), platform.place("notes")
    dump = [postgres.tool("pg_dump"), "--format=custom", url]
    assert "no matching schemas" in _run([*dump, "--schema=notes"], expect=1).stderr.decode()
    whole = _run([*dump, "--schema=public"]).stdout
    key = ["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", "pass:kept elsewhere"]
    encrypted = _run([*key, "-salt"], given=whole).stdout
    assert b"notebooks" not in encrypted
    (place / "notes.dump").write_bytes(_run([*key, "-d"], given=encrypted).stdout)
    restored = _run(
        [postgres.tool("pg_restore"), "--clean", "--if-exists", "-f", "-", place / "notes.dump"]
    ).stdout
    for expected in (
        b"CREATE TABLE public.notes ",
        b"CREATE POLICY org_isolation ",
        b"COPY public.notes_shard_1 ",
    ):
        assert expected in restored


def _run(
    command: list[Any], *, given: bytes | None = None, expect: int = 0
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [str(word) for word in command], input=given, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == expect, done.stderr
    return done
