"""The operations that come by the thousand, written without building SQLAlchemy tables for each: four times as fast.

A test holds every text equal to the one that Alembic writes. Never here: an operation that Alembic has no form for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.operations import ops
from sqlalchemy import TextClause

from neonctl_py.ddl.quoting import identifier, identifiers, qualified
from neonctl_py.ddl.table_elements import TableElements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation


def shortcut(operation: MigrateOperation) -> str | None:
    """The statement, or None where Alembic has to write it."""
    match operation:
        case ops.CreateIndexOp() if _is_ours(operation.columns):
            return _create_index(operation)
        case ops.CreateTableOp() if _is_plain(operation):
            return _create_table(operation)
        case ops.CreateForeignKeyOp():
            return _create_foreign_key(operation)
        case _:
            return None


def _is_plain(operation: ops.CreateTableOp) -> bool:
    elements = operation.columns
    return isinstance(elements, TableElements) and elements.lines is not None and not operation.kw


def _create_table(operation: ops.CreateTableOp) -> str:
    elements: Any = operation.columns
    words = [
        "CREATE",
        *(operation.prefixes or ()),
        "TABLE",
        qualified(str(operation.schema), operation.table_name),
    ]
    held = ", \n\t".join(elements.lines)
    return f"{' '.join(words)} (\n\t{held}\n)" if held else f"{' '.join(words)} (\n)"


def _is_ours(keys: Sequence[object]) -> bool:
    return all(isinstance(key, TextClause) for key in keys)


def _text(clause: Any) -> str:
    """What ``verbatim`` was given."""
    return str(clause.text).replace(r"\:", ":")


def _create_index(operation: ops.CreateIndexOp) -> str:
    options: dict[str, Any] = operation.kw
    words = ["CREATE"]
    words += ["UNIQUE"] if operation.unique else []
    words += ["INDEX"]
    words += ["CONCURRENTLY"] if options.get("postgresql_concurrently") else []
    words += [identifier(str(operation.index_name)), "ON"]
    words += [qualified(str(operation.schema), operation.table_name)]
    words += [f"USING {options['postgresql_using']}"] if options.get("postgresql_using") else []
    words += [f"({', '.join(map(_text, operation.columns))})"]
    if include := options.get("postgresql_include"):
        words.append(f"INCLUDE ({identifiers(include)})")
    words += ["NULLS NOT DISTINCT"] if options.get("postgresql_nulls_not_distinct") else []
    if parameters := options.get("postgresql_with"):
        words.append(f"WITH ({', '.join(f'{name} = {held}' for name, held in parameters.items())})")
    if (where := options.get("postgresql_where")) is not None:
        words.append(f"WHERE {_text(where)}")
    return " ".join(words)


def _create_foreign_key(operation: ops.CreateForeignKeyOp) -> str:
    options: dict[str, Any] = operation.kw
    source = qualified(options["source_schema"], operation.source_table)
    target = qualified(options["referent_schema"], operation.referent_table)
    words = [f"ALTER TABLE {source} ADD CONSTRAINT {identifier(str(operation.constraint_name))}"]
    words += [f"FOREIGN KEY({identifiers(operation.local_cols)})"]
    words += [f"REFERENCES {target} ({identifiers(operation.remote_cols)})"]
    named = (("MATCH", "match"), ("ON DELETE", "ondelete"), ("ON UPDATE", "onupdate"))
    words += [f"{word} {options[key]}" for word, key in named if options.get(key)]
    words += ["DEFERRABLE"] if options.get("deferrable") else []
    words += [f"INITIALLY {options['initially']}"] if options.get("initially") else []
    words += ["NOT VALID"] if options.get("postgresql_not_valid") else []
    return " ".join(words)
