"""``neonpy comment``: one comment of a pull request, replaced from run to run."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from neonctl_py.errors import NeonpyError


def comment(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Its text, Markdown; - is standard input.", show_default=False),
    ],
    *,
    pr: Annotated[
        int | None,
        typer.Option(
            "--pr",
            metavar="NUMBER",
            min=1,
            help="The pull request or issue; in CI it is known.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Tells it from others on the same page.")
    ] = "plan",
    repository: Annotated[
        str | None,
        typer.Option(
            "--repository", metavar="OWNER/NAME", help="Else $GITHUB_REPOSITORY.", show_default=False
        ),
    ] = None,
) -> int:
    """Write a comment on GitHub, or replace the last one.

    With the token in GITHUB_TOKEN. What is too long for a comment is cut where it stays Markdown.

    Example: neonpy plan --markdown | neonpy comment - --pr 42
    """
    from neonctl_py.cli.files import read_text
    from neonctl_py.model.values import Secret
    from neonctl_py.render.markdown_cut import cut_to
    from neonctl_py.workflows.post_comment import Forge, post_comment, room_for
    from neonctl_py.workflows.preview_names import pull_request

    token = os.environ.get("GITHUB_TOKEN", "")
    if not token:
        raise NeonpyError(
            "nobody to comment as",
            detail="GITHUB_TOKEN is not set.",
            hint="env: {GITHUB_TOKEN: ${{ github.token }}}",
        )
    known = pull_request(os.environ)
    number = pr or (int(known) if known.isdigit() else 0)
    if not number:
        raise NeonpyError("which pull request?", hint="neonpy comment … --pr 42")
    forge = Forge(
        os.environ.get("GITHUB_API_URL") or "https://api.github.com",
        repository or os.environ.get("GITHUB_REPOSITORY", ""),
        Secret(token),
    )
    done = post_comment(
        forge, number, name, cut_to(read_text(file, "a comment can't be read"), room_for(name), _whole())
    )
    sys.stdout.write(f"{done.outcome} {done.url}\n")
    return 0


def _whole() -> str:
    """Where all of what was cut can be read, in Markdown."""
    server, place, run = (
        os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")
    )
    if not (server and place and run):
        return "see the job's output."
    return f"all of it is in [the summary of its run]({server}/{place}/actions/runs/{run})."
