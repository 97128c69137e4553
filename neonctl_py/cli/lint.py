"""``neonpy lint``: hand-written SQL held to the rules."""

import sys
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
            metavar="FILE.sql…",
            help="SQL files, folders of them, or - for standard input.",
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
    rules: Annotated[bool, typer.Option("--rules", help="List the rules and do nothing else.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell what is suppressed, and why.")
    ] = False,
) -> int:
    """Find what hurts in hand-written SQL migrations, before it runs.

    Exits 0 when nothing of severity --fail-on or worse is found, else 1. A finding that is right
    where it is gets a comment above it, with the reason:

      -- neonpy: ignore drops-column nobody has read it since May

    Example: neonpy lint migrations/*.sql --assume-in-transaction
    """
    from neonctl_py.workflows.lint_files import lint_files

    if rules:
        return _list_rules()
    texts = _texts(paths or [])
    report = lint_files(
        texts,
        off=off or (),
        on=on or (),
        pg_version=pg_version,
        assume_in_transaction=assume_in_transaction,
    )
    _print(report, Format.JSON if as_json else form, texts, verbose=verbose)
    return 1 if report.fails(fail_on) else 0


def _list_rules() -> int:
    from neonctl_py.lint.sql.catalogue import SQL_RULES

    for rule in SQL_RULES.values():
        opt_in = " (--on)" if rule.is_opt_in else ""
        sys.stdout.write(f"{rule.code} {rule.name:30} {rule.severity:8}{opt_in:6} {rule.summary}\n")
    return 0


def _texts(paths: list[Path]) -> dict[str, str]:
    """File name -> text, in the order given; folders by name."""
    texts: dict[str, str] = {}
    mistakes: list[Diagnostic] = []
    if not paths:
        raise NeonpyError("nothing to lint", hint="neonpy lint migrations/*.sql, or - for standard input")
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
