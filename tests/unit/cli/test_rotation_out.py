"""Where rotated passwords go: the lines of a .env file, and a command that takes them or doesn't."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from neonctl_py.cli.rotation_out import CommandSink, EnvFileSink, rotation_sink
from neonctl_py.errors import NeonpyError, RefusedError
from neonctl_py.model.address import Address
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from pathlib import Path

APP = Address.parse("project.shop/branch.main/role.app")
NEW = Secret("n/ew")

BEFORE = """\
# ours
URL=postgresql://app:old@h:5/d?x=1
OTHER='postgres://other:old@h/d' # app:x@
BOTH="postgres://app@h/d postgresql://app_b:p%40@h/d"
KEEP=app:old
"""


@pytest.mark.parametrize(
    ("user", "takes_turns", "before", "after"),
    [
        (
            "app",
            False,
            BEFORE,
            BEFORE.replace("app:old@h:5", "app:n%2Few@h:5")
            .replace("app@h", "app:n%2Few@h")
            .replace("app_b:p%40@", "app:n%2Few@"),
        ),
        (
            "app_b",
            True,
            "A=1\nAPP_USER='app'\nAPP_PASSWORD='old'\n",
            "A=1\nAPP_USER='app_b'\nAPP_PASSWORD='n/ew'\n",
        ),
        ("app", False, "A=1\n", "A=1\nAPP_PASSWORD='n/ew'\n"),
        ("app", False, None, "APP_PASSWORD='n/ew'\n"),
    ],
)
def test_a_file_of_variables(
    tmp_path: Path, user: str, takes_turns: bool, before: str | None, after: str
) -> None:
    path = tmp_path / ".env"
    if before is not None:
        path.write_text(before)
    EnvFileSink(path, {APP}, {APP: "app_b"}).deliver_to(APP, user, NEW, takes_turns=takes_turns)
    assert path.read_text() == after
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_command_gets_it_on_its_standard_input(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    script = (
        f"import sys, pathlib; pathlib.Path({str(taken)!r}).write_text(sys.stdin.read() + repr(sys.argv))"
    )
    CommandSink(f'{sys.executable} -c "{script}"').deliver_to(APP, "app", NEW)
    document, _, arguments = taken.read_text().partition("}")
    assert json.loads(document + "}") == {"role": str(APP), "user": "app", "password": "n/ew"}
    assert "n/ew" not in arguments


@pytest.mark.parametrize("command", [f'{sys.executable} -c "exit(3)"', "/does/not/exist"])
def test_a_command_that_fails_says_so_without_the_password(command: str) -> None:
    with pytest.raises(NeonpyError) as caught:
        CommandSink(command).deliver_to(APP, "app", NEW)
    assert "n/ew" not in f"{caught.value.summary} {caught.value.detail} {caught.value.hint}"


@pytest.mark.parametrize("places", [{}, {"where": "x", "command": "y"}])
def test_there_is_one_place(places: dict[str, str]) -> None:
    words = {"where": None, "env_file": None, "command": None} | places
    with (
        pytest.raises(RefusedError, match="new passwords"),
        rotation_sink(**words, as_json=False, plain_names=(), partners={}),  # type: ignore[arg-type]
    ):
        pass
