"""How the tests of a stack came out, for a person. Never here: what an exit code is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from neonctl_py.render.characters import one_line
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.proof import Actor
    from neonctl_py.report.proof_report import (
        DatabaseAccess,
        DatabaseProofs,
        ProofReport,
        ProofResult,
        Verdict,
        Weakened,
    )

_INDENT = " " * 10


def proof_lines(report: ProofReport, *, width: int, verbose: bool) -> Iterator[Text]:
    """A line for each test, what is wrong below it, and the count. ``verbose``: every statement."""
    if not report.databases:
        yield Text("The stack has no tests. neonpy explain tests says how they are written.")
        return
    for database in report.databases:
        yield Text(one_line(f"{database.database}, on {database.on}"), style="bold")
        for result in database.results:
            yield from _result(result, width=width, verbose=verbose)
    yield from _summary(report)
    for database in report.databases:
        if database.weakened is not None:
            yield from _weakened(database, width=width, verbose=verbose)


def _result(result: ProofResult, *, width: int, verbose: bool) -> Iterator[Text]:
    word, style = ("ok", "green") if result.has_passed else ("FAILED", "bold red")
    yield from hanging(one_line(result.name), width=width, first=f"{word:>8}  ", first_style=style)
    if result.has_passed and not verbose:
        return
    if result.actor.role:
        yield from hanging(actor_text(result.actor), width=width, first=_INDENT, style="dim")
    for part in result.problem.splitlines():
        yield from hanging(one_line(part), width=width, first=_INDENT)
    for verdict in result.verdicts:
        if verbose or not verdict.has_passed:
            yield from _verdict(verdict, width=width)
    if not result.has_passed and result.span is not None and not result.verdicts:
        yield Text(f"{_INDENT}{result.span}", style="dim")


def actor_text(actor: Actor) -> str:
    """Who did it, with which settings."""
    settings = ", ".join(f"{name} = {value or repr(value)}" for name, value in actor.settings)
    who = f"as {actor.role}" if actor.name == actor.role else f"as {actor.name}, who is {actor.role}"
    return one_line(f"{who} with {settings}" if settings else who)


def _verdict(verdict: Verdict, *, width: int) -> Iterator[Text]:
    yield from hanging(one_line(verdict.written), width=width, first=_INDENT, style="cyan")
    inner = f"{_INDENT}  "
    if verdict.has_passed:
        yield from hanging(one_line(f"as expected: {verdict.came}"), width=width, first=inner, style="dim")
        return
    told = f"expected {verdict.expected}, got {verdict.came}"
    yield from hanging(one_line(told), width=width, first=inner)
    for line in verdict.lines:
        yield from hanging(one_line(line), width=width, first=f"{inner}  ", style=_line_style(line))
    if verdict.hint:
        yield from hanging(one_line(verdict.hint), width=width, first=inner)
    if verdict.span is not None:
        yield Text(f"{inner}{verdict.span}", style="dim")


def _line_style(line: str) -> str:
    return {"-": "red", "+": "green"}.get(line[:1], "")


def _summary(report: ProofReport) -> Iterator[Text]:
    results = report.results
    failed = [result for result in results if not result.has_passed]
    statements = counted(sum(len(result.verdicts) for result in results), "statement")
    spent = f"{sum(database.seconds for database in report.databases):.1f} s"
    if failed:
        yield Text(f"{len(failed)} of {counted(len(results), 'test')} failed in {spent}.", style="bold red")
    else:
        yield Text(f"{counted(len(results), 'test')} passed ({statements}, {spent}).", style="bold green")


def _weakened(database: DatabaseProofs, *, width: int, verbose: bool) -> Iterator[Text]:
    listed = database.weakened or ()
    yield Text("")
    yield Text(one_line(f"{database.database}, weakened"), style="bold")
    for items in _by_address(database.survivors):
        yield from _survivors(items, database, width=width, verbose=verbose)
    for item in listed if verbose else ():
        if not item.has_survived:
            why = f"noticed by: {item.caught_by}" if item.caught_by else f"excused: {item.excuse}"
            told = f"{_place(item, database)}: {item.change}; {one_line(why)}"
            yield from hanging(told, width=width, first=_INDENT, style="dim")
    for survivor in database.idle:
        told = f"`{survivor.on}` under survivors excuses nothing any more: take it out ({survivor.span})"
        yield from hanging(one_line(told), width=width, first=f"{'note':>8}  ", first_style="yellow")
    noticed = sum(bool(item.caught_by) for item in listed)
    excused = sum(bool(item.excuse) for item in listed)
    survived = len(database.survivors)
    told = f"{counted(len(listed), 'weakening')}: {noticed} noticed, {excused} excused, {survived} survived."
    yield Text(told, style="bold red" if survived else "bold green")


def _by_address(items: Sequence[Weakened]) -> Iterator[list[Weakened]]:
    found: dict[tuple[object, bool], list[Weakened]] = {}
    for item in items:
        found.setdefault((item.address, bool(item.problem)), []).append(item)
    yield from found.values()


def _survivors(
    items: Sequence[Weakened], database: DatabaseProofs, *, width: int, verbose: bool
) -> Iterator[Text]:
    changes = ", ".join(item.change for item in items)
    told = f"{_place(items[0], database)}: {changes}"
    yield from hanging(told, width=width, first=f"{'SURVIVED':>8}  ", first_style="bold red")
    for item in items if verbose else ():
        for statement in item.statements:
            yield from hanging(one_line(statement), width=width, first=_INDENT, style="cyan")
    if items[0].problem:
        yield from hanging(one_line(items[0].problem), width=width, first=_INDENT)
        return
    for advice in dict.fromkeys(item.advice for item in items):
        yield from hanging(one_line(f"No test tries {advice}."), width=width, first=_INDENT, style="dim")


def _place(item: Weakened, database: DatabaseProofs) -> str:
    return one_line(str(item.address).removeprefix(f"{database.database}/"))


def access_lines(databases: Sequence[DatabaseAccess]) -> Iterator[Text]:
    """A table for each database: a line for each role that may do anything with a table."""
    for number, database in enumerate(databases):
        if number:
            yield Text("")
        yield Text(one_line(str(database.database)), style="bold")
        rows = [
            (one_line(held.table), one_line(held.role), dict(held.cells))
            for held in database.tables
            if any(cell != "no" for _, cell in held.cells)
        ]
        if not rows:
            yield Text("  No role may do anything with a table.")
            continue
        commands = list(rows[0][2])
        widths = [max(len(row[place]) for row in rows) for place in (0, 1)]
        columns = [max(len(command), *(len(row[2][command]) for row in rows)) for command in commands]
        head = "  ".join(command.ljust(width) for command, width in zip(commands, columns, strict=True))
        yield Text(f"  {'table'.ljust(widths[0])}  {'role'.ljust(widths[1])}  {head}".rstrip(), style="bold")
        before = ""
        for table, role, cells in rows:
            line = "  ".join(
                ("-" if cells[command] == "no" else cells[command]).ljust(width)
                for command, width in zip(commands, columns, strict=True)
            )
            shown = "" if table == before else table
            yield Text(f"  {shown.ljust(widths[0])}  {role.ljust(widths[1])}  {line}".rstrip())
            before = table
    yield Text("rows: those that its policies let through; no rows: no policy lets any through.", style="dim")
