"""Options that the commands of ``neonpy preview`` share, alone and in groups. Never here: what they mean, the commands."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options  # noqa: TC001  typer reads the annotations
from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.model.previews import Previews
    from neonctl_py.workflows.preview_names import WantedPreview


class Data(StrEnum):
    """What is in a preview."""

    FULL = "full"
    SCHEMA_ONLY = "schema-only"
    ANONYMIZED = "anonymized"


class Output(StrEnum):
    """Where the connection goes."""

    GITHUB = "github"
    GITLAB = "gitlab"
    DOTENV = "dotenv"
    JSON = "json"


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
Parent = Annotated[
    str | None,
    typer.Option(
        "--parent", metavar="BRANCH", help="Copy this branch; else the default one.", show_default=False
    ),
]
DataOption = Annotated[Data | None, typer.Option("--data", help="What is in it.", show_default=False)]
Most = Annotated[
    int | None,
    typer.Option(
        "--max", "--pool", metavar="N", min=1, help="Close the oldest beyond so many.", show_default=False
    ),
]
Seed = Annotated[
    list[str] | None,
    typer.Option(
        "--seed", metavar="FILE", help="Run this SQL in a new one, too; repeatable.", show_default=False
    ),
]
NoChecks = Annotated[bool, typer.Option("--no-checks", help="Don't run the stack's checks.")]
OutputOption = Annotated[
    Output | None,
    typer.Option(
        "--output", help="Write the connection: $GITHUB_OUTPUT, a file, or JSON.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="FILE", help="For --output; else preview.env, mode 0600.", show_default=False
    ),
]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show passwords on a terminal and in CI logs.")]


@dataclass(frozen=True, slots=True)
class Which:
    """The preview that is meant."""

    pr: Pr = ""
    slug: Slug = ""
    name: Name = ""

    def wanted(self, project: str | None) -> WantedPreview:
        """With what CI and the work tree know, where it was not said."""
        from neonctl_py.workflows.preview_names import WantedPreview, checked_out_branch, wanted_preview

        said = WantedPreview(self.pr, self.slug, self.name, project)
        return wanted_preview(
            said, os.environ, "" if self.pr or self.slug or self.name else checked_out_branch()
        )


@dataclass(frozen=True, slots=True)
class Content:
    """What it is copied from, with what, and for how long."""

    parent: Parent = None
    data: DataOption = None
    ttl: Ttl = None

    def settings(self, written: Previews, most: int | None, seed: list[str] | None) -> Previews:
        """What the stack says of previews, with what was said here instead. Raises NeonpyError for a life that can't be."""
        from neonctl_py.cli.loading import duration

        seconds = duration("--ttl", self.ttl)
        if seconds is not None and not 60 <= seconds <= 30 * 86_400:
            raise NeonpyError("a preview lives from 1m to 30d", detail=f"--ttl {self.ttl}")
        files = tuple(("", str(Path(file).absolute())) for file in seed or ())
        return replace(
            written,
            parent=self.parent or written.parent,
            data=self.data.value if self.data is not None else written.data,
            ttl=round(seconds) if seconds is not None else written.ttl,
            most=most or written.most,
            seed=(*written.seed, *files),
        )


@dataclass(frozen=True, slots=True)
class Filling:
    """What is done in it, and where its connection goes."""

    seed: Seed = None
    no_checks: NoChecks = False
    output: OutputOption = None
    out: Out = None
    reveal: Reveal = False
    project: options.Project = None
    database: options.Database = None
    role: options.Role = None
    as_json: options.Json = False
    verbose: options.Verbose = False

    @property
    def form(self) -> str:
        """The form of the connection; "" tells how to get it."""
        if self.as_json and self.output not in (None, Output.JSON):
            raise NeonpyError("two forms at once", hint="Give one of --json and --output.")
        return Output.JSON.value if self.as_json else self.output.value if self.output is not None else ""
