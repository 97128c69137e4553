"""``neonpy explain``, as it is called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from neonctl_py.cli.run import run

if TYPE_CHECKING:
    import pytest


def test_a_page_is_printed_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "deletes-data"]) == 0
    assert capsys.readouterr().out.startswith("# deletes-data\n\n## Why it matters\n")


def test_without_a_name_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("hazards\n  blocks-reads ")
    assert "\n  NP205 " in told


def test_programs_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "NP201", "--json"]) == 0
    page = json.loads(capsys.readouterr().out)
    assert (page["name"], page["topic"]) == ("NP201", "codes")
    assert page["summary"] == "prevent_destroy forbids this."
    assert page["text"].startswith("# NP201: prevent_destroy forbids this\n")


def test_an_unknown_name_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "nothing-like-it"]) == 1
    assert "there is no page of that name" in capsys.readouterr().err
