"""Where rotated passwords go: the lines of a .env file, and a command that takes them or doesn't."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from neonctl_py.cli.rotation_out import CommandSink, EnvFileSink, rotation_sink
from neonctl_py.errors import NeonpyError, RefusedError
from neonctl_py.model.address import Address
from neonctl_py.model.server_names import server_names
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from pathlib import Path

APP = Address.parse("project.shop/branch.main/role.app")
NEW = Secret("n/ew")
HERE = frozenset({"ep-a.aws.neon.tech:5432", "h:5432"})

BEFORE = """\
# ours
URL=postgresql://app:old@ep-a-pooler.aws.neon.tech/d?x=1
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
            BEFORE.replace("app:old@ep-a-", "app:n%2Few@ep-a-")
            .replace("app@h", "app:n%2Few@h")
            .replace("app_b:p%40@", "app:n%2Few@"),
        ),
        (
            "app_b",
            True,
            "A=1\nAPP_USER='app'\nAPP_PASSWORD='old'\n",
            "A=1\nAPP_USER='app_b'\nAPP_PASSWORD='n/ew'\n",
        ),
        (
            "app",
            False,
            "A=postgres://app:old@h/d\nAPP_PASSWORD='old'\n",
            "A=postgres://app:n%2Few@h/d\nAPP_PASSWORD='n/ew'\n",
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
    EnvFileSink(path, {APP}, {APP: "app_b"}).deliver_to(APP, user, NEW, takes_turns=takes_turns, servers=HERE)
    assert path.read_text() == after
    assert path.stat().st_mode & 0o777 == 0o600


DEV = Address.parse("project.shop/branch.dev/role.app")
ELSEWHERE = """\
PROD=postgresql://app:old@ep-prod.aws.neon.tech/d
PORT=postgresql://app:old@ep-a.aws.neon.tech:6432/d
BROKEN=postgresql://app:old@[h/d
"""


def test_urls_of_the_same_user_elsewhere_stay_and_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / ".env"
    path.write_text(ELSEWHERE)
    sink = EnvFileSink(path, {APP}, {})
    sink.deliver_to(DEV, "app", NEW, servers=HERE)
    assert path.read_text() == f"{ELSEWHERE}SHOP_DEV_APP_PASSWORD='n/ew'\n"
    sink.deliver_to(APP, "app", Secret("later"), servers=frozenset({"ep-prod.aws.neon.tech:5432"}))
    assert "PROD=postgresql://app:later@ep-prod." in path.read_text()
    assert "SHOP_DEV_APP_PASSWORD='n/ew'" in path.read_text()
    sink.tell()
    told = capsys.readouterr().err
    assert "a URL of app at ep-a.aws.neon.tech:6432" in told
    assert "ep-prod" not in told


@pytest.mark.parametrize("partners", [{APP: "app_b", APP.parent.child("role", "web"): "app_b"}, {}])  # type: ignore[union-attr]
def test_a_url_is_not_two_roles(tmp_path: Path, partners: dict[Address, str]) -> None:
    """Of two that take turns with the same; of two projects on one server."""
    path = tmp_path / ".env"
    sink = EnvFileSink(path, {APP}, partners)
    path.write_text(f"A=postgresql://{'app_b' if partners else 'app'}:old@h/d\n")
    if not partners:
        sink.deliver_to(APP, "app", NEW, servers=HERE)
    before = path.read_text()
    with pytest.raises(RefusedError, match="two roles"):
        sink.deliver_to(APP if partners else DEV, "app", Secret("x"), servers=HERE)
    assert path.read_text() == before


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("postgresql://a:b@EP-x-pooler.aws.neon.tech/d?sslmode=require", "ep-x.aws.neon.tech:5432"),
        ("postgres://a@127.0.0.1:5433/d", "localhost:5433"),
        ("postgresql://a@[::1]/d", "localhost:5432"),
        ("postgresql://a@[fe80::1]:7/d", "[fe80::1]:7"),
        ("postgresql:///d?host=%2Frun%2Fpg&port=6", "/run/pg:6"),
        ("postgresql://a@h1:1,h2/d", "h1:1 h2:5432"),
        ("postgresql://a@[h/d", ""),
    ],
)
def test_where_a_url_leads(url: str, names: str) -> None:
    assert server_names(url) == frozenset(names.split())


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
