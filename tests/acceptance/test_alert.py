"""``neonpy alert``: whoever is named is told in their own words, whoever is switched off is not, and nothing shows an address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from github_stand_in import Comments, github

from neonctl_py.cli.run import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STACK = """\
version: 1
stack: shop
projects:
  shop:
    branches: {main: {default: true}}
    monitor:
      channels:
        team: {slack: "${env:TEAM_URL}"}
        oncall: {pagerduty: "${env:ROUTING_KEY}", url: "${env:EVENTS_URL}"}
"""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Comments]:
    with github() as forge:
        for name in ("TEAM", "OPS"):
            monkeypatch.setenv(f"{name}_URL", f"{forge.url}/hook/{name.lower()}-s3cret")
        monkeypatch.setenv("ROUTING_KEY", "r0uting-s3cret")
        monkeypatch.setenv("EVENTS_URL", f"{forge.url}/hook/events")
        monkeypatch.setenv("NOBODY", "")
        (tmp_path / "stack.yaml").write_text(STACK, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        yield forge


def _by_place(forge: Comments) -> dict[str, dict[str, Any]]:
    return {path.rpartition("/")[2]: body for path, body in forge.hooks}


def test_channels_of_the_stack_and_of_variables_are_told(
    told: Comments, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "printed.txt").write_bytes(b"  ~ table <orders>\n" + b"\xff\n" + b"a line\n" * 900)
    channels = [
        word for name in ("team", "oncall", "webhook:OPS_URL", "slack:NOBODY") for word in ("--to", name)
    ]
    more = ["--name", "drift/shop", "--link", "https://ci.example/7|8", "--details", "printed.txt"]
    assert run(["alert", "drift  in\nshop", *channels, *more, "--severity", "warning"]) == 0

    out, err = capsys.readouterr()
    assert sorted(out.splitlines()) == [
        "oncall: told",
        "slack:NOBODY: switched off, its variable is empty",
        "team: told",
        "webhook:OPS_URL: told",
    ]
    assert "s3cret" not in out + err
    heard = _by_place(told)
    assert heard["team-s3cret"]["text"] == "drift in shop <https://ci.example/7%7C8|more>"
    printed = heard["team-s3cret"]["attachments"][0]["text"]
    assert printed.startswith("```\n  ~ table &lt;orders&gt;\n")
    assert printed.endswith("a line\n…\n```")
    assert len(printed) < 3000
    event = heard["events"]
    assert (event["payload"]["severity"], event["dedup_key"]) == ("warning", "neonpy/drift/shop")
    assert event["links"] == [{"href": "https://ci.example/7|8", "text": "more"}]
    assert (heard["ops-s3cret"]["summary"], heard["ops-s3cret"]["status"]) == ("drift in shop", "firing")


def test_the_end_is_told_under_the_same_name(told: Comments, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["alert", "all is well", "--resolved", "--name", "drift/shop", "--to", "oncall", "--json"]) == 0
    )
    assert json.loads(capsys.readouterr().out)["told"] == {"oncall": "told"}
    assert _by_place(told)["events"] == {
        "routing_key": "r0uting-s3cret",
        "event_action": "resolve",
        "dedup_key": "neonpy/drift/shop",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "slack:WRONG_URL"], "slack:WRONG_URL: not told: HTTP 403"),
        (["--to", "slack:NO_URL"], "slack:NO_URL: not told: its address is no URL"),
        (["--to", "teams:OPS_URL"], "slack:VARIABLE, pagerduty:VARIABLE or webhook:VARIABLE"),
        (["--to", "https://hooks.example/s3cret"], "--to https:…"),
        (["--to", "taem"], "Did you mean `team`?"),
        (["--to", "team", "--link", "ci.example"], "Begin it with https://."),
        (["--to", "team", "--details", "nothing.txt"], "nothing.txt: No such file or directory"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_what_goes_wrong_is_said_and_shows_no_address(
    words: list[str],
    said: str,
    told: Comments,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever else is named is told all the same."""
    monkeypatch.setenv("WRONG_URL", f"{told.url}/s3cret")
    monkeypatch.setenv("NO_URL", "s3cret")
    assert run(["alert", "drift in shop", *words, "--to", "webhook:OPS_URL"]) == 1
    text = "".join(capsys.readouterr())
    assert said in text
    assert "s3cret" not in text
    refused = any(word in said for word in ("VARIABLE, ", "https:", "nothing.txt"))
    assert bool(told.hooks) is not refused
