"""``neonpy migrate …``: the reviewed mode. Revisions are written from the stack, reviewed as files, and run.

Never here: the commands that only run them (migrate_live).
"""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neonctl_py.cli import migrate_live, options
from neonctl_py.cli.option_groups import Account, Variables, takes_groups
from neonctl_py.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.plan.hazards import Hazard
    from neonctl_py.workflows.reviewed_databases import ReviewedDatabase
    from neonctl_py.workflows.write_revision import NewRevision, NewRevisions

app = typer.Typer(
    help="Revisions: written from the stack, reviewed, then run.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command("init")
@takes_groups
def init(stack: options.Stack = Path(), *, variables: Variables) -> int:
    """Write migrations/alembic.ini and its env.py, for plain alembic. Also done by the first `new`.

    Example: neonpy migrate init stacks/shop
    """
    from neonctl_py.workflows.reviewed_databases import Wanted, some_reviewed

    databases = some_reviewed(variables.desired(stack), Wanted())
    for path in _write_project(databases):
        sys.stdout.write(f"wrote {_shown(path)}\n")
    sys.stdout.write("The first revision: neonpy migrate new -m '…'\n")
    return 0


@app.command("new")
@takes_groups
def new(
    stack: options.Stack = Path(),
    *,
    message: Annotated[
        str, typer.Option("--message", "-m", metavar="TEXT", help="What it is for.", show_default=False)
    ],
    offline: Annotated[
        bool, typer.Option("--offline", help="Compare with the revisions alone, run on a throwaway Postgres.")
    ] = False,
    merge: Annotated[bool, typer.Option("--merge", help="Join several heads; changes nothing.")] = False,
    allow: options.Allow = None,
    where: migrate_live.Where,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Write what the stack says and the database lacks as a revision. The database isn't changed.

    Example: neonpy migrate new stacks/shop -m "orders: status enum"
    """
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.write_revision import merge_revision, new_revisions

    desired = variables.desired(stack)
    wanted = where.wanted()
    if merge:
        made = merge_revision(desired, wanted, message)
    else:
        access = account.access()
        with throwaway_postgres() as throwaway:
            made = new_revisions(desired, access, wanted, message, throwaway, offline=offline)
    _require_consent(made.revisions, allow or ())
    if made.revisions:
        _write(made)
    if as_json:
        _print_json(
            {"revisions": [_document(item) for item in made.revisions], "untried": made.untried or None}
        )
    elif not made.revisions:
        sys.stdout.write("Nothing to write: the revisions cover the stack.\n")
    else:
        _tell(made, f"neonpy apply{_where(stack, local=account.local)}")
    return 0


@app.command("check")
@takes_groups
def check(
    stack: options.Stack = Path(),
    *,
    project: options.Project = None,
    database: options.Database = None,
    as_json: options.Json = False,
    variables: Variables,
) -> int:
    """Run all revisions on a throwaway Postgres: does that give what the stack says? Exits 1 if not.

    Example: neonpy migrate check stacks/shop
    """
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.check_revisions import check_revisions
    from neonctl_py.workflows.reviewed_databases import Wanted

    desired = variables.desired(stack)
    with throwaway_postgres() as throwaway:
        checked = check_revisions(desired, Wanted(project=project, database=database), throwaway)
    if as_json:
        found = [
            {
                "database": item.database.name,
                "revisions": item.revisions,
                "heads": list(item.heads),
                "uncovered": [
                    {"address": str(change.address), "action": change.action.value}
                    for change in item.uncovered
                ],
            }
            for item in checked
        ]
        _print_json({"databases": found})
    else:
        for item in checked:
            sys.stdout.write(
                f"{item.database.name}: {_verdict(item.revisions, len(item.heads), len(item.uncovered))}\n"
            )
            sys.stdout.writelines(
                f"    {change.action.value} {change.address}\n" for change in item.uncovered
            )
        if any(item.uncovered for item in checked):
            sys.stdout.write("Write what is lacking: neonpy migrate new --offline -m '…'\n")
    return 0 if all(item.is_sound for item in checked) else 1


@app.command("history")
@takes_groups
def history(
    stack: options.Stack = Path(),
    *,
    project: options.Project = None,
    database: options.Database = None,
    as_json: options.Json = False,
    variables: Variables,
) -> int:
    """List the revisions, the newest first. What was applied where: neonpy migrate current, neonpy history.

    Example: neonpy migrate history stacks/shop
    """
    from neonctl_py.workflows.reviewed_databases import Wanted, some_reviewed

    wanted = Wanted(project=project, database=database)
    found = {item: item.folder() for item in some_reviewed(variables.desired(stack), wanted)}
    if as_json:
        listed = [
            {
                "database": item.name,
                "heads": list(folder.heads),
                "revisions": [_listed(r) for r in folder.revisions],
            }
            for item, folder in found.items()
        ]
        _print_json({"databases": listed})
        return 0
    for item, folder in found.items():
        sys.stdout.write(f"{item.name} ({_shown(folder.versions)})\n")
        for revision in reversed(folder.revisions):
            marks = [
                mark for mark, is_so in (("head", revision.is_head), ("merge", revision.is_merge)) if is_so
            ]
            told = f" ({', '.join(marks)})" if marks else ""
            sys.stdout.write(f"    {revision.id}  {revision.title}{told}\n")
        if not folder.revisions:
            sys.stdout.write("    no revision yet: neonpy migrate new -m '…'\n")
    return 0


@app.command("sql")
@takes_groups
def sql(
    stack: options.Stack = Path(),
    *,
    start: Annotated[
        str, typer.Option("--from", metavar="REVISION", help="Where the database is; or base.")
    ] = "base",
    target: Annotated[str, typer.Option("--to", metavar="REVISION", help="Where it shall be.")] = "heads",
    downgrade: Annotated[bool, typer.Option("--downgrade", help="The way back.")] = False,
    project: options.Project = None,
    database: options.Database = None,
    variables: Variables,
) -> int:
    """Print what revisions do as SQL for psql -v ON_ERROR_STOP=1 -f. Needs no database.

    Example: neonpy migrate sql stacks/shop --from 3f0c1d2e4a5b
    """
    from neonctl_py.workflows.reviewed_databases import Wanted
    from neonctl_py.workflows.run_revisions import migration_sql

    desired = variables.desired(stack)
    wanted = Wanted(project=project, database=database)
    sys.stdout.write(migration_sql(desired, wanted, "downgrade" if downgrade else "upgrade", start, target))
    return 0


migrate_live.add_to(app)


def _require_consent(revisions: "Iterable[NewRevision]", allowed: "Iterable[str]") -> None:
    """Who writes a revision names what it does to people; its reviewers read that in the file."""
    names = set(allowed)
    found: dict[Hazard, list[str]] = {}
    for revision in revisions:
        for hazard in revision.hazards:
            if hazard.needs_consent and hazard.value not in names:
                found.setdefault(hazard, []).append(revision.file.name)
    if found:
        raise RefusedError(
            "the revision needs your consent",
            detail="\n".join(
                f"{hazard.value}: {hazard.sentence} ({', '.join(files)})" for hazard, files in found.items()
            ),
            hint="If that is what you want, add " + " ".join(f"--allow {hazard.value}" for hazard in found),
        )


def _write_project(databases: "list[ReviewedDatabase]") -> list[Path]:
    from neonctl_py.cli.files import write_file
    from neonctl_py.workflows.migration_files import project_texts

    texts = project_texts(databases)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text)
    return list(texts)


def _write(made: "NewRevisions") -> None:
    from neonctl_py.cli.files import write_file

    _write_project([made.database])
    for revision in made.revisions:
        revision.file.parent.mkdir(parents=True, exist_ok=True)
        write_file(revision.file, revision.text)


def _where(stack: Path, *, local: bool) -> str:
    """What follows the command's name, as it was typed here."""
    return ("" if stack == Path() else f" {shlex.quote(str(stack))}") + (" --local" if local else "")


def _tell(made: "NewRevisions", then: str) -> None:
    if made.is_without_database:
        sys.stdout.write("The database isn't there yet: this is what leads from an empty one to the stack.\n")
    for revision in made.revisions:
        sys.stdout.write(f"wrote {_shown(revision.file)}\n")
        if revision.hazards:
            sys.stdout.write(f"    hazards: {', '.join(hazard.value for hazard in revision.hazards)}\n")
        if not revision.can_go_back:
            sys.stdout.write(f"    it can't be taken back: {revision.why_not}\n")
        elif revision.downgrade_hazards:
            names = ", ".join(hazard.value for hazard in revision.downgrade_hazards)
            sys.stdout.write(f"    hazards of the downgrade: {names}\n")
    if len(made.revisions) > 1:
        sys.stdout.write(
            "Several, because parts run outside a transaction: each may be interrupted and begun again.\n"
        )
    if made.untried:
        sys.stdout.write(f"Not tried on a throwaway Postgres beforehand. {made.untried}\n")
    elif not made.is_merge:
        sys.stdout.write(f"Tried on a throwaway Postgres: {_ways(made.revisions)}.\n")
    sys.stdout.write(
        f"Read {'them, commit them' if len(made.revisions) > 1 else 'it, commit it'}, and: {then}\n"
    )


def _ways(revisions: "Iterable[NewRevision]") -> str:
    return (
        "up, down and up again"
        if all(item.can_go_back for item in revisions)
        else "up, and down as far as said"
    )


def _document(revision: "NewRevision") -> dict[str, Any]:
    return {
        "revision": revision.revision,
        "down_revisions": list(revision.down),
        "file": str(revision.file),
        "hazards": [hazard.value for hazard in revision.hazards],
        "downgrade_hazards": [hazard.value for hazard in revision.downgrade_hazards],
        "has_downgrade": revision.can_go_back,
        "no_downgrade": revision.why_not or None,
    }


def _listed(revision: Any) -> dict[str, Any]:
    return {
        "revision": revision.id,
        "down_revisions": list(revision.down),
        "title": revision.title,
        "file": str(revision.file),
        "is_head": revision.is_head,
        "hazards": None if revision.hazards is None else list(revision.hazards),
    }


def _verdict(revisions: int, heads: int, uncovered: int) -> str:
    if heads > 1:
        return f"{heads} heads; join them: neonpy migrate new --merge -m '…'"
    count = "1 revision" if revisions == 1 else f"{revisions} revisions"
    if not uncovered:
        return f"{count} {'leads' if revisions == 1 else 'lead'} to what the stack says."
    return f"{count}, and {uncovered} objects that no revision covers:"


def _shown(path: Path) -> str:
    """From here on, where it is below."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _print_json(document: dict[str, Any]) -> None:
    from neonctl_py.render.json_document import FORMAT_VERSION, dumps

    sys.stdout.write(dumps({"format_version": FORMAT_VERSION, **document}))
