"""The files beside the revisions that plain ``alembic`` wants: ``alembic.ini``, ``env.py``, ``script.py.mako``.

neonpy itself reads none of them. Never here: writing them to the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD: Final = """\
# For plain alembic; neonpy itself does not read it. One section for each database, chosen with -n:
#     alembic -c migrations/alembic.ini -n {first} -x url=postgresql://... upgrade head
# Without -n it is the first one. The URL may also come from DATABASE_URL_UNPOOLED or DATABASE_URL.

[DEFAULT]
script_location = %(here)s
path_separator = os
"""

ENV: Final = '''\
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
'''

TEMPLATE: Final = '''\
"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
'''


def ini(databases: Mapping[str, Mapping[str, str]], before: str = "") -> str:
    """``alembic.ini`` with a section for each database (``shop/app`` -> its options). ``before``: the file as it is, of which every
    line is kept; "" for a new one.
    """
    first = next(iter(databases), "shop/app")
    text = before or _HEAD.format(first=first)
    if "[alembic]" not in text and databases:
        text += _section("alembic", databases[first])
    for name, options in databases.items():
        if f"[{name}]" not in text:
            text += _section(name, options)
    return text


def _section(name: str, options: Mapping[str, str]) -> str:
    lines = "".join(f"{key} = {held}\n" for key, held in options.items())
    return f"\n[{name}]\n{lines}"
