"""``neonpy diagram``: the tables of a database and what refers to what, as a picture."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object


def diagram(
    stack: options.Stack = Path(),
    *,
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table", metavar="NAME", help="Only around this table; repeatable.", show_default=False
        ),
    ] = None,
    depth: Annotated[
        int, typer.Option("--depth", min=0, max=20, help="How many foreign keys away from --table.")
    ] = 1,
    output_format: Annotated[
        str, typer.Option("--format", metavar="svg|mermaid|dot", help="Of what kind the picture is.")
    ] = "svg",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Write it there; .svg, .mmd, .dot.", show_default=False
        ),
    ] = None,
    url: options.Url = None,
    project: options.Project = None,
    database: options.Database = None,
    var: options.Var = None,
    var_file: options.VarFile = None,
) -> int:
    """Draw the tables of a stack, or of a live database.

    Example: neonpy diagram stacks/shop -o shop.svg
    """
    from neonctl_py.cli.describing import described
    from neonctl_py.cli.files import write_file
    from neonctl_py.errors import NeonpyError
    from neonctl_py.render.diagram.dot import dot
    from neonctl_py.render.diagram.entities import diagram_of
    from neonctl_py.render.diagram.mermaid import mermaid
    from neonctl_py.render.diagram.svg import svg
    from neonctl_py.workflows.described import only_one

    forms = {"svg": svg, "mermaid": mermaid, "dot": dot}
    by_ending = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}
    chosen = by_ending.get(out.suffix, output_format) if out is not None else output_format
    if chosen not in forms:
        raise NeonpyError("no such format", detail=f"--format {chosen}", hint="It is svg, mermaid or dot.")
    home, objects = only_one(described(stack, url, project, database, var, var_file))
    around = [_found(home, objects, name) for name in table or ()]
    text = forms[chosen](diagram_of(objects, around=around, depth=depth))
    if out is None:
        sys.stdout.write(text)
    else:
        write_file(out, text)
    return 0


def _found(home: "Address", objects: "dict[Address, Object]", name: str) -> "Address":
    """``orders`` or ``sales.orders``. Raises NeonNotFoundError with the nearest name."""
    from difflib import get_close_matches

    from neonctl_py.errors import NeonNotFoundError

    tables = [place for place in objects if place.kind in ("table", "foreign_table") and place.parent == home]
    fitting = [place for place in tables if name in (place.name[-1], ".".join(place.name))]
    if len(fitting) == 1:
        return fitting[0]
    names = sorted(".".join(place.name) for place in fitting or tables)
    near = get_close_matches(name, [*names, *(place.name[-1] for place in tables)], 1)
    raise NeonNotFoundError(
        "there are several tables of that name" if fitting else "there is no such table",
        detail=f"--table {name}" + (f": {', '.join(names)}" if fitting else ""),
        hint="Write it with its schema." if fitting else (f"Did you mean {near[0]}?" if near else ""),
    )
