"""The embedded Neon's server process, as commands use it. Never here: the server."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer


def data_directory(data_dir: Path | None) -> Path:
    """The given one, else NEONPY_DATA_DIR, else the default."""
    from neonctl_py.emulator.control import default_data_dir

    return data_dir or default_data_dir()


def start_server(data_dir: Path | None, *, pg_bin: Path | None = None) -> LocalServer:
    """The running server, started when there is none. Says so on standard error, because the first start takes a moment."""
    from neonctl_py.emulator import control

    directory = data_directory(data_dir)
    with emulator_failures():
        running = control.status(directory)
        if running is not None:
            return running
        sys.stderr.write(f"Starting the embedded Neon in {directory}\n")
        return control.start(directory, pg_bin=pg_bin)


@contextmanager
def emulator_failures() -> Iterator[None]:
    """Its errors, as ours: the embedded Neon imports nothing of the product."""
    from neonctl_py.emulator.errors import EmulatorError

    try:
        yield
    except EmulatorError as error:
        summary, *rest = (str(part) for part in error.args or (error,))
        hint = getattr(error, "hint", "") or "\n".join(rest)
        detail, shown = (hint, "neonpy local logs") if "\n" in hint else ("", hint)
        raise NeonpyError(summary, detail=detail, hint=shown) from error
