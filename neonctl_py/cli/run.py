"""The edge: runs a command, turns every failure into a message and an exit code.

Never here: what a command does. Exit code 2 means proposed changes and nothing else, so a wrong flag is 1.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from neonctl_py.cli.ahead import read_ahead
from neonctl_py.cli.direct import direct_call
from neonctl_py.cli.quick import remembered_plan
from neonctl_py.errors import InputError, InternalError, NeonpyError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from typer.exceptions import TyperException

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended."""

GARBAGE: Final = (10_000_000, 50, 100)
"""A command makes millions of values that live until it ends: looking through them again and again took a fifth of its time. What is
left for the collector (values that hold each other) is little; a command that made ten million of it would be cleaned up after.
"""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    sys.excepthook = _report_bug
    gc.set_threshold(*GARBAGE)
    result: object
    try:
        result = remembered_plan(arguments)
        if result is None:
            result = _command(arguments)
        sys.stdout.flush()
    except NeonpyError as error:
        return _failure(error, as_json="--json" in arguments)
    except KeyboardInterrupt:
        result = INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`| head`): nobody is left to tell, and the flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if result == INTERRUPTED:  # typer turns Ctrl-C into this number without a word
        sys.stderr.write("\ninterrupted\n")
    return result if isinstance(result, int) else 0


def _command(arguments: Sequence[str]) -> object:
    """What the command gives; a mistake in the options is told here."""
    ahead = read_ahead(arguments)
    import typer
    from typer.exceptions import TyperException

    try:
        if (call := direct_call(arguments, ahead)) is not None:
            return call()
        from neonctl_py.cli.app import app

        return typer.main.get_command(app).main(
            args=_spelled_out(arguments), prog_name="neonpy", standalone_mode=False, obj=ahead
        )
    except TyperException as error:
        return _usage(error)
    except typer.Exit as asked:
        return asked.exit_code
    except typer.Abort:
        return INTERRUPTED


def _spelled_out(arguments: Sequence[str]) -> list[str]:
    """``--rehearse`` may say with which data, and the command line's library knows no option with a value that may be absent."""
    spelled: list[str] = []
    for argument in arguments:
        option, separator, value = argument.partition("=")
        whole = option == "--rehearse" and separator
        spelled += [option, "--rehearsal-data", value] if whole else [argument]
    return spelled


def _usage(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if message.startswith("Usage:"):  # no argument at all: the message is the help text
        sys.stdout.write(f"{message}\n")
        return 0
    sys.stderr.write(f"error: {message}\n")
    command = context.command_path if context is not None else "neonpy"
    sys.stderr.write(f"    hint: {command} --help\n")
    return 1


def _failure(error: NeonpyError, *, as_json: bool) -> int:
    if as_json:
        from neonctl_py.render.json_document import error_document, one_line

        sys.stdout.write(one_line(error_document(error)))
    from neonctl_py.render.terminal.console import console_for, print_lines
    from neonctl_py.render.terminal.diagnostics import error_lines

    sys.stdout.flush()
    console = console_for(sys.stderr)
    print_lines(console, error_lines(error, width=console.width, sources=_sources(error)))
    return 1


def _sources(error: NeonpyError) -> dict[str, str]:
    from neonctl_py.cli.sources import source_texts

    return source_texts(error.diagnostics) if isinstance(error, InputError) else {}


def _report_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Our own bugs say that they are ours. Places and the exception are told, the values of variables never."""
    place = "".join(traceback.format_tb(trace)[-4:])
    sys.stderr.write(f"{InternalError(kind.__name__)}\n\n{place}{kind.__name__}: {error}\n")
    with suppress(OSError):
        sys.stderr.flush()
