"""What a GitHub job is told: secrets hidden as the runner will meet them, values that can't begin another one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from neonctl_py.cli.github_job import hand_on, hide, job_file
from neonctl_py.errors import NeonpyError
from neonctl_py.render.preview import dotenv_text, github_text, gitlab_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("secret", ["p%40ss", "100%25", "a%0Ab", "plain", "two\r\nlines"])
def test_a_secret_is_hidden_as_it_is(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The runner undoes %25, %0D and %0A, and looks for what that gives."""
    hide([secret])
    (line,) = capsys.readouterr().out.splitlines()
    told = line.removeprefix("::add-mask::")
    undone = told.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert undone == secret
    assert unquote(told) == secret


@pytest.mark.parametrize("form", [github_text, gitlab_text, dotenv_text])
def test_a_value_is_one_line(form: object) -> None:
    """Whatever a branch is called, it sets no other variable."""
    assert callable(form)
    text = form({"branch_name": "a\r\npassword=mine", "created": "true"})
    assert [line.partition("=")[0].lower() for line in text.splitlines()] == ["branch_name", "created"]


def test_outside_of_a_job_it_says_what_to_do_instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    with pytest.raises(NeonpyError) as caught:
        job_file("GITHUB_OUTPUT", instead="--output dotenv")
    assert caught.value.hint == "--output dotenv"
    with pytest.raises(NeonpyError, match="later steps"):
        hand_on(tmp_path / "none" / "output", "a=b\n")
