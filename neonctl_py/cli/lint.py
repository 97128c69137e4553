"""``neonpy lint``: hand-written SQL, a stack, or a live database held to the rules."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.errors import InputError, NeonpyError

if TYPE_CHECKING:
    from neonctl_py.report.lint_report import LintReport

STDIN = "-"
_YAML = {".yaml", ".yml"}


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE.sql…|STACK",
            help="SQL files, folders of them, - for standard input; or a stack.",
            show_default=False,
        ),
    ] = None,
    *,
    form: Annotated[Format, typer.Option("--format", help="How to print what is found.")] = Format.TEXT,
    as_json: options.Json = False,
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="RULE", help="Not this rule; repeatable.", show_default=False),
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--on", metavar="RULE", help="This opt-in rule, too, or all; repeatable.", show_default=False
        ),
    ] = None,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="Exit with 1 from this severity on.")
    ] = Severity.WARNING,
    pg_version: Annotated[
        int, typer.Option("--pg-version", metavar="MAJOR", help="The server's PostgreSQL.", min=9, max=99)
    ] = 17,
    assume_in_transaction: Annotated[
        bool,
        typer.Option("--assume-in-transaction", help="The tool that runs each file wraps it in one."),
    ] = False,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="A live database instead, read only.", show_default=False),
    ] = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules and do nothing else.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell what is suppressed, and why.")
    ] = False,
) -> int:
    """Find what hurts in SQL migrations, a stack or a database.

    Exits 0 when nothing of severity --fail-on or worse is found, else 1. What is right where it is
    gets a reason: in SQL a comment above it, in a stack an entry of `lint: {ignore: […]}`.

      -- neonpy: ignore drops-column nobody has read it since May

    Example: neonpy lint migrations/*.sql --assume-in-transaction
    """
    if rules:
        return _list_rules()
    places = paths or []
    named: dict[str, Iterable[str]] = {"off": off or (), "on": on or ()}
    stack = _stack_of(places, has_url=url is not None)
    if stack is not None or url is not None:
        report, texts = _lint_state(stack, url, named, var, var_file)
    else:
        from neonctl_py.workflows.lint_files import lint_files

        texts = _texts(places)
        report = lint_files(
            texts, **named, pg_version=pg_version, assume_in_transaction=assume_in_transaction
        )
    _print(report, Format.JSON if as_json else form, texts, verbose=verbose)
    return 1 if report.fails(fail_on) else 0


def _stack_of(paths: list[Path], *, has_url: bool) -> Path | None:
    """The stack that is meant: a folder with stack.yaml or a YAML file, the current folder when nothing is named."""
    if not paths:
        here = Path()
        return here if (here / "stack.yaml").is_file() and not has_url else None
    stacks = [path for path in paths if path.suffix in _YAML or (path / "stack.yaml").is_file()]
    if stacks and len(paths) > 1:
        raise NeonpyError(
            "one stack at a time", detail=f"{stacks[0]} is a stack.", hint=f"neonpy lint {stacks[0]}"
        )
    if has_url and not stacks:
        raise NeonpyError(
            "a file and a URL", detail="--url lints a database.", hint="neonpy lint --url URL [STACK]"
        )
    return stacks[0] if stacks else None


def _lint_state(
    stack: Path | None,
    url: str | None,
    named: dict[str, Iterable[str]],
    var: list[str] | None,
    var_file: list[Path] | None,
) -> tuple["LintReport", dict[str, str]]:
    """With ``url`` the stack only says what counts."""
    from neonctl_py.cli.loading import load
    from neonctl_py.cli.sources import source_texts
    from neonctl_py.model.lint_settings import LintSettings
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.lint_stack import lint_database, lint_stack

    desired = load(stack, var, var_file).desired if stack is not None else None
    if url is not None:
        settings = desired.lint if desired is not None else LintSettings()
        return lint_database(Secret(url), settings, **named), {}
    assert desired is not None  # noqa: S101  one of the two is there
    report = lint_stack(desired, **named)
    return report, source_texts(report.findings)


def _list_rules() -> int:
    from neonctl_py.lint.sql.catalogue import SQL_RULES
    from neonctl_py.lint.stack.catalogue import STACK_RULES

    for rule in {**SQL_RULES, **STACK_RULES}.values():
        opt_in = " (--on)" if rule.is_opt_in else ""
        sys.stdout.write(f"{rule.code} {rule.name:36} {rule.severity:8}{opt_in:6} {rule.summary}\n")
    return 0


def _texts(paths: list[Path]) -> dict[str, str]:
    """File name -> text, in the order given; folders by name."""
    texts: dict[str, str] = {}
    mistakes: list[Diagnostic] = []
    if not paths:
        raise NeonpyError(
            "nothing to lint", hint="neonpy lint migrations/*.sql, - for standard input, or a stack"
        )
    for path in paths:
        if str(path) == STDIN:
            texts[STDIN] = sys.stdin.read()
            continue
        found = sorted(path.rglob("*.sql")) if path.is_dir() else [path]
        if not found:
            mistakes.append(_unreadable(path, "There is no .sql file in the folder."))
        for file in found:
            try:
                texts[str(file)] = file.read_text(encoding="utf-8-sig")
            except OSError as error:
                mistakes.append(_unreadable(file, f"{error.strerror}."))
            except UnicodeDecodeError:
                mistakes.append(_unreadable(file, "It is not UTF-8."))
    if mistakes:
        raise InputError(mistakes)
    return texts


def _unreadable(path: Path, why: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "NP100", "A file can't be read", f"{path}: {why}")


def _print(report: "LintReport", form: Format, texts: dict[str, str], *, verbose: bool) -> None:
    from neonctl_py.render.lint_document import github_lines, junit_text, lint_document, sarif_document

    match form:
        case Format.TEXT:
            from neonctl_py.render.terminal.console import console_for, print_lines
            from neonctl_py.render.terminal.lint import lint_lines

            console = console_for(sys.stdout)
            lines = lint_lines(report, width=console.width, sources=texts, verbose=verbose)
            print_lines(console, lines)
        case Format.JSON | Format.SARIF:
            from neonctl_py.render.json_document import dumps

            document = lint_document(report) if form is Format.JSON else sarif_document(report)
            sys.stdout.write(dumps(document))
        case Format.GITHUB:
            sys.stdout.writelines(f"{line}\n" for line in github_lines(report.findings))
        case Format.JUNIT:
            sys.stdout.write(junit_text(report))
