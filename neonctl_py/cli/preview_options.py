"""Options that the commands of ``neonpy preview`` share. Never here: what they mean."""

from __future__ import annotations

from typing import Annotated

import typer

Pr = Annotated[
    str,
    typer.Option("--pr", metavar="NUMBER", help="The pull request; in CI it is known.", show_default=False),
]
Slug = Annotated[
    str,
    typer.Option(
        "--slug", metavar="TEXT", help="For ${slug}; else the git branch's name.", show_default=False
    ),
]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help="The whole name, instead.", show_default=False)
]
Ttl = Annotated[
    str | None,
    typer.Option("--ttl", metavar="DURATION", help="How long it lives: 2h, 7d.", show_default=False),
]
