"""A command line that is read without the library means what it means to the library."""

from __future__ import annotations

from functools import wraps
from importlib import import_module
from inspect import signature
from typing import Any

import pytest
import typer

from neonctl_py.cli.direct import COMMANDS, direct_call, given_to

PLAIN = (
    ["plan"],
    ["plan", "stacks/shop"],
    ["plan", "--json", "shop", "-o", "plan.json"],
    ["plan", "shop", "--out=plan.json", "--var", "a=b", "--var=c=d", "--var-file", "x"],
    ["plan", "shop", "--target", "project.a", "--branch", "one", "--branch", "two", "-v"],
    ["apply", "shop", "--yes", "--url", "postgresql://u:p@h/d?sslmode=require"],
    ["apply", "-y", "--rehearse", "--secrets-out", "env"],
    ["destroy", "shop", "--yes"],
    ["diff", "postgresql://a/b", "shop/production", "--sql"],
    ["drift", "shop", "--branch", "x"],
    ["import", "--url", "postgresql://a/b", "-o", "shop", "--sql", "x.sql", "--sql", "y.sql", "--name", "n"],
    ["import", "shop"],
    ["lint", "shop", "--off", "NP1"],
    ["show", "shop"],
    ["validate", "shop"],
)
LEFT_TO_THE_LIBRARY: tuple[list[str], ...] = (
    [],
    ["--help"],
    ["plan", "--help"],
    ["plan", "shop", "other"],
    ["plan", ""],
    ["plan", "--", "shop"],
    ["plan", "--json", "--json"],
    ["plan", "--json=yes"],
    ["plan", "-oplan.json"],
    ["plan", "-o=plan.json"],
    ["plan", "--out"],
    ["plan", "--out", "-v"],
    ["plan", "--out", "a", "--out", "b"],
    ["plan", "--wrong"],
    ["plan", "--jso"],
    ["diff", "only-one"],
    ["apply", "--lock-retries", "3"],
    ["import", "shop", "--pg-version", "13"],
    ["local", "start"],
)


def command_of(arguments: list[str]) -> Any:
    name = COMMANDS[arguments[0]]
    return getattr(import_module(f"neonctl_py.cli.{name}"), name)


def by_the_library(arguments: list[str]) -> dict[str, Any]:
    """What the library gives to the command."""
    seen: list[dict[str, Any]] = []

    @wraps(command_of(arguments))
    def noted(**given: Any) -> None:
        seen.append(given)

    app = typer.Typer()
    app.callback()(lambda: None)
    app.command(arguments[0])(noted)
    typer.main.get_command(app).main(args=arguments, standalone_mode=False)
    return seen[0]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_it_means_the_same(arguments: list[str]) -> None:
    command = command_of(arguments)
    given = given_to(command, arguments[1:])
    assert given is not None
    parameters = signature(command).parameters.values()
    defaults = {each.name: each.default for each in parameters if each.default is not each.empty}
    expected = by_the_library(arguments)
    expected.pop("context", None)
    given.pop("context", None)
    assert defaults | given == expected


@pytest.mark.parametrize("arguments", LEFT_TO_THE_LIBRARY, ids=" ".join)
def test_what_is_not_plain_is_left_to_the_library(arguments: list[str]) -> None:
    assert direct_call(arguments, ()) is None
