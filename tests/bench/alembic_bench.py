"""Alembic's own comparison of a database with the metadata reflected from it; prints the seconds of the best repetition."""

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
        seconds = []
        for _ in range(repeat):
            started = time.perf_counter()
            compare_metadata(MigrationContext.configure(connection), metadata)
            seconds.append(time.perf_counter() - started)
    print(min(seconds))


if __name__ == "__main__":
    main()
