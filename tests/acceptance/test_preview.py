"""A preview comes with a pull request and goes with it; nobody sees what it must not show, and nothing stays of it."""

from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest
from installed_command import COMMAND, Installation, branches_of, project_of, read_until
from warm_command import run_neonpy

from neonctl_py.emulator import control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: previewed
previews: {data: DATA, ttl: 2h, seed: [seed.sql]}
projects:
  previewed:
    pg_version: 17
    branches: {main: {default: true}}
    roles: {shop_owner: {managed_by: neon}}
    databases:
      shop:
        owner: shop_owner
        schemas:
          public:
            tables:
              people:
                columns:
                  id: bigint primary key
                  EMAIL: {type: text, null: false, unique: true, classification: pii, mask: fake_emailMORE}
                  note: {type: textCLASS}
        checks:
          seeded: {sql: select count(*) = 11 from people, expect: true, severity: alert}
"""


def _write(shop: Installation, **parts: str) -> None:
    text = STACK
    for word, standard in {"DATA": "anonymized", "EMAIL": "email", "MORE": "", "CLASS": ""}.items():
        text = text.replace(word, parts.get(word.lower(), standard))
    shop.stack.write_text(text, encoding="utf-8")


@pytest.fixture
def shop(local_neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    """The stack, applied, with ten people; afterwards no project of it."""
    with _applied(local_neon, tmp_path) as installation:
        yield installation


@contextmanager
def _applied(neon: LocalServer, tmp_path: Path) -> Iterator[Installation]:
    (tmp_path / "seed.sql").write_text(
        "insert into people values (100, 'seed@example.com', 'seed');\n", encoding="utf-8"
    )
    installation = Installation(neon, tmp_path / "stack.yaml")
    _write(installation)
    installation.run("apply", "--yes")
    with installation.sql() as session:
        session.execute(
            "insert into people select n, 'ann' || n || '@real.example', 'x' from generate_series(1, 10) n"
        )
    yield installation
    with installation.api() as client:
        while (project := project_of(client, "previewed")) is not None:
            for name, branch in branches_of(client, project["id"]).items():
                if name != "main":
                    client.delete(f"/projects/{project['id']}/branches/{branch}")
            client.delete(f"/projects/{project['id']}")
            time.sleep(0.05)


def _preview(shop: Installation, *words: str, expect: int = 0, **environment: str) -> tuple[str, str]:
    """Standard output and error of ``neonpy preview …``."""
    command, *more = words
    done = run_neonpy(
        "preview",
        command,
        shop.stack,
        *more,
        env=shop._environment() | {"CI": "true"} | environment,
        cwd=shop.stack.parent,
    )
    assert done.returncode == expect, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout, done.stderr


def _listed(shop: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_preview(shop, "list", "--json")[0])["previews"]
    return found


def _people(shop: Installation, branch: str) -> list[str]:
    """The second column, row by row."""
    return _emails(
        json.loads(shop.run("env", "--json", "--reveal", "--branch", branch))["DATABASE_URL_UNPOOLED"]
    )


def _emails(url: str) -> list[str]:
    with psycopg.connect(url) as session:
        return [row[1] for row in session.execute("select * from people order by id")]


def _branches(shop: Installation) -> dict[str, dict[str, Any]]:
    """What the API says of each, by name."""
    with shop.api() as client:
        project = project_of(client, "previewed")
        assert project is not None
        listed = client.get(f"/projects/{project['id']}/branches").raise_for_status().json()["branches"]
        return {branch["name"]: branch for branch in listed}


def _outputs(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines())


def test_a_preview_is_masked_seeded_and_handed_out_without_a_secret_in_the_log(
    shop: Installation, tmp_path: Path
) -> None:
    """Opened for a GitHub job, found by its number alone, and gone with the pull request."""
    file = tmp_path / "output"
    before = datetime.now(UTC).replace(microsecond=0)
    said, told = _preview(
        shop,
        "open",
        "--ttl",
        "90m",
        "--output",
        "github",
        GITHUB_OUTPUT=str(file),
        GITHUB_REF="refs/pull/42/merge",
        GITHUB_HEAD_REF="Fix/It",
    )
    outputs = _outputs(file)
    emails = _emails(outputs["db_url"])
    branches = _branches(shop)
    expires = datetime.fromisoformat(branches["preview/pr-42-fix-it"]["expires_at"])
    closed, _ = _preview(shop, "close", "--pr", "42")

    assert outputs["created"] == "true"
    assert branches.keys() == {"main", "preview/pr-42-fix-it"}
    assert (outputs["branch_name"], outputs["branch_id"]) == (
        "preview/pr-42-fix-it",
        branches["preview/pr-42-fix-it"]["id"],
    )
    assert datetime.fromisoformat(outputs["expires_at"]) == expires
    assert before <= expires - timedelta(minutes=90) <= datetime.now(UTC)
    assert outputs["password"] in outputs["db_url"]
    masks = [
        line.removeprefix("::add-mask::") for line in said.splitlines() if line.startswith("::add-mask::")
    ]
    assert {outputs["password"], outputs["db_url"], outputs["db_url_pooled"]} <= set(masks)
    unmasked = "\n".join(
        line for line in f"{said}\n{told}".splitlines() if not line.startswith("::add-mask::")
    )
    assert outputs["password"] not in unmasked
    assert len(set(emails)) == 11
    assert all(email.endswith("@example.com") for email in emails)
    assert "Closed preview/pr-42-fix-it" in closed


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_what_tells_about_people_is_never_copied_as_it_is(shop: Installation) -> None:
    """A class without a mask is refused before anything is made; a renamed column is masked under its old name."""
    _write(shop, **{"class": ", classification: phi"})
    _, told = _preview(shop, "open", "--pr", "1", expect=1)
    assert "table.public.people/column.note (phi)" in told
    assert _listed(shop) == []
    _write(shop, email="mail", more=", renamed_from: email")
    _preview(shop, "open", "--pr", "1", "--slug", "a")
    assert all(mail.endswith("@example.com") for mail in _people(shop, "preview/pr-1-a"))


def _made(shop: Installation, *words: str) -> dict[str, Any]:
    """The JSON of ``preview open`` or ``refresh``."""
    found: dict[str, Any] = json.loads(
        _preview(shop, *words, "--pr", "7", "--no-checks", "--json", "--reveal")[0]
    )
    return found


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_a_preview_is_brought_up_to_date_in_place(shop: Installation) -> None:
    """With data: the same branch, at the same address. A step forward keeps its rows, a reset takes its parent's and the seed."""
    _write(shop, data="full")
    first = _made(shop, "open")
    with shop.sql() as session:
        session.execute(
            "delete from people where id = 1; insert into people values (1, 'new@real.example', 'x')"
        )
    forward = _made(shop, "refresh", "--mode", "forward")
    kept = _emails(first["outputs"]["db_url"])
    reset = _made(shop, "refresh")

    assert [item["created"] for item in (first, forward, reset)] == [True, False, True]
    assert [item["seeded"] for item in (first, forward, reset)] == [["seed.sql"], [], ["seed.sql"]]
    assert {item["outputs"]["db_url"] for item in (forward, reset)} == {first["outputs"]["db_url"]}
    assert {item["outputs"]["branch_id"] for item in (forward, reset)} == {first["outputs"]["branch_id"]}
    assert kept[0] == "ann1@real.example"
    assert _emails(reset["outputs"]["db_url"])[0] == "new@real.example"


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_what_is_to_be_masked_is_made_anew_with_a_password_of_its_own(shop: Installation) -> None:
    """Nobody must meet its rows before they are masked, or get into its parent with what it hands out."""
    _write(shop, data="full")
    first = _made(shop, "open")
    masked = _made(shop, "refresh", "--data", "anonymized")

    assert masked["outputs"]["branch_id"] != first["outputs"]["branch_id"]
    assert masked["outputs"]["password"] != first["outputs"]["password"]
    assert all(email.endswith("@example.com") for email in _emails(masked["outputs"]["db_url"]))
    assert [item["branch_id"] for item in _listed(shop)] == [masked["outputs"]["branch_id"]]


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_one_that_is_there_is_kept_only_while_it_is_what_was_asked_for(shop: Installation) -> None:
    """Other data, or other masks, and it is made anew; the same, and it stays."""
    _write(shop, data="full")
    full = _made(shop, "open")["outputs"]
    _write(shop)
    masked = _made(shop, "open")["outputs"]
    again = _made(shop, "open")["outputs"]
    assert full["branch_id"] != masked["branch_id"] == again["branch_id"]
    assert all(email.endswith("@example.com") for email in _emails(masked["db_url"]))
    _write(shop, **{"class": ", mask: {value: hidden}"})
    _made(shop, "open")
    with psycopg.connect(_made(shop, "open")["outputs"]["db_url"]) as session:
        notes = {row[0] for row in session.execute("select distinct note from people where id <= 10")}
    assert notes == {"hidden"}


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_what_fails_leaves_nothing(shop: Installation, tmp_path: Path) -> None:
    """A seed that fails, and a job that is ended."""
    (tmp_path / "seed.sql").write_text("insert into nowhere values (1)", encoding="utf-8")
    _, told = _preview(shop, "open", "--pr", "1", expect=1)
    assert "The seed" in told
    (tmp_path / "seed.sql").write_text("select pg_sleep(30)", encoding="utf-8")
    with subprocess.Popen(
        [str(COMMAND), "preview", "open", str(shop.stack), "--pr", "1"],
        env=shop._environment(),
        stderr=subprocess.STDOUT,
        text=True,
        stdout=subprocess.PIPE,
    ) as running:
        read_until(running, "seeds shop")
        running.terminate()
        running.communicate(timeout=200)
    assert running.returncode == 130
    assert set(_branches(shop)) == {"main"}


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_after_a_kill_the_same_command_converges(shop: Installation, tmp_path: Path) -> None:
    """Nobody finds what a dead job has left; it has an end of its own, and goes with the preview or the sweep, too."""
    seed = (tmp_path / "seed.sql").read_text(encoding="utf-8")

    def killed() -> str:
        (tmp_path / "seed.sql").write_text("select pg_sleep(600)", encoding="utf-8")
        with subprocess.Popen(
            [str(COMMAND), "preview", "open", str(shop.stack), "--pr", "1", "--slug", "x"],
            env=shop._environment(),
            stderr=subprocess.STDOUT,
            text=True,
            stdout=subprocess.PIPE,
        ) as running:
            read_until(running, "seeds shop")
            running.kill()
            running.communicate(timeout=60)
        (tmp_path / "seed.sql").write_text(seed, encoding="utf-8")
        (left,) = (name for name in _branches(shop) if ".making-" in name)
        return left

    left = killed()
    alive = _branches(shop)[left]
    _, told = _preview(shop, "env", "--pr", "1", expect=1)
    opened = json.loads(_preview(shop, "open", "--pr", "1", "--slug", "x", "--json", "--reveal")[0])
    listed = _listed(shop)
    _preview(shop, "close", "--pr", "1")
    closed = set(_branches(shop))
    killed()
    swept, _ = _preview(shop, "sweep", "--open-prs", "2")

    assert "there is no such preview" in told
    assert datetime.fromisoformat(alive["expires_at"]) < datetime.now(UTC) + timedelta(hours=7)
    assert (opened["created"], len(_people_of(opened["masked"]))) == (True, 1)
    assert [item["name"] for item in listed if item["ready"]] == ["preview/pr-1-x"]
    assert closed == {"main"}
    assert "pull request 1 is not open" in swept
    assert set(_branches(shop)) == {"main"}


def _people_of(masked: list[dict[str, Any]]) -> list[str]:
    return [item["table"] for item in masked if item["rows"] == 10]


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_when_its_time_is_over_it_is_gone(fresh_data_dir: Callable[[], Path], tmp_path: Path) -> None:
    """On a Neon whose clock is moved: the platform deletes it, and the next command makes it anew."""
    data_dir = fresh_data_dir()
    try:
        neon = control.start(data_dir)
        with _applied(neon, tmp_path) as shop:
            words = ("open", "--pr", "1", "--slug", "x", "--data", "schema-only", "--no-checks", "--json")
            first = json.loads(_preview(shop, *words, "--ttl", "10m")[0])
            there = _branches(shop)["preview/pr-1-x"]
            clock = neon.url.replace("/api/v2", "/_local/clock")
            with shop.api() as client:
                httpx.post(clock, json={"advance_seconds": 601}, headers=client.headers).raise_for_status()
            deadline = time.monotonic() + 60
            while (left := set(_branches(shop))) != {"main"}:
                assert time.monotonic() < deadline, left
                time.sleep(0.2)
            gone = _listed(shop)
            again = json.loads(_preview(shop, *words, "--ttl", "2h")[0])
            _, short = _preview(shop, *words, "--ttl", "59s", expect=1)
    finally:
        control.reset(data_dir)

    assert first["branches"][0]["branch_id"] == there["id"]
    assert datetime.fromisoformat(first["outputs"]["expires_at"]) == datetime.fromisoformat(
        there["expires_at"]
    )
    assert gone == []
    assert (first["created"], again["created"]) == (True, True)
    assert again["branches"][0]["branch_id"] != there["id"]
    assert "a preview lives from 1m to 30d" in short


THEIRS = {"db_url", "db_url_pooled", "db_host", "db_host_pooled", "password", "branch_id", "created"}
"""The names that the platform's own actions give."""


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_the_connection_comes_in_every_form(shop: Installation, tmp_path: Path) -> None:
    """The same values for a GitHub job, GitLab, a shell and a program; none of them in the log, and the job hides them first."""
    words = ("open", "--pr", "5", "--data", "full", "--no-checks")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [str(COMMAND), "preview", *words[:1], str(shop.stack), *words[1:], "--output", "github"],
        env=shop._environment() | {"CI": "true", "GITHUB_OUTPUT": str(pipe)},
        stderr=subprocess.DEVNULL,
        text=True,
        stdout=subprocess.PIPE,
    ) as running:
        masked = read_until(running, "::add-mask::")  # nobody reads the pipe yet, so nothing is in it
        github = _outputs(pipe)
        said, _ = running.communicate(timeout=120)
    forms = {}
    for form, file in (("gitlab", "lab.env"), ("dotenv", "dot.env"), ("json", "preview.json")):
        forms[form], told = _preview(shop, *words, "--output", form, "-o", str(tmp_path / file))
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600
        assert github["password"] not in forms[form] + told
    gitlab = _outputs(tmp_path / "lab.env")
    dotenv = dict(
        word.split("=", 1) for word in shlex.split((tmp_path / "dot.env").read_text(encoding="utf-8"))
    )
    document = json.loads((tmp_path / "preview.json").read_text(encoding="utf-8"))["outputs"]
    shown = json.loads(_preview(shop, *words, "--output", "json")[0])["outputs"]
    default, _ = _preview(shop, *words, "--output", "dotenv", CI="")

    assert running.returncode == 0
    assert masked.startswith("::add-mask::postgresql://")
    hidden = [line for line in (masked + said).splitlines() if not line.startswith("::add-mask::")]
    assert github["password"] not in "\n".join(hidden)
    assert github.keys() >= THEIRS
    once = {"created", "expires_at", "schema_changes"}
    kept = {name: value for name, value in github.items() if name not in once}
    for told in (document, {name.lower(): value for name, value in {**gitlab}.items()}):
        assert {name: value for name, value in told.items() if name not in once} == kept
    usual = {"DATABASE_URL": github["db_url_pooled"], "DATABASE_URL_UNPOOLED": github["db_url"]}
    assert {name: dotenv.pop(name) for name in usual} == usual
    assert {name: value for name, value in dotenv.items() if name.lower() not in once} == {
        name.upper(): value for name, value in kept.items()
    }
    assert (github["created"], gitlab["CREATED"], dotenv["CREATED"]) == ("true", "false", "false")
    assert (shown["password"], shown["db_host"]) == ("***", github["db_host"])
    assert github["password"] not in shown["db_url"]
    assert "preview.env (mode 0600)" in default


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_what_is_too_much_goes_and_nothing_of_others(shop: Installation) -> None:
    """The oldest beyond --max; those of closed pull requests; never a branch that somebody else has made."""
    with shop.api() as client:
        project = project_of(client, "previewed")
        assert project is not None
        body = {"branch": {"name": "preview/pr-3-x"}}
        client.post(f"/projects/{project['id']}/branches", json=body).raise_for_status()
    words = ("--slug", "x", "--data", "schema-only", "--no-checks")
    _preview(shop, "open", "--pr", "1", "--max", "2", *words)
    _preview(shop, "open", "--pr", "2", "--pool", "2", *words)
    _, told = _preview(shop, "open", "--pr", "4", "--pool", "2", *words)
    assert "closes preview/pr-1-x, the oldest, to make room" in told
    assert [item["pr"] for item in _listed(shop)] == ["2", "4"]
    _, told = _preview(shop, "open", "--pr", "3", "--slug", "x", expect=1)
    assert "a branch of that name is no preview" in told
    swept, _ = _preview(shop, "sweep", "--open-prs", "4,5")
    assert "preview/pr-2-x of previewed: pull request 2 is not open" in swept
    assert [item["pr"] for item in _listed(shop)] == ["4"]
    assert "No differences." in _preview(shop, "diff", "--pr", "4")[0]
    env, _ = _preview(shop, "env", "--pr", "4", "--reveal")
    assert env.startswith("DATABASE_URL='postgresql://")
    assert "***" in _preview(shop, "env", "--pr", "4")[0]


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_what_nobody_declared_is_not_handed_out_as_it_is(shop: Installation) -> None:
    """A role that only the API knows has another password than its parent's; a mask that finds no column stops everything."""
    with shop.api() as client:
        project = project_of(client, "previewed")
        assert project is not None
        at = f"/projects/{project['id']}/branches/{branches_of(client, project['id'])['main']}/roles"
        client.post(at, json={"role": {"name": "stranger"}}).raise_for_status()
        parents = client.get(f"{at}/stranger/reveal_password").json()["password"]
    assert _made(shop, "open", "--role", "stranger")["outputs"]["password"] != parents
    _preview(shop, "close", "--pr", "7")
    text = shop.stack.read_text(encoding="utf-8")
    misspelt = "owner: shop_owner\n        masking: {public.poeple.phone: hash}"
    shop.stack.write_text(text.replace("owner: shop_owner", misspelt), encoding="utf-8")
    _, told = _preview(shop, "open", "--pr", "7", expect=1)
    assert "table.public.poeple/column.phone (hash)" in told
    assert _listed(shop) == []
