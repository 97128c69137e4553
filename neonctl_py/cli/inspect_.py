"""``neonpy inspect``: what is going on in running databases."""

import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.cli.option_groups import Account, Variables, takes_groups
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.workflows.database_places import DatabasePlace


@takes_groups
def inspect(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME…] [STACK]",
            help="What to look at (--list has all names), and a stack file or folder.",
            show_default=False,
        ),
    ] = None,
    *,
    list_all: Annotated[
        bool, typer.Option("--list", help="Print the names of all that can be looked at.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="A live dashboard of one database.")] = False,
    every: Annotated[
        str, typer.Option("--every", metavar="DURATION", help="With --watch: how often it looks.")
    ] = "2s",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="Rows of each; 0 is all.")] = 20,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DURATION",
            help="growth: since so long ago; else since the first look.",
            show_default=False,
        ),
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(
            "--over", metavar="DURATION", help="growth: two looks now, so far apart.", show_default=False
        ),
    ] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Statements with their literals, which may be secret.")
    ] = False,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="This database, without a stack.", show_default=False),
    ] = None,
    project: options.Project = None,
    branch: options.OneBranch = None,
    database: options.Database = None,
    role: options.Role = None,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Look into running databases.

    Sessions, locks, slow queries, sizes, growth, bloat, replication, access. It changes nothing.

    Example: neonpy inspect blocked outliers stacks/shop
    """
    from neonctl_py.cli.loading import duration
    from neonctl_py.report.inspections import INSPECTIONS
    from neonctl_py.workflows.connection_environment import WantedDatabase
    from neonctl_py.workflows.database_places import database_places, place_of_url

    if list_all:
        return _print_list(as_json=as_json)
    names, stack = _parted(words or [], INSPECTIONS)
    if watch and (as_json or names):
        raise NeonpyError(
            "a dashboard shows its own tables", hint="Leave out --json and the names, or leave out --watch."
        )
    if url is not None and stack is not None:
        raise NeonpyError("a stack and a URL", hint="Leave one of the two out.")
    if url is not None:
        from neonctl_py.model.values import Secret

        places: tuple[DatabasePlace, ...] = (place_of_url(Secret(url)),)
    else:
        desired = variables.desired(stack or Path())
        access = account.access()
        wanted = WantedDatabase(project=project, branch=branch, database=database, role=role)
        places = database_places(desired, access, wanted)
    if watch:
        from neonctl_py.cli.dashboard import watch as watch_live

        watch_live(_only(places), duration("--every", every) or 2.0, reveal=reveal)
        return 0
    if over is not None and "growth" not in names:
        names = (*names, "growth")
    from neonctl_py.cache.sizes import SizeMemory
    from neonctl_py.workflows.inspect_databases import Look, inspect_databases

    look = Look(names=names, reveal=reveal, over=duration("--over", over), since=duration("--since", since))
    reports = inspect_databases(places, look, SizeMemory.of(os.environ))
    if as_json:
        from neonctl_py.render.inspection_document import inspection_document
        from neonctl_py.render.json_document import dumps

        sys.stdout.write(dumps(inspection_document(reports)))
    else:
        from neonctl_py.render.terminal.console import console_for, print_lines
        from neonctl_py.render.terminal.inspection import overview_lines, report_lines

        console = console_for(sys.stdout)
        where = " --url …" if url is not None else f" {stack}" if stack else ""
        command = f"neonpy inspect{where}{' --local' if account.local else ''}"
        lines = (
            report_lines(reports, width=console.width, limit=limit)
            if names
            else overview_lines(reports, width=console.width, command=command)
        )
        print_lines(console, lines)
    return 1 if names and any(finding.problem for report in reports for finding in report.findings) else 0


def _only(places: "Sequence[DatabasePlace]") -> "DatabasePlace":
    if len(places) == 1:
        return places[0]
    raise NeonpyError(
        "which database?",
        detail="The stack has " + ", ".join(place.name for place in places) + ".",
        hint="Name one with --project and --database.",
    )


def _print_list(*, as_json: bool) -> int:
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.report.inspections import INSPECTIONS, TOPICS

    every = sorted(INSPECTIONS.values(), key=lambda one: TOPICS.index(one.topic))
    if as_json:
        from neonctl_py.render.inspection_document import inspections_document
        from neonctl_py.render.json_document import dumps

        sys.stdout.write(dumps(inspections_document(every)))
        return 0
    from neonctl_py.render.terminal.inspection import list_lines

    console = console_for(sys.stdout)
    print_lines(console, list_lines(every, width=console.width))
    return 0


def _parted(words: list[str], known: "Mapping[str, object]") -> tuple[tuple[str, ...], Path | None]:
    """The names, and the one word that is a stack."""
    names = tuple(dict.fromkeys(word for word in words if word in known))
    others = [word for word in words if word not in names]
    missing = [word for word in others if not Path(word).exists()]
    if missing:
        near = get_close_matches(missing[0], list(known), n=3, cutoff=0.5)
        raise NeonpyError(
            "what shall be looked at?",
            detail=f"{missing[0]} is no file or folder that exists, and no name of an inspection.",
            hint=f"Did you mean {', '.join(near)}?" if near else "neonpy inspect --list prints all names.",
        )
    if len(others) > 1:
        raise NeonpyError("one stack at a time", detail=" and ".join(others))
    return names, Path(others[0]) if others else None
