"""``neonpy schema``: the JSON Schema of the stack language, for editors."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def schema(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it there.", show_default=False)
    ] = None,
) -> None:
    """Print the JSON Schema of stacks, for editors.

    Example: neonpy schema -o stack.schema.json
    """
    from neonctl_py.cli.files import write_file
    from neonctl_py.render.json_document import dumps
    from neonctl_py.stack.json_schema import json_schema

    text = dumps(json_schema())
    if out is None:
        sys.stdout.write(text)
    else:
        write_file(out, text)
