"""The tables of SQLAlchemy models in an empty database. The models are somebody's program: another process runs it.

Never here: reading the tables back.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from neonctl_py.model.values import Secret

_PROGRAM: Final = """\
import importlib, sys
import sqlalchemy
target, url, schema = sys.argv[1], sys.stdin.read(), sys.argv[2]
module, _, name = target.partition(":")
found = importlib.import_module(module)
for part in filter(None, name.split(".")):
    found = getattr(found, part)
metadata = found if isinstance(found, sqlalchemy.MetaData) else found.metadata
path = '"' + schema.replace('"', '""') + '", public'
engine = sqlalchemy.create_engine(
    url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=sqlalchemy.NullPool
)
with engine.begin() as connection:
    connection.exec_driver_sql("set search_path = " + path.replace("%", "%%"))
    metadata.create_all(connection)
"""
_WORDS: Final = 12
_SECONDS: Final = 120


def create_all(url: Secret, target: str, *, folder: Path, schema: str) -> None:
    """``target`` is ``package.module:name`` of a MetaData or a declarative base, importable from here, from ``folder`` or as
    installed. Tables without a schema go to ``schema``. Raises NeonpyError with the program's last words.
    """
    places = [str(Path.cwd()), str(folder.absolute()), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}
    try:
        ran = subprocess.run(
            [sys.executable, "-c", _PROGRAM, target, schema],
            input=url.reveal(),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise NeonpyError(
            "SQLAlchemy models can't be read", detail=f"{target} took more than {_SECONDS} seconds."
        ) from error
    if ran.returncode != 0:
        words = "\n".join(ran.stderr.strip().splitlines()[-_WORDS:])
        raise NeonpyError(
            "SQLAlchemy models can't be read",
            detail=f"{target}:\n{words}",
            hint="Write `sqlalchemy: package.models:Base`; the module must be importable from here or from the stack.",
        )
