"""From the command line's words to a loaded stack: variables, files, warnings. Never here: YAML."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.model.rehearsal import Data
    from neonctl_py.model.state import Desired
    from neonctl_py.stack.load import LoadedStack, Servers
    from neonctl_py.stack.schema_source import SourceRequest

_URL_VARIABLE: Final = re.compile(r"""^\s*url:\s*["']?\$\{env:(\w+)\}""", re.MULTILINE)


def load(stack: Path, var: Sequence[str] | None, var_file: Sequence[Path] | None) -> LoadedStack:
    """The stack with its variables filled in. Warnings go to standard error. Raises InputError with all mistakes."""
    return load_with(stack, variables(var or (), var_file or ()))


def load_with(
    stack: Path,
    values: Mapping[str, str],
    announce: Callable[[Servers], None] | None = None,
    *,
    url: str | None = None,
) -> LoadedStack:
    """As ``load``, with the variables as they were read; ``announce`` is told of servers before the rest is loaded. With ``url``
    the command goes there: the variable of the stack's own URL need not be set.
    """
    from neonctl_py.stack.load import load_stack

    loaded = load_stack(
        stack,
        variables=values,
        environment=os.environ if url is None else {**_url_variables(stack, url), **os.environ},
        read_source=_read_source,
        announce=announce,
    )
    print_diagnostics(loaded.diagnostics)
    return loaded


def _url_variables(stack: Path, url: str) -> dict[str, str]:
    """Those that the stack's file names as a server's URL. What can't be read is told by the reading itself."""
    file = stack / "stack.yaml" if stack.is_dir() else stack
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return dict.fromkeys(_URL_VARIABLE.findall(text), url)


def _read_source(request: SourceRequest) -> Mapping[str, str]:
    """What ``from:`` makes, through a Postgres that lives as long as the reading."""
    from neonctl_py.cli.throwaway import DEFAULT_MAJOR, throwaway_postgres
    from neonctl_py.workflows.read_source import read_source

    with throwaway_postgres(request.pg_version or DEFAULT_MAJOR) as throwaway:
        return read_source(request, throwaway)


def desired_on(desired: Desired, url: str | None, branches: Sequence[str] | None) -> Desired:
    """For ``--url``: the stack's one database, on the server behind the URL."""
    if url is None:
        return desired
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.other_database import on_database

    if branches:
        raise NeonpyError(
            "a branch and a URL",
            detail="--url names a database by itself, on a server without branches.",
            hint="Leave one of the two out.",
        )
    return on_database(desired, Secret(url))


def variables(pairs: Iterable[str], files: Iterable[Path]) -> dict[str, str]:
    """``--var-file`` in their order, then ``--var``, which win."""
    found: dict[str, str] = {}
    for path in files:
        found |= _file_variables(path)
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name.strip():
            raise NeonpyError(
                "a variable can't be read", detail=f"--var {name}", hint="Write --var name=value."
            )
        found[name.strip()] = value
    return found


def duration(option: str, text: str | None) -> float | None:
    """Seconds. Raises NeonpyError for what is no duration."""
    if text is None:
        return None
    from neonctl_py.stack.units import seconds

    found = seconds(text)
    if found is None:
        raise NeonpyError(
            "a duration can't be read", detail=f"{option} {text}", hint=f"Write it with a unit: {option} 5m."
        )
    return float(found)


def rehearsal_choice(text: str | None, *, destroy: bool) -> Data | None:
    """What ``--rehearse=…`` says; None where the stack may. Raises NeonpyError for another word."""
    if destroy:
        raise NeonpyError(
            "a removal is not rehearsed", hint="Leave out --rehearse: plan --destroy shows what would go."
        )
    match text:
        case None | "full" | "schema-only":
            return text
    raise NeonpyError(
        "no such rehearsal", detail=f"--rehearse={text}", hint="Write --rehearse or --rehearse=schema-only."
    )


def print_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """On standard error, with excerpts."""
    shown = tuple(diagnostics)
    if not shown:
        return
    from neonctl_py.cli.sources import source_texts
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.diagnostics import diagnostic_lines

    console = console_for(sys.stderr)
    sources = source_texts(shown)
    for diagnostic in shown:
        print_lines(console, diagnostic_lines(diagnostic, width=console.width, sources=sources))


def _file_variables(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NeonpyError("a variable file can't be read", detail=f"{path}: {reason}") from error
    return _json_variables(path, text) if path.suffix == ".json" else _line_variables(path, text)


def _json_variables(path: Path, text: str) -> dict[str, str]:
    hint = 'Write a JSON object of texts: {"region": "aws-us-east-2"}'
    try:
        document = json.loads(text)
    except ValueError as error:
        raise NeonpyError("a variable file can't be read", detail=f"{path}: {error}", hint=hint) from error
    if not isinstance(document, dict) or not all(isinstance(value, str) for value in document.values()):
        raise NeonpyError(
            "a variable file can't be read", detail=f"{path}: not an object of texts", hint=hint
        )
    return document


def _line_variables(path: Path, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip():
            raise NeonpyError(
                "a variable file can't be read",
                detail=f"{path}:{number}: no NAME=VALUE",
                hint="Write name=value.",
            )
        found[name.strip()] = value.strip()
    return found
