"""Alembic's own comparison of a database with the metadata reflected from it; prints the seconds of the best repetition,
as Alembic does it when nothing is said, and with the server's defaults (which it compares by asking the server).
"""

from __future__ import annotations

import sys
import time
import warnings

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext


def main() -> None:
    """The command: URL, repetitions."""
    url, repeat = sys.argv[1].replace("postgresql://", "postgresql+psycopg://", 1), int(sys.argv[2])
    with sa.create_engine(url).connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        metadata = sa.MetaData()
        metadata.reflect(connection, resolve_fks=False)
        print(min(_seconds(connection, metadata, defaults=False) for _ in range(repeat)))
        print(min(_seconds(connection, metadata, defaults=True) for _ in range(repeat)))


def _seconds(connection: sa.Connection, metadata: sa.MetaData, *, defaults: bool) -> float:
    started = time.perf_counter()
    context = MigrationContext.configure(connection, opts={"compare_server_default": defaults})
    compare_metadata(context, metadata)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
