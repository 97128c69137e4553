"""``neonpy import``: write what exists as a stack."""

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.workflows.import_state import Imported, ImportRequest
    from neonctl_py.workflows.observe_world import Note

_OURS = ("stack.yaml", "schemas")
"""What a stack is written to; files that are there would be mixed with it."""
_SHOWN = 12
_PARTS = ("column", "compute", "grant", "membership", "default_privileges")
"""Kinds whose number tells nobody anything."""


def import_(
    project: Annotated[
        str | None,
        typer.Argument(metavar="PROJECT", help="A Neon project's id or name.", show_default=False),
    ] = None,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="FOLDER",
            help="Where to write: a folder, or the stack.yaml in it.",
            show_default=False,
        ),
    ] = Path(),
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="One database of any Postgres.", show_default=False),
    ] = None,
    sql: Annotated[
        list[Path] | None,
        typer.Option("--sql", metavar="FILE", help="A dump or DDL by hand; repeatable.", show_default=False),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            help="The stack's name; else the project's, database's or folder's.", show_default=False
        ),
    ] = None,
    external: Annotated[
        list[str] | None,
        typer.Option(
            "--external", metavar="SCHEMA", help="Only mention this schema; repeatable.", show_default=False
        ),
    ] = None,
    url_variable: Annotated[
        str, typer.Option("--url-variable", metavar="NAME", help="Where the stack will read the URL.")
    ] = "DATABASE_URL",
    pg_version: Annotated[
        int, typer.Option("--pg-version", help="For --sql: the Postgres that reads it.", min=14, max=18)
    ] = 17,
    as_json: options.Json = False,
    local: options.Local = False,
    data_dir: options.DataDir = None,
    api_host: options.ApiHost = None,
    api_key_file: options.ApiKeyFile = None,
) -> None:
    """Write a stack from what exists.

    A Neon project, one database of any Postgres (--url), or SQL files (--sql).

    Example: neonpy import spring-flower-123456 -o stacks/shop
    """
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.next_command import next_command
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.import_state import ImportRequest, import_database, import_project, import_sql

    if sum((project is not None, url is not None, bool(sql))) != 1:
        raise NeonpyError(
            "what shall be imported?",
            detail="It is a Neon project, or a database by --url, or files by --sql: one of the three.",
            hint="neonpy import PROJECT -o stacks/NAME",
        )
    out = out.parent if out.name == "stack.yaml" and not out.is_dir() else out
    _require_new(out)
    request = ImportRequest(
        name=name or (_folder_name(out) if sql else ""),
        external=tuple(external or ()),
        url_variable=url_variable,
    )
    check = None
    if project is not None:
        access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
        found = import_project(access, project, request)
    elif url is not None:
        check = _Check(out, url, request)
        found = import_database(Secret(url), request, check.note)
    else:
        with throwaway_postgres(pg_version) as throwaway:
            found = import_sql(sql_texts(sql or ()), throwaway, request)
    _write(out, found.files)
    if as_json:
        _print_json(out, found)
    else:
        then = next_command("plan", out, local=local and project is not None)
        _print(out, found, then if project is not None else f"export {url_variable}=postgresql://… && {then}")
    if check is not None:
        sys.stdout.flush()  # what follows takes a moment
        check.run(found)


class _Check:
    """Plans what was imported from a database behind a URL, at once: then the user's first plan is remembered, and a stack that
    says something else than the database has been told of.
    """

    def __init__(self, folder: Path, url: str, request: "ImportRequest") -> None:
        from neonctl_py.cli.planning import plan_memory
        from neonctl_py.workflows.plan_memory import Asked

        self._folder = folder
        self._environment = {**os.environ, request.url_variable: url}
        self._memory = plan_memory(Asked(folder), environment=self._environment)
        self.note: Note = self._memory.note if self._memory is not None else lambda *_: None

    def run(self, found: "Imported") -> None:
        """Tells only of what the import got wrong."""
        from neonctl_py.cli.planning import note_sources
        from neonctl_py.stack.load import load_stack
        from neonctl_py.workflows.check_import import check_import

        if found.state is None:
            return
        try:
            loaded = load_stack(self._folder, variables={}, environment=self._environment)
            if self._memory is not None:
                note_sources(self._memory, loaded)
            plan = check_import(loaded, found.state, self._memory)
        except NeonpyError as error:
            sys.stderr.write(f"warning: what was written could not be checked: {error.summary}\n")
            return
        if not plan.is_empty:
            sys.stderr.write(
                f"warning: a plan of it would change {len(plan.changes)} objects; look at it before you apply\n"
            )


def sql_texts(paths: "tuple[Path, ...] | list[Path]") -> dict[str, str]:
    """Path to text. Raises NeonpyError for what can't be read."""
    texts = {}
    for path in paths:
        try:
            texts[str(path)] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            hint = (
                "A dump must be plain SQL: pg_dump --schema-only." if not isinstance(error, OSError) else ""
            )
            raise NeonpyError("an SQL file can't be read", detail=f"{path}: {reason}", hint=hint) from error
    return texts


def _require_new(folder: Path) -> None:
    there = next((place for name in _OURS if (place := folder / name).exists()), None)
    if there is not None:
        raise RefusedError(
            "there is a stack already",
            detail=f"{there}: nothing was read or written.",
            hint="Name another folder with -o.",
        )
    if folder.exists() and not folder.is_dir():
        raise NeonpyError("a folder is needed", detail=f"{folder} is a file.", hint="Name a folder with -o.")


def _folder_name(folder: Path) -> str:
    name = folder.absolute().resolve().name.removesuffix(".yaml")
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "app"


def _write(folder: Path, files: "Mapping[str, str]") -> None:
    from neonctl_py.cli.files import write_file

    for path, text in files.items():
        place = folder / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise NeonpyError("a folder can't be made", detail=f"{place.parent}: {reason}") from error
        write_file(place, text, synced=place.exists())


def _print(folder: Path, found: "Imported", then: str) -> None:
    from neonctl_py.render.characters import one_line

    lines = [f"Wrote {folder / 'stack.yaml'}" + _and_others(found), _counted(found)]
    missing = [f"{item.address}: {item.why}" for item in found.left_out]
    missing += [f"{item.kind}: {', '.join(item.names)}" for item in found.unsupported]
    if missing:
        lines += ["", "Not in the stack, and so left as it is:"]
        lines += [f"  {one_line(line)}" for line in missing[:_SHOWN]]
        if len(missing) > _SHOWN:
            lines.append(f"  … and {len(missing) - _SHOWN} more: --json tells all")
    lines += ["", f"Next: {then}"]
    sys.stdout.write("\n".join(lines) + "\n")


def _and_others(found: "Imported") -> str:
    others = sum(path.endswith(".yaml") for path in found.files) - 1
    return "" if not others else f" and {others} more file{'s' if others > 1 else ''}"


def _plural(noun: str, number: int) -> str:
    """``2 indexes``, ``3 policies``, ``1 branch``."""
    if number == 1 or noun.endswith("s"):
        return noun
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("x", "ch")) else f"{noun}s"


def _counted(found: "Imported") -> str:
    counts = sorted((number, kind) for kind, number in found.kinds.items() if kind not in _PARTS)
    return ", ".join(
        f"{number} {_plural(kind.replace('_', ' '), number)}" for number, kind in reversed(counts)
    )


def _print_json(folder: Path, found: "Imported") -> None:
    document = {
        "format_version": "1.0",
        "type": "import",
        "stack": found.name,
        "files": [str(folder / path) for path in found.files],
        "objects": dict(sorted(found.kinds.items())),
        "left_out": [{"address": str(item.address), "why": item.why} for item in found.left_out],
        "unsupported": [
            {"database": str(item.database), "kind": item.kind, "names": list(item.names)}
            for item in found.unsupported
        ],
    }
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
