"""``validate``, ``fmt``, ``schema``, ``init``: what needs a stack and no connection."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from neonctl_py.cli.run import run

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
version: 1
stack: shop
projects:
  shop:
    databases:
      neondb:
        schemas:
          public:
            tables:
              items:
                columns:
                  id: uuid primary key
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "stack.yaml"
    path.write_text(GOOD)
    return path


def test_a_good_stack_is_valid(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate"]) == 0
    assert capsys.readouterr().out.startswith("The stack shop is valid: ")


def test_every_mistake_is_told_with_its_line(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack.write_text(GOOD.replace("uuid primary", "uuid prymary").replace("stack: shop", "stak: shop"))
    assert run(["validate", str(stack)]) == 1
    told = capsys.readouterr().err
    assert "mistakes found, nothing was changed." in told
    assert f"--> {stack}:2:1" in told
    assert "    2 | stak: shop\n      | ^\n" in told
    assert "uuid prymary key" in told


def test_programs_read_the_mistakes_as_json(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True
    stack.write_text("version: 1\nnope: 1\n")
    assert run(["validate", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["valid"] is False
    assert document["diagnostics"][0]["span"]["line"] == 2


def test_a_stack_that_is_not_there_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (["validate"], ["plan"], ["fmt"], ["validate", "none.yaml"]):
        assert run(arguments) == 1
        assert capsys.readouterr().err


def test_fmt_check_exits_3_and_changes_nothing(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messy = GOOD.replace("version: 1", "version:   1   # one")
    stack.write_text(messy)
    assert run(["fmt", "--check"]) == 3
    assert stack.read_text() == messy
    assert capsys.readouterr().out == "stack.yaml\n"


def test_fmt_writes_the_canonical_form_and_keeps_comments_and_modes(stack: Path) -> None:
    stack.write_text(GOOD.replace("version: 1", "version:   1   # one"))
    stack.chmod(0o640)
    assert run(["fmt"]) == 0
    assert "# one" in stack.read_text()
    assert "version: 1 " in stack.read_text()
    assert stat.S_IMODE(stack.stat().st_mode) == 0o640
    assert run(["fmt", "--check"]) == 0


def test_fmt_diff_shows_and_writes_nothing(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messy = GOOD.replace("version: 1", "version:   1")
    stack.write_text(messy)
    assert run(["fmt", "--diff"]) == 0
    assert "-version:   1\n+version: 1\n" in capsys.readouterr().out
    assert stack.read_text() == messy


def test_the_schema_goes_to_a_file_or_to_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["schema"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert run(["schema", "-o", str(tmp_path / "s.json")]) == 0
    assert json.loads((tmp_path / "s.json").read_text()) == document


def test_init_writes_a_stack_that_is_valid_and_formatted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "My Shop!"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run(["init", "--yes"]) == 0
    assert "Next: neonpy plan --local" in capsys.readouterr().out
    assert run(["validate"]) == 0
    assert capsys.readouterr().out.startswith("The stack my-shop is valid")
    assert run(["fmt", "--check"]) == 0
    assert (folder / "stack.yaml").is_file()


def test_init_overwrites_nothing(stack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--yes"]) == 1
    assert "there is a stack already" in capsys.readouterr().err
    assert stack.read_text() == GOOD
