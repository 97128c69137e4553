"""``neonpy alert``: tell Slack, PagerDuty or a webhook what a job found, or that it is over."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.monitor import Channel
    from neonctl_py.workflows.raise_alert import Notice, Told


class Severity(StrEnum):
    """How bad it is."""

    INFO = "info"
    WARNING = "warning"
    ALERT = "alert"


def alert(
    summary: Annotated[
        str, typer.Argument(metavar="TEXT", help="What is the matter, in one line.", show_default=False)
    ],
    *,
    to: Annotated[
        list[str],
        typer.Option(
            "--to",
            metavar="CHANNEL",
            help="slack:VARIABLE, pagerduty:VARIABLE, webhook:VARIABLE, or a channel of the stack; repeatable.",
            show_default=False,
        ),
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="The same from its beginning to its end.")
    ] = "alert",
    resolved: Annotated[bool, typer.Option("--resolved", help="It is over.")] = False,
    severity: Annotated[Severity, typer.Option("--severity", help="How bad it is.")] = Severity.ALERT,
    details: Annotated[
        Path | None,
        typer.Option(
            "--details",
            metavar="FILE",
            help="What a program printed; - is standard input.",
            show_default=False,
        ),
    ] = None,
    link: Annotated[
        str | None,
        typer.Option("--link", metavar="URL", help="Where there is more.", show_default=False),
    ] = None,
    stack: Annotated[
        Path, typer.Option("--stack", metavar="STACK", help="Whose channels are named.", show_default=False)
    ] = Path(),
    as_json: options.Json = False,
    var: options.Var = None,
    var_file: options.VarFile = None,
) -> int:
    """Tell Slack, PagerDuty or a webhook once.

    VARIABLE holds the webhook's URL or PagerDuty's routing key, and is never shown; one that is
    empty is a channel that is switched off. Exits 1 when a channel did not take it.

    Example: neonpy alert "drift in shop" --name drift --to slack:SLACK_WEBHOOK_URL
    """
    from neonctl_py.cli.files import read_text
    from neonctl_py.workflows.raise_alert import Notice, variable_channels

    channels, of_stack = variable_channels(list(dict.fromkeys(to)), os.environ)
    notice = Notice(
        name=name,
        summary=_one_line(summary),
        severity=severity.value,
        is_over=resolved,
        printed="" if details is None else read_text(details, "the details can't be read", errors="replace"),
        link=_link(link),
    )
    problem: NeonpyError | None = None
    if of_stack:
        try:
            channels |= _declared(stack, of_stack, var, var_file)
        except NeonpyError as error:  # whoever needs no stack is told all the same
            problem = error
    told = tuple(_told(channels, notice, as_json=as_json))
    if as_json:
        _print_json(notice, told)
    if problem is not None:
        raise problem
    return 1 if any(one.problem for one in told) else 0


def _declared(
    stack: Path, names: "Sequence[str]", var: list[str] | None, var_file: list[Path] | None
) -> "dict[str, Channel]":
    from neonctl_py.cli.loading import load
    from neonctl_py.workflows.raise_alert import stack_channels

    return stack_channels(load(stack, var, var_file).desired, names)


def _told(channels: "dict[str, Channel]", notice: "Notice", *, as_json: bool) -> "Iterator[Told]":
    from neonctl_py.workflows.raise_alert import tell

    for one in tell(channels, notice):
        if not as_json:
            out = sys.stderr if one.problem else sys.stdout
            out.write(f"{one.channel}: {_outcome(one)}\n")
        yield one


def _outcome(told: "Told") -> str:
    if told.is_off:
        return "switched off, its variable is empty"
    return f"not told: {told.problem}" if told.problem else "told"


def _print_json(notice: "Notice", told: "Sequence[Told]") -> None:
    from neonctl_py.render.json_document import FORMAT_VERSION, dumps
    from neonctl_py.version import __version__

    document = {
        "format_version": FORMAT_VERSION,
        "type": "alert_report",
        "neonpy_version": __version__,
        "name": notice.name,
        "summary": notice.summary,
        "status": "resolved" if notice.is_over else "firing",
        "told": {one.channel: _outcome(one) for one in told},
    }
    sys.stdout.write(dumps(document))


def _one_line(text: str) -> str:
    found = " ".join(text.split())
    if not found:
        raise NeonpyError(
            "nothing to tell", hint='Say what is the matter: neonpy alert "drift in shop" --to …'
        )
    return found


def _link(text: str | None) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise NeonpyError("a link is an URL", detail=f"--link {text}", hint="Begin it with https://.")
    return text or ""
