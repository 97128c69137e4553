"""The workflows of .github, run step by step: what a pull request, a merge and a night do, and that no log shows a secret."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from github_stand_in import TOKEN, Comments, gh, github
from installed_command import Installation, branches_of, project_of
from workflow_runner import REPOSITORY, Run, workflow

from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: flows
previews: {refresh: forward, ttl: 2h}
projects:
  flows:
    pg_version: 17
    branches: {main: {default: true}}
    roles: {shop_owner: {managed_by: neon}}
    databases:
      shop:
        owner: shop_owner
        schemas:
          public:
            tables:
              orders:
                columns: {id: bigint primary key, note: text}
        checks:
          no_notes: {sql: select count(*) from orders where note is not null, expect: 0, severity: alert}
    monitor: {channels: {team: {webhook: "${env:TEAM_URL:-}"}}}
"""
POLICY = """\
rules:
  protected:
    when: object.kind == "table"
    require: object.values.row_level_security
    message: Every table has row-level security.
"""
GO = """#!/usr/bin/env bash
if [ "$1" = env ]; then echo /nowhere; fi
"""
SECRET = "the-value-of-a-variable"


@pytest.fixture
def forge() -> Iterator[Comments]:
    with github() as running:
        yield running


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """What is checked out."""
    folder = tmp_path / "repository"
    (folder / "stacks/shop").mkdir(parents=True)
    (folder / "stacks/shop/stack.yaml").write_text(STACK, encoding="utf-8")
    return folder


@pytest.fixture
def account(local_neon: LocalServer, repository: Path) -> Iterator[Installation]:
    installation = Installation(local_neon, repository / "stacks/shop")
    yield installation
    with installation.api() as client:
        if (project := project_of(client, "flows")) is not None:
            for name, branch in branches_of(client, project["id"]).items():
                if name != "main":
                    client.delete(f"/projects/{project['id']}/branches/{branch}")
            client.delete(f"/projects/{project['id']}")


@pytest.fixture
def run(account: Installation, repository: Path, forge: Comments, tmp_path: Path) -> Callable[..., Run]:
    """One job of a workflow; its log is searched for every secret."""
    numbers = iter(range(100))

    def started(name: str, job: str, *, inputs: dict[str, Any] | None = None, **more: Any) -> Run:
        folder = tmp_path / f"job-{next(numbers)}"
        folder.mkdir()
        secrets = {
            "neon_api_key": account.server.api_key,
            "environment": f"SOME_VARIABLE={SECRET}",
            **more.pop("secrets", {}),
        }
        event = {"pull_request": {"number": 42, "head": {"repo": {"full_name": "octo/shop"}}}}
        environment = {
            "NEON_API_HOST": account.server.url,
            "GITHUB_API_URL": forge.url,
            "GITHUB_HEAD_REF": "add/notes",
        }
        done = Run(
            folder,
            repository,
            event=more.pop("event", event),
            secrets=secrets,
            environment=environment,
            **more,
        )
        done.job(workflow(name), job, {"stack": "stacks/shop", **(inputs or {})})
        assert done.leaks(TOKEN, SECRET, also=json.dumps(forge.by_issue)) == []
        return done

    return started


def _declare(repository: Path, old: str, new: str) -> None:
    file = repository / "stacks/shop/stack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _commit(repository: Path) -> None:
    said = {
        f"GIT_{who}_{what}": "octo@shop.example"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "the stack"]):
        subprocess.run(["git", *words], cwd=repository, env={**os.environ, **said}, check=True)


def test_a_pull_request_gets_one_comment_that_is_replaced(
    run: Callable[..., Run], repository: Path, forge: Comments
) -> None:
    """Also when the plan fails; a fork's pull request, which has no secrets, gets none."""
    planned = run("plan-on-pr", "plan", inputs={"preview": False})
    (comment,) = forge.by_issue[42]
    first = comment["body"]
    _declare(repository, "note: text", "note: txet")
    failed = run("plan-on-pr", "plan", inputs={"preview": False})
    fork = {"pull_request": {"number": 43, "head": {"repo": {"full_name": "else/shop"}}}}

    assert not planned.failed, planned.log
    assert "**Plan: " in first
    assert first in f"<!-- neonpy:plan/stacks/shop -->\n{planned.summary}"
    assert planned.artifacts["neonpy-plan"].read_text(encoding="utf-8").startswith("{")
    assert planned.artifacts["neonpy-plan-page"].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert failed.failed
    assert (failed.outcomes["Keep the plan"], failed.outcomes["The comment"]) == (
        "skipped",
        "success",
    )
    (comment,) = forge.by_issue[42]
    assert "neonpy plan failed" in comment["body"]
    assert "NP134" in comment["body"]
    assert run("plan-on-pr", "plan", event=fork).was_skipped
    assert 43 not in forge.by_issue


@pytest.mark.system
@pytest.mark.timeout(480)
def test_from_the_pull_request_to_the_merge(
    run: Callable[..., Run], account: Installation, repository: Path, forge: Comments, tmp_path: Path
) -> None:
    """Rehearsed, planned and previewed; what was approved is applied, and nothing else: not when production has moved, the plan is old,
    forged, nobody's or of other files. Closed, the preview is gone.
    """
    key = {"plan_key": "a-key-of-thirty-two-characters!!"}
    account.run("apply", "--yes")
    _declare(repository, "note: text", "note: text, total: numeric")
    _commit(repository)
    planned = run("plan-on-pr", "plan", secrets=key)
    comment = forge.by_issue[42][0]["body"]
    again = run("plan-on-pr", "plan", inputs={"rehearse": False}, secrets=key)
    with zipfile.ZipFile(tmp_path / "plan.zip", "w") as file:
        file.write(planned.artifacts["neonpy-plan"], "plan.json")
    answers = {
        "/pulls": "c0ffee",
        "artifacts?name=neonpy-plan": "77",
        "artifacts/77/zip": f"@{tmp_path / 'plan.zip'}",
    }

    def merged(changed: dict[str, str] | None = None, **more: Any) -> Run:
        stand_in = gh({**answers, **(changed or {})}, tmp_path / "gh-calls")
        inputs = {"approved": True, **more.pop("inputs", {})}
        return run(
            "apply-on-merge", "apply", inputs=inputs, secrets={**key, **more}, commands={"gh": stand_in}
        )

    with account.sql() as session:
        session.execute("alter table orders add column odd text")
    moved = merged()
    with account.sql() as session:
        columns = session.execute(
            "select attname from pg_attribute where attrelid = 'orders'::regclass"
        ).fetchall()
        session.execute("alter table orders drop column odd")
    old = merged(inputs={"max-age": "1s"})
    forged = merged(plan_key="another-key-of-thirty-characters")
    unmerged = merged({"/pulls": ""})
    _declare(repository, "ttl: 2h", "ttl: 3h")
    _commit(repository)
    other = merged()
    _declare(repository, "ttl: 3h", "ttl: 2h")
    _commit(repository)
    applied = merged()
    closed = run("preview-close", "close")

    assert not planned.failed, planned.log
    rehearsal = comment.partition("Rehearsed on ")[2]
    measured = (
        "a throwaway branch for",
        "| strongest lock |",
        "ACCESS EXCLUSIVE",
        "column.total",
        "no changes",
    )
    assert [words for words in measured if words not in rehearsal] == []
    assert planned.outputs["branch_name"] == "preview/pr-42-add-notes"
    assert again.outputs == planned.outputs
    assert "Rehearsed" not in forge.by_issue[42][0]["body"]
    assert len(forge.by_issue[42]) == 1
    refused = (moved, old, forged, unmerged, other)
    assert ([job.failed for job in refused], applied.failed) == ([True] * 5, False), applied.log
    assert "table.public.orders/column.odd" in moved.log
    assert (("odd",) in columns, ("total",) in columns) == (True, False)
    assert "the plan is too old" in old.log
    assert "signature" in forged.log
    assert "no merged pull request" in unmerged.log
    assert "the plan was made from other files" in other.log
    assert "Apply complete! 1 added" in applied.log
    assert "Closed preview/pr-42-add-notes" in closed.log
    account.run("plan", "--detailed-exitcode")


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_plan_that_would_fail_is_not_kept(
    run: Callable[..., Run], repository: Path, account: Installation, forge: Comments
) -> None:
    """The rehearsal finds it, and the comment tells what the rows forbid, but not what is in them; production was not touched."""
    account.run("apply", "--yes")
    with account.sql() as session:
        session.execute("insert into orders (id, note) values (1, 'twice'), (2, 'twice')")
    _declare(repository, "note: text", "note: text unique")
    failed = run("plan-on-pr", "plan", inputs={"preview": False})
    comment = forge.by_issue[42][0]["body"]

    assert (failed.failed, list(failed.artifacts)) == (True, [])
    assert "the rehearsal failed" in comment
    assert "orders_note_key" in comment.partition("Rehearsed on")[2]
    assert "was touched" in comment
    assert "Key (note)=(…) is duplicated." in comment
    assert "twice" not in comment + failed.log + failed.summary


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_plan_that_breaks_a_rule_of_the_team_is_not_kept(
    run: Callable[..., Run], repository: Path, account: Installation
) -> None:
    """Its line is marked; who writes the rule's wish into the stack gets through."""
    (repository / "policy.yaml").write_text(POLICY, encoding="utf-8")
    inputs = {"policy": "policy.yaml", "preview": False, "rehearse": False}
    broken = run("plan-on-pr", "plan", inputs=inputs)
    _declare(
        repository,
        "                columns:",
        "                row_level_security: enabled\n                columns:",
    )
    kept = run("plan-on-pr", "plan", inputs=inputs)

    assert "::error file=stacks/shop/stack.yaml,line=" in broken.log
    assert (broken.failed, list(broken.artifacts)) == (True, [])
    assert (kept.failed, list(kept.artifacts)) == (False, ["neonpy-plan", "neonpy-plan-page"]), kept.log


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_night_finds_drift_and_tells_everybody(
    run: Callable[..., Run], account: Installation, forge: Comments, tmp_path: Path
) -> None:
    """An issue is opened, gets one comment that is replaced, and is closed; Slack, PagerDuty and webhooks get their own words; the job fails."""
    account.run("apply", "--yes")
    calls = tmp_path / "gh-calls"
    told = {
        "slack": f"{forge.url}/hook/slack",
        "pagerduty": "r0uting-key",
        "webhook": f"{forge.url}/hook/any",
        "environment": f"TEAM_URL={forge.url}/hook/team",
    }
    inputs = {"issue": True, "channels": "team", "pagerduty-url": f"{forge.url}/hook/pagerduty"}
    none = {"issue list": "", "issue create": "", "issue close": ""}
    nine = {**none, "issue list": "9"}

    def night(answers: dict[str, str], **changed: Any) -> tuple[Run, dict[str, dict[str, Any]]]:
        forge.hooks.clear()
        done = run(
            "drift", "drift", inputs=inputs, secrets={**told, **changed}, commands={"gh": gh(answers, calls)}
        )
        return done, {path.rpartition("/")[2]: body for path, body in forge.hooks}

    calm, ended = night(none)
    with account.sql() as session:
        session.execute("alter table orders add column odd text")
        session.execute("insert into orders (id, note) values (1, 'a note')")
    wrong, heard = night(nine)
    with account.sql() as session:
        session.execute("alter table orders drop column odd; delete from orders")
    closed, over = night(nine)
    blind, unseen = night(none, neon_api_key="a-key-that-nobody-has")

    assert [job.failed for job in (calm, wrong, closed, blind)] == [False, True, False, True], closed.log
    assert (list(ended), ended["pagerduty"]["event_action"]) == (["pagerduty"], "resolve")
    assert heard.keys() == {"slack", "pagerduty", "any", "team"}
    summary = "drift, checks failed in stacks/shop"
    assert heard["slack"]["text"] == f"{summary} <https://github.example/octo/shop/actions/runs/7|more>"
    assert "column.odd" in heard["slack"]["attachments"][0]["text"]
    event = heard["pagerduty"]
    assert (event["event_action"], event["routing_key"]) == ("trigger", "r0uting-key")
    assert (event["payload"]["summary"], event["payload"]["severity"]) == (summary, "critical")
    assert event["dedup_key"] == ended["pagerduty"]["dedup_key"] == "neonpy/drift/stacks/shop"
    assert (heard["any"]["status"], heard["any"]["text"]) == ("firing", summary)
    assert "no_notes" in heard["team"]["printed"]
    assert "column.odd" in forge.by_issue[9][0]["body"]
    assert {
        body.get("status") or body.get("event_action") for name, body in over.items() if name != "slack"
    } == {
        "resolved",
        "resolve",
    }
    assert over.keys() == heard.keys()
    assert unseen["slack"]["text"].startswith("drift could not be looked for, checks failed in stacks/shop")
    said = [json.loads(line)[:2] for line in calls.read_text(encoding="utf-8").splitlines()]
    assert said.count(["issue", "create"]) == 1
    assert said.count(["issue", "close"]) == 1


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_night_sweeps_what_nobody_has_open(
    run: Callable[..., Run], account: Installation, tmp_path: Path
) -> None:
    """Of no other pull request, and nothing at all where the list can't be had."""
    account.run("apply", "--yes")
    made = run("plan-on-pr", "plan", inputs={"rehearse": False})

    def swept(answers: dict[str, str]) -> Run:
        return run("preview-sweep", "sweep", commands={"gh": gh(answers, tmp_path / "gh-calls")})

    kept, blind, gone = (
        swept({"pulls?state=open": "41\n42\n"}),
        swept({}),
        swept({"pulls?state=open": "41\n"}),
    )

    assert not made.failed, made.log
    assert "nothing to sweep" in kept.log
    assert blind.failed
    assert "pull request 42 is not open" in gone.log


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_sunday_tries_a_restore_and_tells_when_it_fails(
    run: Callable[..., Run], account: Installation, forge: Comments
) -> None:
    """What came back is checked; who is on call hears of a failure, and that it is over."""
    account.run("apply", "--yes")
    secrets = {"slack": f"{forge.url}/hook/slack", "pagerduty": "r0uting-key"}
    inputs = {"arguments": "--ago 0s --within 1h", "pagerduty-url": f"{forge.url}/hook/pagerduty"}

    def sunday() -> tuple[Run, dict[str, dict[str, Any]]]:
        forge.hooks.clear()
        done = run("drill", "drill", inputs=inputs, secrets=secrets)
        return done, {path.rpartition("/")[2]: body for path, body in forge.hooks}

    passed, ended = sunday()
    with account.sql() as session:
        session.execute("insert into orders (id, note) values (1, 'a note')")
    failed, heard = sunday()

    assert (passed.failed, failed.failed) == (False, True), passed.log
    assert "Restore drill of `flows`: passed" in passed.summary
    assert [(name, body.get("event_action")) for name, body in ended.items()] == [("pagerduty", "resolve")]
    assert heard["slack"]["text"].startswith("the restore drill of stacks/shop failed <https://")
    assert "no_notes does not pass on what was restored" in heard["slack"]["attachments"][0]["text"]
    assert heard["pagerduty"]["event_action"] == "trigger"


@pytest.mark.system
@pytest.mark.timeout(480)
def test_our_own_package_job_takes_the_action_as_others_do(tmp_path: Path) -> None:
    """The composite action, in the job of ``ci`` that installs it from the work tree."""
    files = tmp_path / "files"
    shutil.copytree(REPOSITORY / ".github", files / ".github")
    shutil.copytree(REPOSITORY / "examples/first-branch", files / "examples/first-branch")
    done = Run(tmp_path / "job", files)
    done.folder.mkdir()
    done.job(workflow("ci"), "package")

    assert not done.failed, done.log
    assert "The stack first-branch is valid" in done.log
    assert "neonpy 0." in done.log
    (installed,) = (done.temp / "installed").read_text(encoding="utf-8").split()
    assert installed.endswith(".github/actions/neonpy/../../..")


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_tag_becomes_a_release_only_when_it_says_the_version(
    tmp_path: Path, fresh_data_dir: Callable[[], Path]
) -> None:
    """The build tools are stand-ins; what is built is tried on an embedded Neon before anything is published."""
    files = tmp_path / "files"
    shutil.copytree(REPOSITORY / "examples/first-branch", files / "examples/first-branch")
    (files / "neonctl_py").mkdir()
    shutil.copy(REPOSITORY / "neonctl_py/version.py", files / "neonctl_py")
    token = {"PACKAGE_INDEX_TOKEN": "the-token-of-the-index"}
    calls = tmp_path / "gh-calls"
    place = fresh_data_dir()  # where Postgres' own user can go, too
    place.mkdir()

    def tagged(tag: str) -> Run:
        folder = place / tag
        folder.mkdir()
        commands = {"gh": gh({"release create": "made"}, calls)}
        done = Run(folder, files, github={"ref": f"refs/tags/{tag}"}, secrets=token, commands=commands)
        return done.job(workflow("release"), "release")

    wrong = tagged("v99.0.0")
    right = tagged(f"v{__version__}")
    shutil.rmtree(place)

    assert wrong.failed
    assert "is not v" in wrong.log
    assert wrong.outcomes["Publish"] == "skipped"
    assert not right.failed, right.log
    assert "Planned again: No changes." in right.log
    assert "twine upload --non-interactive dist/neonctl_py-0.whl dist/neonctl_py-0.tar.gz" in right.log
    assert token["PACKAGE_INDEX_TOKEN"] not in right.log
    (created,) = (json.loads(line) for line in calls.read_text(encoding="utf-8").splitlines())
    assert created[:3] == ["release", "create", f"v{__version__}"]
    assert {"dist/SHA256SUMS", "dist/neonctl_py-0.whl"} <= set(created)


def test_no_job_of_ours_is_left_out() -> None:
    """Each is run by a test of this file."""
    own = Path(__file__).read_text(encoding="utf-8")
    jobs = [
        (path.stem, job)
        for path in sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
        for job in workflow(path.stem)["jobs"]
    ]
    assert len(jobs) > 9
    assert [
        (name, job)
        for name, job in jobs
        if f'"{name}"), "{job}"' not in own and f'"{name}", "{job}"' not in own and f'("{job}", ["' not in own
    ] == []


@pytest.mark.parametrize(
    ("job", "targets"),
    [("test", ["test"]), ("systems", ["systems"]), ("slow", ["node", "test-slow", "test-postgres-all"])],
)
def test_our_own_jobs_ask_make(job: str, targets: list[str], tmp_path: Path) -> None:
    """What they ask for is in the Makefile, and a clone asks itself for the same; make and the system's packages are stand-ins."""
    (tmp_path / "files").mkdir()
    (tmp_path / "job").mkdir()
    script = '#!/usr/bin/env bash\nprintf "%s\\n" "$@"\n'
    event = {"event_name": "schedule"}
    done = Run(
        tmp_path / "job",
        tmp_path / "files",
        github=event,
        commands={"make": script, "sudo": "#!/usr/bin/env bash\n", "go": GO},
        matrix={"python": "3.11"},
    )
    done.job(workflow("ci"), job)
    asked = [word for word in done.log.split() if "=" not in word]

    assert (done.failed, asked) == (False, targets)
    known = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert [target for target in targets if f"\n{target}: " not in known] == []
    alone = (REPOSITORY / ".ci/run").read_text(encoding="utf-8")
    assert job == "slow" or [target for target in targets if f"\nmake {target}" not in alone] == []
