"""``neonpy migrate upgrade | downgrade | current | stamp``: revisions and the databases that they are run on.

Never here: writing them (migrate).
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from neonctl_py.cli import options
from neonctl_py.cli.option_groups import Account, Variables, takes_groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.model.state import Desired
    from neonctl_py.report.events import Event
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.reviewed_databases import Wanted
    from neonctl_py.workflows.run_revisions import Intention

Target = Annotated[
    str, typer.Option("--to", metavar="REVISION", help="An id, a part of one, +1, -1, base, heads.")
]


@dataclass(frozen=True, slots=True)
class Where:
    """Which of the stack's databases."""

    project: options.Project = None
    branch: options.OneBranch = None
    database: options.Database = None

    def wanted(self) -> "Wanted":
        """For the workflows."""
        from neonctl_py.workflows.reviewed_databases import Wanted

        return Wanted(project=self.project, database=self.database, branch=self.branch)


def add_to(app: typer.Typer) -> None:
    """The commands of this file."""
    app.command("upgrade")(takes_groups(upgrade))
    app.command("downgrade")(takes_groups(downgrade))
    app.command("current")(takes_groups(current))
    app.command("stamp")(takes_groups(stamp))


def upgrade(
    stack: options.Stack = Path(),
    *,
    target: Target = "heads",
    where: Where,
    yes: options.Yes = False,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Run the revisions that a database lacks. (apply does that, and then compares with the stack.)

    Example: neonpy migrate upgrade stacks/shop --branch staging
    """
    asked = _Asked(
        desired=variables.desired(stack),
        access=account.access(),
        wanted=where.wanted(),
        direction="upgrade",
        target=target,
        stack=stack,
        yes=yes,
        as_json=as_json,
    )
    return _migrate(asked)


def downgrade(
    stack: options.Stack = Path(),
    *,
    target: Target = "-1",
    allow: options.Allow = None,
    where: Where,
    yes: options.Yes = False,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Take revisions back. What would lose data needs --allow.

    Example: neonpy migrate downgrade stacks/shop --to -1 --allow deletes-data
    """
    asked = _Asked(
        desired=variables.desired(stack),
        access=account.access(),
        wanted=where.wanted(),
        direction="downgrade",
        target=target,
        stack=stack,
        yes=yes,
        as_json=as_json,
        allowed=allow or (),
    )
    return _migrate(asked)


def current(
    stack: options.Stack = Path(),
    *,
    where: Where,
    as_json: options.Json = False,
    variables: Variables,
    account: Account,
) -> int:
    """Say at which revisions the databases are, and what they lack.

    Example: neonpy migrate current stacks/shop --branch staging
    """
    from neonctl_py.render.json_document import FORMAT_VERSION, dumps
    from neonctl_py.workflows.run_revisions import live_databases

    desired = variables.desired(stack)
    access = account.access()
    with live_databases(desired, access, where.wanted()) as found:
        told = [
            {
                "address": str(live.address),
                "current": list(live.at),
                "heads": list(live.folder.heads),
                "pending": [revision.id for revision in live.pending],
            }
            for live in found
        ]
    if as_json:
        sys.stdout.write(dumps({"format_version": FORMAT_VERSION, "databases": told}))
        return 0
    for item in told:
        at, pending = ", ".join(item["current"]) or "no revision", len(item["pending"])
        lacking = f"{pending} to run: neonpy migrate upgrade" if pending else "at the head"
        sys.stdout.write(f"{item['address']}: {at} ({lacking})\n")
    return 0


def stamp(
    stack: options.Stack = Path(),
    *,
    target: Target = "heads",
    where: Where,
    yes: options.Yes = False,
    variables: Variables,
    account: Account,
) -> int:
    """Note that a database is at a revision, and run nothing: for one that has it all already.

    Example: neonpy migrate stamp stacks/shop --to heads --yes
    """
    from neonctl_py.cli.confirm import confirm, require_answer
    from neonctl_py.workflows.run_revisions import stamp as note

    require_answer(yes=yes)
    desired = variables.desired(stack)
    access = account.access()
    confirm(f"Note that the database is at {target}? No revision is run.", yes=yes)
    before = note(desired, access, where.wanted(), target)
    sys.stdout.write(f"Noted: {target}. Before: {', '.join(before) or 'no revision'}.\n")
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What both directions are asked with."""

    desired: "Desired"
    access: "NeonAccess"
    wanted: "Wanted"
    direction: Literal["upgrade", "downgrade"]
    target: str
    stack: Path
    yes: bool
    as_json: bool
    allowed: "Sequence[str]" = ()


def _migrate(asked: _Asked) -> int:
    from neonctl_py.cli.applying import require_terminal_or_yes
    from neonctl_py.workflows.origin import origin_of
    from neonctl_py.workflows.run_revisions import migrate

    require_terminal_or_yes(yes=asked.yes, as_json=asked.as_json)
    reports = migrate(
        asked.desired,
        asked.access,
        asked.wanted,
        asked.direction,
        asked.target,
        agree=lambda intentions: _agree(asked, intentions),
        allowed=asked.allowed,
        origin=origin_of(f"neonpy migrate {asked.direction} {asked.stack}", asked.stack, os.environ),
        listen=_tell_json if asked.as_json else _tell,
    )
    count = sum(len(report.done) for _, report in reports)
    if not asked.as_json:
        sys.stdout.write(
            f"{count} revision{'' if count == 1 else 's'} run.\n" if count else "Nothing to run.\n"
        )
    for intention, report in reports:
        if report.journal:
            sys.stderr.write(f"{intention.live.address}: no journal is kept here: {report.journal}\n")
    return 0


def _agree(asked: _Asked, intentions: "Sequence[Intention]") -> None:
    from neonctl_py.cli.confirm import confirm

    if not intentions or asked.as_json:
        return
    for intention in intentions:
        sys.stdout.write(f"{intention.live.address}: {asked.direction}\n")
        for revision in intention.revisions:
            sys.stdout.write(f"    {revision.id}  {revision.title}\n")
        for name, revisions in intention.hazards.items():
            sys.stdout.write(f"    hazard {name}: {', '.join(revisions)}\n")
    confirm(f"Run the {asked.direction}?", yes=asked.yes)


def _tell(event: "Event") -> None:
    from neonctl_py.report.events import StepFailed, StepFinished, StepProgress

    match event:
        case StepFinished():
            sys.stdout.write(f"{event.address.name[-1]}: {event.what}, {event.seconds:.1f} s\n")
        case StepFailed():
            sys.stdout.write(f"{event.address.name[-1]}: {event.what} failed: {event.summary}\n")
        case StepProgress():
            sys.stdout.write(f"{event.address.name[-1]}: {event.text}\n")
    sys.stdout.flush()


def _tell_json(event: "Event") -> None:
    from neonctl_py.render.json_document import event_document, one_line

    sys.stdout.write(one_line(event_document(event)))
    sys.stdout.flush()
