"""What a command line may cost before it has anything to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "alembic",
    "sqlalchemy",
    "psycopg",
    "httpx",
    "pydantic",
    "yaml",
    "ruamel",
    "rich",
    "postgast",
    "google",
}
NEONPY = Path(sys.executable).parent / "neonpy"


def loaded_by(*arguments: str) -> set[str]:
    """The top-level modules that neonpy has loaded when it is done."""
    program = (
        "import sys, json, atexit\n"
        "from neonctl_py.__main__ import main\n"
        "sys.argv = ['neonpy', *json.loads(sys.argv[1])]\n"
        "main()\n"
        "sys.stderr.write(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, json.dumps(arguments)], capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stderr))


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ()])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) & HEAVY == set()


@pytest.mark.parametrize("arguments", [("plan", "--help"), ("local",), ("apply", "-h")])
def test_the_help_of_a_command_loads_nothing_of_its_work(arguments: tuple[str, ...]) -> None:
    """Typer itself takes pydantic, where it is installed, to read options."""
    assert loaded_by(*arguments) & HEAVY <= {"pydantic"}


@pytest.mark.parametrize("argument", ["--version", "-V"])
def test_the_version_is_said_before_typer_is_loaded(argument: str) -> None:
    loaded = loaded_by(argument)
    assert loaded & {*HEAVY, "typer", "argparse", "dataclasses", "typing"} == set()


def test_the_installed_command_says_its_version() -> None:
    ran = subprocess.run([NEONPY, "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("neonpy 0.")
    assert ran.stderr == ""


def test_the_probe_sees_what_is_loaded() -> None:
    """A probe that sees nothing would let everything pass."""
    assert "typer" in loaded_by("--help")
