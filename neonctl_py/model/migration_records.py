"""Tables in which migration tools note what they did. They belong to the tool: read, said by name, never changed.

Told by their names, which the tools chose so that nobody else takes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.address import Address

_TABLES: Final = {
    "alembic_version": "Alembic",
    "_prisma_migrations": "Prisma",
    "__drizzle_migrations": "Drizzle",
    "flyway_schema_history": "Flyway",
    "databasechangelog": "Liquibase",
    "databasechangeloglock": "Liquibase",
    "django_migrations": "Django",
    "knex_migrations": "Knex",
    "knex_migrations_lock": "Knex",
    "SequelizeMeta": "Sequelize",
    "__EFMigrationsHistory": "Entity Framework",
    "goose_db_version": "goose",
    "pgmigrations": "node-pg-migrate",
    "atlas_schema_revisions": "Atlas",
}
_SCHEMAS: Final = {"drizzle": "Drizzle"}
"""What a tool makes for nothing but its table."""


def migration_records(addresses: Iterable[Address]) -> dict[Address, str]:
    """The record tables among them, their sequences, and the schemas that hold nothing else; with the tool's name."""
    found: dict[Address, str] = {}
    schemas: dict[Address, set[bool]] = {}
    for address in addresses:
        if address.parent is None or address.parent.kind != "database" or len(address.name) != 2:
            continue
        tool = _tool(address)
        if tool:
            found[address] = tool
        if address.name[0] in _SCHEMAS:
            schemas.setdefault(address.parent.child("schema", address.name[0]), set()).add(bool(tool))
    alone = {schema: _SCHEMAS[schema.name[0]] for schema, held in schemas.items() if held == {True}}
    return {**found, **alone}


def _tool(address: Address) -> str:
    name = address.name[1]
    if address.kind == "table":
        return _TABLES.get(name, "")
    if address.kind == "sequence":
        return next((tool for table, tool in _TABLES.items() if name in _of_serial(table)), "")
    return ""


def _of_serial(table: str) -> tuple[str, ...]:
    """The names that Postgres gives the sequence of a serial column of the table."""
    return (f"{table}_id_seq", f"{table}_index_seq")
