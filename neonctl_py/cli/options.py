"""Options that several commands take, said once. Never here: what they mean to a command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Stack = Annotated[
    Path,
    typer.Argument(metavar="STACK", help="A stack file, or a folder with stack.yaml.", show_default=False),
]
Var = Annotated[
    list[str] | None,
    typer.Option("--var", metavar="NAME=VALUE", help="Set ${var:NAME}; repeatable.", show_default=False),
]
VarFile = Annotated[
    list[Path] | None,
    typer.Option(
        "--var-file", metavar="FILE", help="Read NAME=VALUE lines, or a JSON object.", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Contract = Annotated[
    bool,
    typer.Option("--contract", help="With the second half of what is done in two (`expand: 2-step`)."),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Tell more: steps, locks, reads, connections.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Local = Annotated[
    bool, typer.Option("--local", help="Use the embedded Neon, started when needed [env: NEONPY_LOCAL].")
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="Where the embedded Neon keeps things [env: NEONPY_DATA_DIR].",
        show_default=False,
    ),
]
ApiHost = Annotated[
    str | None,
    typer.Option(
        "--api-host", metavar="URL", help="Another Neon API [env: NEON_API_HOST].", show_default=False
    ),
]
ApiKeyFile = Annotated[
    Path | None,
    typer.Option(
        "--api-key-file",
        metavar="FILE",
        help="Read the API key there; else from NEON_API_KEY.",
        show_default=False,
    ),
]
Branch = Annotated[
    list[str] | None,
    typer.Option("--branch", metavar="NAME", help="Only this branch; repeatable.", show_default=False),
]
OneBranch = Annotated[
    str | None,
    typer.Option(
        "--branch", metavar="NAME", help="This branch instead of the default one.", show_default=False
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="As of then, as 2026-11-21T14:05:00Z.", show_default=False),
]
Ago = Annotated[
    str | None,
    typer.Option("--ago", metavar="DURATION", help="As of so long ago, as 10m.", show_default=False),
]
Snapshot = Annotated[
    str | None,
    typer.Option(
        "--snapshot", metavar="NAME", help="From this snapshot; newest for the last.", show_default=False
    ),
]
Target = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="ADDRESS",
        help="Only this, its content and needs; repeatable.",
        show_default=False,
    ),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow", metavar="HAZARD", help="Consent to a hazard by name; repeatable.", show_default=False
    ),
]
Rehearse = Annotated[
    bool,
    typer.Option(
        "--rehearse",
        help="Try it on a throwaway branch first; --rehearse=schema-only copies no data [costs: its compute].",
    ),
]
RehearsalData = Annotated[str | None, typer.Option("--rehearsal-data", hidden=True)]
AssumeSmall = Annotated[
    bool,
    typer.Option("--assume-small", help="Plan the plain form of every change, as for small tables."),
]
LockTimeout = Annotated[
    float | None,
    typer.Option(
        "--lock-timeout",
        metavar="SECONDS",
        min=0,
        help="How long others may have to wait behind one try for a lock; else 3, and 0 is no limit.",
        show_default=False,
    ),
]
LockRetries = Annotated[
    int | None,
    typer.Option(
        "--lock-retries",
        metavar="N",
        min=0,
        help="How often a lock is tried again, after growing pauses; else for two minutes.",
        show_default=False,
    ),
]
StatementTimeout = Annotated[
    float | None,
    typer.Option(
        "--statement-timeout",
        metavar="SECONDS",
        min=0,
        help="How long a step may take that should be quick; else 60, and 0 is no limit.",
        show_default=False,
    ),
]
Wait = Annotated[
    str | None,
    typer.Option(
        "--wait",
        metavar="DURATION",
        help="For another neonpy that changes the same database: 30s, 10m; else 2m.",
        show_default=False,
    ),
]
Project = Annotated[
    str | None, typer.Option("--project", metavar="NAME", help="A project of the stack.", show_default=False)
]
Database = Annotated[
    str | None,
    typer.Option("--database", metavar="NAME", help="A database of the stack.", show_default=False),
]
Role = Annotated[
    str | None,
    typer.Option("--role", metavar="NAME", help="Connect as this role; else the owner.", show_default=False),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        help="Against this database instead, whatever server it is on.",
        show_default=False,
    ),
]
