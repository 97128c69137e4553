"""Other programs that compare two databases, installed for the bench alone: nothing of them gets into our own environment.

Never here: what they are compared in.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FOLDER: Final = Path(__file__).resolve().parents[2] / ".make" / "peers"
PG_DELTA: Final = "@supabase/pg-delta@1.0.0-alpha.34"
MIGRA: Final = ("migra==3.0.1663481299", "sqlalchemy<2", "setuptools<81", "psycopg2-binary")
"""Nobody has fitted migra to what its libraries became; with these it runs."""


@dataclass(frozen=True)
class Peer:
    """``command``: of the URLs of two databases. ``differs``: the exit codes of success."""

    name: str
    command: Callable[[str, str], list[str]]
    differs: Sequence[int] = (0,)


def peers() -> list[Peer]:
    """Those that are there or can be installed; of the others it is said why they are missing."""
    return [peer for peer in (_pg_delta(), _migra()) if peer is not None]


def _pg_delta() -> Peer | None:
    program = FOLDER / "node" / "node_modules" / ".bin" / "pgdelta"
    npm = shutil.which("npm")
    if not program.exists() and (
        npm is None
        or not _installed(
            FOLDER / "node", [npm, "install", *_NPM, "--prefix", str(FOLDER / "node"), PG_DELTA]
        )
    ):
        return _missing("pg-delta", "npm" if npm is None else "")
    return Peer(
        PG_DELTA.removeprefix("@supabase/"),
        lambda one, two: [str(program), "plan", "--source", _plain(one), "--desired", _plain(two)],
    )


_NPM: Final = ("--silent", "--no-audit", "--no-fund", "--no-save")


def _migra() -> Peer | None:
    home = FOLDER / "migra"
    program = home / "bin" / "migra"
    if not program.exists() and not (
        _installed(home, [sys.executable, "-m", "venv", str(home)])
        and _installed(home, [str(home / "bin" / "pip"), "install", "--quiet", *MIGRA])
    ):
        return _missing("migra")
    return Peer(MIGRA[0], lambda one, two: [str(program), "--unsafe", one, two], differs=(0, 2))


def _installed(home: Path, command: Sequence[str]) -> bool:
    """Whether that worked; what can't be installed leaves nothing that looks installed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if result.returncode:
        shutil.rmtree(home, ignore_errors=True)
        print(result.stderr.strip()[-300:])
    return result.returncode == 0


def _missing(name: str, needs: str = "") -> None:
    print(f"({name} is not beside us: {f'there is no {needs}' if needs else 'it could not be installed'})")


def _plain(url: str) -> str:
    """With the socket's folder as the host: not everybody reads it from the query."""
    before, _, after = url.partition("@/")
    name, _, query = after.partition("?")
    parameters = dict(part.split("=", 1) for part in query.split("&"))
    return f"{before}@{quote(parameters['host'], safe='')}:{parameters['port']}/{name}"
