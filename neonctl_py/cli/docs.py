"""``neonpy docs``: a data dictionary from the comments and the catalog."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from neonctl_py.cli import options


def docs(
    stack: options.Stack = Path(),
    *,
    output_format: Annotated[
        str, typer.Option("--format", metavar="markdown|html", help="Of what kind the text is.")
    ] = "markdown",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write it there; .md, .html.", show_default=False),
    ] = None,
    url: options.Url = None,
    project: options.Project = None,
    database: options.Database = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
) -> int:
    """Write the data dictionary of a stack or a database.

    Example: neonpy docs stacks/shop -o shop.html
    """
    from neonctl_py.cli.describing import described
    from neonctl_py.cli.files import write_file
    from neonctl_py.errors import NeonpyError
    from neonctl_py.render.diagram.entities import diagram_of
    from neonctl_py.render.diagram.svg import svg
    from neonctl_py.render.dictionary import dictionary
    from neonctl_py.render.dictionary_text import dictionary_html, dictionary_markdown

    by_ending = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
    chosen = by_ending.get(out.suffix, output_format) if out is not None else output_format
    if chosen not in ("markdown", "html"):
        raise NeonpyError("no such format", detail=f"--format {chosen}", hint="It is markdown or html.")
    found = described(stack, url, project, database, var, var_file)
    blocks = dictionary(found)
    if chosen == "markdown":
        text = dictionary_markdown(blocks)
    else:
        title = ", ".join(place.name[0] for place in found)
        picture = "\n".join(svg(diagram_of(objects)) for objects in found.values())
        text = dictionary_html(blocks, title=title, picture=picture)
    if out is None:
        sys.stdout.write(text)
    else:
        write_file(out, text)
    return 0
