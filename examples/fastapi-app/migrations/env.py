"""How plain alembic reaches the database. neonpy itself does not read this file."""

import os

from alembic import context
from sqlalchemy import MetaData, NullPool, create_engine

from neonctl_py.ddl import plugin

plugin.register()


def url() -> str:
    """What -x url=... says, or the environment; for SQLAlchemy."""
    variables = ("DATABASE_URL_UNPOOLED", "DATABASE_URL")
    said = [context.get_x_argument(as_dictionary=True).get("url"), *map(os.environ.get, variables)]
    found = next((text for text in said if text), None)
    if found is None:
        raise SystemExit("Which database? alembic -x url=postgresql://... upgrade head")
    scheme, _, rest = found.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else found


options = {
    "version_table": context.config.get_main_option("version_table") or "alembic_version",
    "version_table_schema": context.config.get_main_option("version_table_schema") or "public",
    "transaction_per_migration": True,
    # Revisions are compared with the stack (neonpy migrate check), so Alembic compares nothing:
    # `alembic check` says whether the database is at the head.
    "target_metadata": MetaData(),
    "include_name": lambda *_: False,
}

if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql", dialect_opts={"paramstyle": "named"}, literal_binds=True, **options
    )
    for setting in plugin.SETTINGS:
        context.execute(setting)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url(), poolclass=NullPool).connect() as connection:
        plugin.prepare(connection)
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
