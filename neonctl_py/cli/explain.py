"""``neonpy explain``: why something matters that a plan or an error has named."""

import sys
from typing import Annotated

import typer

from neonctl_py.cli import options


def explain(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A hazard, a code, a rule, a subject.", show_default=False),
    ] = None,
    *,
    as_json: options.Json = False,
) -> None:
    """Say why a hazard or a code matters, and what to do.

    Example: neonpy explain deletes-data
    """
    from neonctl_py.render.json_document import FORMAT_VERSION, dumps
    from neonctl_py.render.terminal.page import page_list_lines, print_page
    from neonctl_py.workflows.explain import every_page
    from neonctl_py.workflows.explain import explain as explained

    pages = every_page() if name is None else (explained(name),)
    if as_json:
        documents = [{"name": page.name, "topic": page.topic, "summary": page.summary} for page in pages]
        if name is None:
            sys.stdout.write(dumps({"format_version": FORMAT_VERSION, "pages": documents}))
        else:
            document = {"format_version": FORMAT_VERSION, **documents[0], "text": pages[0].text}
            sys.stdout.write(dumps(document))
        return
    from neonctl_py.render.terminal.console import console_for, print_lines

    console = console_for(sys.stdout)
    if name is None:
        entries = [(page.topic, page.name, page.summary) for page in pages]
        print_lines(console, page_list_lines(entries, width=console.width))
    else:
        print_page(console, pages[0].text)
