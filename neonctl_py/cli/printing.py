"""Printing a plan in the form that was asked for. Never here: what it looks like (render/)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.state import Observed
    from neonctl_py.plan.plan import Plan


def print_plan(
    plan: Plan, *, verbose: bool = False, allowed: Iterable[str] = (), command: str = "neonpy apply"
) -> None:
    """For a person, on standard output."""
    from neonctl_py.cli.sources import source_texts
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.plan import plan_lines

    console = console_for(sys.stdout)
    sources = source_texts(plan.diagnostics)
    lines = plan_lines(
        plan, width=console.width, verbose=verbose, allowed=allowed, command=command, sources=sources
    )
    print_lines(console, lines)


def print_plan_json(plan: Plan) -> None:
    """For a program, on standard output."""
    from neonctl_py.render.json_document import dumps, plan_document

    sys.stdout.write(dumps(plan_document(plan)))


def print_notes(plan: Plan, *, without_secrets: bool) -> None:
    """On standard error, beside a script: what a reader of the plan would have been told."""
    from neonctl_py.render.characters import one_line

    if without_secrets:
        sys.stderr.write("not written: passwords (--with-secrets writes them)\n")

    for entry in plan.unsupported:
        sys.stderr.write(one_line(f"not compared: {entry.kind} {', '.join(entry.names)}") + "\n")
    for item in plan.diagnostics:
        sys.stderr.write(f"{item}\n")


def print_cost(observed: Observed) -> None:
    """On standard error: what the observation cost, for ``-v``."""
    sys.stderr.write(
        f"Read with {observed.api_reads} API calls and {observed.connections} database connections.\n"
    )


def print_forgotten(notes: Iterable[str]) -> None:
    """On standard error: why what earlier runs remembered was of no use, for ``-v``."""
    sys.stderr.writelines(f"Not remembered: {note}.\n" for note in notes)


def print_sql(plan: Plan) -> None:
    """The statements, by database, as a script that a person reads."""
    from neonctl_py.plan.steps import NeonStep, RevisionStep, SafetyStep
    from neonctl_py.render.characters import one_line
    from neonctl_py.workflows.sql_text import sql_text

    for step in plan.steps:
        if isinstance(step, NeonStep):
            sys.stdout.write(f"-- Neon API: {step.action.value} {one_line(str(step.address))}\n")
        if isinstance(step, SafetyStep):
            sys.stdout.write(f"-- Neon API: {step.operation} of {one_line(f'{step.address}: {step.name}')}\n")
        if isinstance(step, RevisionStep):
            sys.stdout.write(f"-- revision {step.revision} (neonpy migrate sql): {one_line(step.title)}\n")
    for database, statements in sql_text(plan).items():
        sys.stdout.write("\n")
        sys.stdout.write(f"-- {one_line(str(database))}\n")
        sys.stdout.writelines(f"{statement.rstrip().rstrip(';')};\n" for statement in statements)
