"""``neonpy fmt``: the canonical form of a stack's files."""

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from neonctl_py.cli import options
from neonctl_py.errors import NeonpyError

NOT_FORMATTED = 3


def fmt(
    stack: options.Stack = Path(),
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 3 when a file would change.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change.")] = False,
) -> int:
    """Write a stack's files in the canonical form.

    Example: neonpy fmt --check stacks/shop
    """
    from neonctl_py.cli.files import write_file
    from neonctl_py.render.characters import safe
    from neonctl_py.stack.format import format_text

    changed = 0
    for path in _files(stack):
        text = _read(path)
        formatted = format_text(text, file=str(path))
        if formatted == text:
            continue
        changed += 1
        sys.stdout.write(f"{path}\n")
        if diff:
            lines = difflib.unified_diff(
                text.splitlines(), formatted.splitlines(), str(path), str(path), lineterm=""
            )
            sys.stdout.writelines(f"{safe(line)}\n" for line in lines)
        if not check and not diff:
            write_file(path, formatted, mode=path.stat().st_mode & 0o777)
    return NOT_FORMATTED if changed and check else 0


def _files(stack: Path) -> Iterator[Path]:
    if stack.is_file():
        yield stack
        return
    found = sorted(path for path in stack.rglob("*.y*ml") if not _is_hidden(path.relative_to(stack)))
    if not found:
        raise NeonpyError("there is no stack", detail=f"{stack} holds no YAML file", hint="neonpy init")
    yield from found


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or "node_modules" in path.parts


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NeonpyError("a file can't be read", detail=f"{path}: {reason}") from error
