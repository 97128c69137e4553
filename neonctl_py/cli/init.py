"""``neonpy init``: a first stack in this folder."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import RefusedError


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where to write.", show_default=False)
    ] = Path(),
    name: Annotated[
        str | None, typer.Option("--name", help="The stack's name; else the folder's.", show_default=False)
    ] = None,
    yes: options.Yes = False,
) -> None:
    """Write a first stack.yaml.

    Example: neonpy init --yes && neonpy apply --local --yes
    """
    from neonctl_py.cli.confirm import confirm
    from neonctl_py.cli.files import write_file
    from neonctl_py.cli.next_command import next_command
    from neonctl_py.stack.starter import starter_files

    files = {folder / path: text for path, text in starter_files(name or _name(folder)).items()}
    existing = [str(path) for path in files if path.exists()]
    if existing:
        raise RefusedError(
            "there is a stack already",
            detail=f"{', '.join(existing)}: nothing was written.",
            hint="Name another folder: neonpy init FOLDER",
        )
    confirm(f"Write {', '.join(map(str, files))}?", yes=yes)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text)
        sys.stdout.write(f"Wrote {path}\n")
    sys.stdout.write(f"\nNext: {next_command('plan', folder, local=True)}\n")


def _name(folder: Path) -> str:
    """A name that is right for a stack, from the folder's."""
    return re.sub(r"[^a-z0-9-]+", "-", folder.absolute().resolve().name.lower()).strip("-") or "app"
