"""What can be said without a server: help, wrong words, exit codes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from neonctl_py.cli.run import run

NEONPY = Path(sys.executable).parent / "neonpy"
COMMANDS = [
    "init",
    "import",
    "validate",
    "fmt",
    "lint",
    "schema",
    "plan",
    "apply",
    "destroy",
    "drift",
    "diff",
    "show",
    "env",
    "check",
    "test",
    "inspect",
    "cost",
    "history",
    "rollback",
    "rotate",
    "restore",
    "drill",
    "comment",
    "alert",
    "diagram",
    "docs",
    "explain",
    "psql",
    "pgbouncer",
]
LOCAL = [["local", word] for word in ("start", "stop", "status", "reset", "logs")]
MIGRATE = [
    ["migrate", word]
    for word in ("init", "new", "check", "upgrade", "downgrade", "history", "current", "sql", "stamp")
]

PERF = [["perf", word] for word in ("record", "compare")]
PREVIEW = [["preview", word] for word in ("open", "refresh", "close", "list", "sweep", "diff", "env")]

RETENTION = [["retention", word] for word in ("run", "verify")]


@pytest.mark.parametrize(
    "command", [*([name] for name in COMMANDS), *LOCAL, *MIGRATE, *PREVIEW, *PERF, *RETENTION], ids=" ".join
)
def test_every_command_explains_itself_with_an_example(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Example: " in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_list_of_commands_is_short_enough_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    assert "..." not in text.partition("Commands:")[2]
    assert [line.split()[0] for line in text.partition("Commands:\n")[2].splitlines()] == [
        *COMMANDS,
        "migrate",
        "retention",
        "preview",
        "perf",
        "local",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["plan", "--nope"], "error: No such option: --nope\n    hint: neonpy plan --help\n"),
        (["fly"], "error: No such command 'fly'.\n    hint: neonpy --help\n"),
        (["plan", "a", "b"], "error: Got unexpected extra argument(s) (b)\n    hint: neonpy plan --help\n"),
    ],
)
def test_a_wrong_word_is_an_error_and_never_exit_code_2(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """2 says that changes are proposed, and a job may act on that."""
    assert run(arguments) == 1
    assert capsys.readouterr().err == expected


def test_a_key_can_not_be_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--api-key", "napi_secret"]) == 1
    assert "napi_secret" not in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["plan", "--json", "--markdown"], ["plan", "--sql", "--markdown"]])
def test_a_plan_has_one_form(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 1
    assert "Give one of --json, --markdown and --sql." in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["apply"], ["destroy"], ["apply", "--json"]])
def test_nobody_to_ask_is_told_before_anything_is_read(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)  # there is no stack, and that is not what is told
    assert run(arguments) == 1
    told = capsys.readouterr().err
    assert "nobody can be asked" in told
    assert "--yes" in told


def test_a_reader_that_goes_away_is_no_bug() -> None:
    ran = subprocess.run(
        ["bash", "-c", f"'{NEONPY}' schema | head -n 1"], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout == "{\n"


def test_our_own_bug_says_that_it_is_ours() -> None:
    program = (
        "import sys; from neonctl_py.cli import run\n"
        "import neonctl_py.cli.app as app\n"
        "def broken() -> None: raise ZeroDivisionError('x')\n"
        "app.app.command('broken')(broken)\n"
        "sys.exit(run.run(['broken']))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "neonpy has a bug: ZeroDivisionError" in ran.stderr
    assert "Please report it" in ran.stderr


def test_ctrl_c_is_told_and_ends_with_the_shells_number(tmp_path: Path) -> None:
    """While an API that never answers is waited for."""
    (tmp_path / "stack.yaml").write_text("version: 1\nprojects: {shop: {}}\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        environment = {**os.environ, "NEON_API_KEY": "k"}
        environment["NEON_API_HOST"] = f"http://127.0.0.1:{silent.getsockname()[1]}/api/v2"
        waiting = subprocess.Popen(
            [NEONPY, "plan", tmp_path],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        silent.settimeout(30)
        with silent.accept()[0]:
            waiting.send_signal(signal.SIGINT)
            told = waiting.communicate(timeout=30)[1]

    assert (waiting.returncode, told.strip()) == (130, "interrupted")


def test_a_misspelt_inspection_is_told_with_the_nearest_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "lock"]) == 1
    assert "Did you mean locks" in capsys.readouterr().err


def test_a_misspelt_tariff_is_told_with_those_of_the_price_list(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "stack.yaml").write_text("version: 1\nstack: s\nprojects: {p: {}}\n")
    assert run(["cost", str(tmp_path), "--offline", "--plan", "business"]) == 1
    assert "The price list has: free, launch, scale." in capsys.readouterr().err


def test_a_dashboard_without_a_terminal_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "--watch", "--url", "postgresql://nobody@127.0.0.1:1/nothing"]) == 1
    told = capsys.readouterr().err
    assert "a dashboard needs a terminal" in told
    assert "Leave out --watch" in told
