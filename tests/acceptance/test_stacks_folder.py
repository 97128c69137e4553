"""What every stack of ours owes to those who open it in an editor."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from installed_command import STACKS
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from warm_command import run_neonpy

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(STACKS.rglob("*.yaml"))
_SCHEMA_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def _name(path: Path) -> str:
    return str(path.relative_to(STACKS))


def _as_an_editor_reads(value: Any) -> Any:
    """The key of ``null: false`` is a word there."""
    if isinstance(value, dict):
        return {"null" if key is None else key: _as_an_editor_reads(held) for key, held in value.items()}
    return [_as_an_editor_reads(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_an_editor_finds_the_schema_and_nothing_to_complain_of(file: Path) -> None:
    """The first line says where the schema is, and the schema accepts the file."""
    line = _SCHEMA_LINE.match(file.read_text(encoding="utf-8"))
    assert line is not None
    schema = json.loads((file.parent / line[1]).resolve().read_text(encoding="utf-8"))
    document = _as_an_editor_reads(YAML(typ="safe").load(file))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def test_the_schema_beside_the_stacks_is_the_one_that_neonpy_prints() -> None:
    """When this fails, the language has grown: neonpy schema -o stacks/neonpy.schema.json"""
    printed = run_neonpy("schema", env=os.environ)
    assert (STACKS / "neonpy.schema.json").read_text(encoding="utf-8") == printed.stdout


@pytest.mark.parametrize("stack", sorted({file.parent for file in STACKS.glob("*/stack.yaml")}), ids=_name)
def test_a_stack_tells_where_each_requirement_is(stack: Path) -> None:
    """Its README has the table, with the document's mistakes named below it."""
    text = (stack / "README.md").read_text(encoding="utf-8")
    assert "## Requirement by requirement" in text
    assert "is mistaken" in text
