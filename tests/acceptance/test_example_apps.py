"""The bigger examples do what their READMEs say: people see their own rows, previews are masked, apps run, CI files run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest
from github_stand_in import github
from installed_command import COMMAND, REPOSITORY, Installation, as_role, branches_of, project_of, secrets
from ruamel.yaml import YAML
from warm_command import run_neonpy
from warm_program import warm_folder
from workflow_runner import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

EXAMPLES = REPOSITORY / "examples"


@pytest.fixture
def example(local_neon: LocalServer, tmp_path: Path) -> Iterator[Callable[[str], Installation]]:
    """A copy of one, on an account of its own; its projects go afterwards."""
    names: list[str] = []

    def copied(name: str, *projects: str) -> Installation:
        shutil.copytree(EXAMPLES / name, tmp_path / name)
        names.extend(projects or (name,))
        return Installation(local_neon, tmp_path / name)

    yield copied
    installation = Installation(local_neon, tmp_path)
    with installation.api() as client:
        for name in names:
            if (project := project_of(client, name)) is not None:
                for branch in branches_of(client, project["id"]).values():
                    path = f"/projects/{project['id']}/branches/{branch}"
                    client.patch(path, json={"branch": {"protected": False}})
                    client.delete(path)
                client.delete(f"/projects/{project['id']}")


def _url(installation: Installation, role: str = "", password: str = "", *words: str) -> str:
    url: str = json.loads(installation.run("env", "--json", "--reveal", *words))["DATABASE_URL_UNPOOLED"]
    return as_role(url, role, password)


@pytest.mark.system
@pytest.mark.timeout(480)
def test_customers_see_their_rows_and_nobody_elses(
    example: Callable[..., Installation], tmp_path: Path
) -> None:
    """As api, through its group; without a tenant there are none. Who looks after it reads open tasks only."""
    shop = example("roles-and-rls")
    shop.run("apply", "--yes", "--secrets-out", str(tmp_path / "roles.env"))
    passwords = secrets(tmp_path / "roles.env")
    ann, ben = str(uuid.uuid4()), str(uuid.uuid4())
    with psycopg.connect(_url(shop, "api", passwords["API_PASSWORD"]), autocommit=True) as session:

        def rows(tenant: str, query: str) -> list[tuple[Any, ...]]:
            with session.transaction():
                session.execute("select set_config('app.tenant', %s, true)", [tenant])
                return session.execute(query.encode()).fetchall()

        for tenant in (ann, ben):
            rows(
                tenant, f"insert into projects (tenant, name) values ('{tenant}', 'of {tenant}') returning id"
            )
            made = "insert into tasks (tenant, project, title, done) select tenant, id, 't', x from projects, (values (true), (false)) v (x) returning id"
            rows(tenant, made)
        assert rows(ann, "select name from projects") == [(f"of {ann}",)]
        assert rows(ben, "select count(*) from tasks") == [(2,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(ann, f"insert into projects (tenant, name) values ('{ben}', 'stolen') returning id")
    with psycopg.connect(_url(shop, "ana", passwords["ANA_PASSWORD"])) as session:
        assert session.execute("select count(*), bool_or(done) from tasks").fetchone() == (2, False)
    shop.run("check")


@pytest.mark.system
@pytest.mark.timeout(480)
def test_the_gitlab_pipeline_runs_job_by_job(example: Callable[..., Installation]) -> None:
    """Plan, preview, a job that takes the connection itself, close, apply, a night that is calm and one that isn't: as GitLab runs their
    scripts. No log has a secret.
    """
    shop = example("roles-and-rls")
    shop.run("apply", "--yes")
    pipeline = YAML(typ="safe").load(shop.stack / ".gitlab-ci.yml")
    names = [name for name in pipeline if name not in ("stages", "variables", "default")]
    with github() as world:
        channels = {"SLACK_WEBHOOK_URL": f"{world.url}/hook/slack-s3cret", "PAGERDUTY_ROUTING_KEY": ""}
        said = {name: _gitlab_job(pipeline[name], shop, channels) for name in names}
        calm = list(world.hooks)
        with shop.sql() as session:
            session.execute("alter table tasks add column odd text")
        said["a night"] = _gitlab_job(pipeline["drift"], shop, channels, code=1)
        heard = dict(world.hooks)
    preview = (shop.stack / "preview.env").read_text(encoding="utf-8")
    password = urlsplit(preview.partition("DATABASE_URL=")[2].split()[0].strip("'")).password

    assert names == ["plan", "preview", "try it", "close preview", "apply", "drift"]
    assert (calm, list(heard)) == ([], ["/hook/slack-s3cret"])
    assert "column.odd" in heard["/hook/slack-s3cret"]["attachments"][0]["text"]
    assert "preview/pr-7-topic: made" in said["preview"]
    assert password
    logs = "".join(said.values())
    assert [secret for secret in (password, shop.server.api_key, "s3cret") if secret in logs] == []
    assert "Closed preview/pr-7-topic" in said["close preview"]
    assert {pipeline[name].get("stage") for name in names} == set(pipeline["stages"])


def _gitlab_job(job: dict[str, Any], shop: Installation, channels: dict[str, str], code: int = 0) -> str:
    merge = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "topic", "CI": "true"}
    project = {"CI_PROJECT_PATH": "octo/shop", "CI_JOB_URL": "https://gitlab.example/octo/shop/-/jobs/7"}
    path = f"{warm_folder()}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        env={**shop._environment(), **merge, **project, **channels, "PATH": path},
        cwd=shop.stack,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == code, done.stdout
    return done.stdout


NPX = """#!/usr/bin/env bash
[ "$*" = "prisma migrate deploy" ] || exit 1
for file in prisma/migrations/*/migration.sql; do
  "PYTHON" -c 'import sys, psycopg; psycopg.connect(sys.argv[1], autocommit=True).execute(open(sys.argv[2], "rb").read())' "$DIRECT_URL" "$file"
done
"""


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_prisma_app_gets_masked_previews(example: Callable[..., Installation], tmp_path: Path) -> None:
    """Its own workflow, run step by step. Prisma is a stand-in that runs its migrations."""
    shop = example("prisma-previews")
    shop.run("apply", "--yes")
    migration = next((shop.stack / "prisma/migrations").glob("*/migration.sql"))
    with psycopg.connect(_url(shop), autocommit=True) as session:
        session.execute(migration.read_bytes())
        session.execute(
            """insert into "Customer" (email, name, birthday) values ('ann@real.example', 'Ann', '1990-05-05')"""
        )
        session.execute("""insert into "Order" (customer, total) values ('ann@real.example', 10)""")
    migration.write_text('create table "New" (id int);\n', encoding="utf-8")
    file = YAML(typ="safe").load(shop.stack / ".github/workflows/preview.yml")

    def ran(job: str, action: str) -> Run:
        folder = tmp_path / job
        folder.mkdir()
        event = {
            "action": action,
            "pull_request": {"number": 7, "head": {"repo": {"full_name": "octo/shop"}}},
        }
        return Run(
            folder,
            shop.stack,
            event=event,
            secrets={"NEON_API_KEY": shop.server.api_key},
            environment={"NEON_API_HOST": shop.server.url, "GITHUB_REF": "refs/pull/7/merge"},
            commands={"npx": NPX.replace("PYTHON", sys.executable)},
        ).job(file, job)

    made = ran("preview", "synchronize")
    assert not made.failed, made.log
    assert made.leaks() == []
    with psycopg.connect(_url(shop, "", "", "--branch", "preview/pr-7")) as session:
        (row,) = session.execute(
            'select c.email, c.name, c.birthday::text, o.total from "Customer" c join "Order" o on o.customer = c.email'
        ).fetchall()
        assert row[0].endswith("@example.com")
        assert (row[1] != "Ann", row[2]) == (True, "1990-01-01")
        assert session.execute('select count(*) from "New"').fetchone() == (0,)
        assert session.execute("select amount from reports.totals").fetchone() == (42,)
    closed = ran("close", "closed")
    assert "Closed preview/pr-7" in closed.log
    assert closed.leaks(made.step_outputs["password"]) == []


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_fastapi_app_runs_on_what_the_stack_made(
    example: Callable[..., Installation], tmp_path: Path
) -> None:
    """Authors see their own notes; plain alembic finds nothing to do; pre-commit runs its hooks, and one of them finds what is wrong."""
    shop = example("fastapi-app")
    shop.run("apply", "--yes", "--secrets-out", str(tmp_path / "app.env"))
    password = secrets(tmp_path / "app.env")["NOTES_API_PASSWORD"]
    url = _url(shop, "notes_api", password).replace("postgresql://", "postgresql+psycopg://")
    program = """
from fastapi.testclient import TestClient
from app.main import app, engine
with TestClient(app) as client:
    for author in ("ann", "ben"):
        assert client.post("/notes", json={"text": f"by {author}"}, headers={"author": author}).status_code == 201
    print(client.get("/notes", headers={"author": "ann"}).json())
engine.dispose()
"""
    kept = {**os.environ, "DATABASE_URL": url, "DATABASE_URL_UNPOOLED": _url(shop)}

    def ran(*words: str, code: int = 0) -> str:
        done = subprocess.run(
            words,
            cwd=shop.stack,
            env={**kept, "PATH": f"{warm_folder()}:{COMMAND.parent}:{kept['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    pytest.importorskip("fastapi")
    assert ran(sys.executable, "-c", program).strip().startswith("['by ann']")
    ran("alembic", "upgrade", "head")
    assert "(head)" in ran("alembic", "current")
    kept["PRE_COMMIT_HOME"] = str(tmp_path / "pre-commit")
    ran("git", "init", "--quiet")
    ran("git", "add", "--all")
    assert ran("pre-commit", "run", "--all-files", "--color", "never").count("Passed\n") == 3
    stack = shop.stack / "stack.yaml"
    stack.write_text(
        stack.read_text(encoding="utf-8").replace("version: 1", "version:   1"), encoding="utf-8"
    )
    told = ran("pre-commit", "run", "--all-files", "--color", "never", code=1)
    assert [line.partition(".")[0] for line in told.splitlines() if line.endswith("Failed")] == ["neonpy fmt"]


@pytest.mark.system
@pytest.mark.timeout(480)
def test_a_platform_gets_a_preview_in_every_project(example: Callable[..., Installation]) -> None:
    """One name, a branch in each project, outputs for each database; one command closes all."""
    shop = example("platform", "platform-identity", "platform-billing")
    shop.run("apply", "--yes")
    words = ["preview", "open", str(shop.stack), "--pr", "7", "--slug", "x", "--json", "--reveal"]
    opened = json.loads(run_neonpy(*words, env=shop._environment()).stdout)
    closing = ["preview", "close", shop.stack, "--pr", "7", "--json"]
    closed = run_neonpy(*closing, env=shop._environment())

    assert {item["project"] for item in opened["branches"]} == {"platform-billing", "platform-identity"}
    urls = {name for name in opened["outputs"] if name.endswith("_db_url")}
    assert urls == {"platform_billing_billing_db_url", "platform_identity_identity_db_url"}
    assert len(json.loads(closed.stdout)["previews"]) == 2
