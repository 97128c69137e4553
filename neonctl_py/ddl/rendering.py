"""Operations -> the exact text of their statements, by Alembic and SQLAlchemy without a connection.

The live run sends this text, so that what is printed is what is done. Never here: sending it.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from alembic.ddl.postgresql import PostgresqlImpl
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import quoted_name, text
from sqlalchemy.dialects.postgresql.base import PGDialect, PGIdentifierPreparer
from sqlalchemy.exc import SQLAlchemyError

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.quoting import Quoted, identifier
from neonctl_py.ddl.registry import register
from neonctl_py.ddl.shortcuts import shortcut
from neonctl_py.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alembic.operations import MigrateOperation


class _Preparer(PGIdentifierPreparer):
    """Names are quoted by one rule everywhere: ours."""

    def quote(self, ident: str, force: Any = None) -> str:  # noqa: ARG002  SQLAlchemy's signature
        return str(ident) if isinstance(ident, Quoted) else identifier(str(ident))


class _Dialect(PGDialect):
    """``named`` parameters: no percent sign is doubled."""

    preparer = _Preparer
    supports_statement_cache = False
    supports_virtual_generated_columns = True


class _Recorder(PostgresqlImpl):
    """Keeps statements instead of sending them. (Alembic's own offline mode turns tabs inside literals into spaces.)"""

    recorded: list[str]

    def _exec(self, construct: Any, *_: Any, **__: Any) -> None:
        element = text(construct) if isinstance(construct, str) else construct
        self.recorded.append(str(element.compile(dialect=self.dialect)).strip())


def _in_one_schema(operation: MigrateOperation) -> MigrateOperation:
    """Alembic takes a plain name with a dot for the names of a database and a schema."""
    schema = getattr(operation, "schema", None)
    if schema is None or "." not in schema:
        return operation
    told: Any = copy(operation)
    told.schema = quoted_name(schema, quote=True)
    return told  # type: ignore[no-any-return]  # a copy of what it was given


class Renderer:
    """Reusable: making a context costs more than rendering a statement."""

    def __init__(self) -> None:
        register()
        dialect = _Dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        context = MigrationContext(dialect, None, {"as_sql": True})
        self._recorder = _Recorder(
            dialect, None, as_sql=True, transactional_ddl=True, output_buffer=None, context_opts={}
        )
        self._recorder.recorded = []
        context.impl = self._recorder
        self._operations = Operations(context)

    def statements(self, operations: Iterable[MigrateOperation], *, shortcuts: bool = True) -> list[str]:
        """The statements of these operations, in order, without semicolons. Without ``shortcuts`` Alembic writes them all."""
        rendered = self._recorder.recorded = []
        for operation in operations:
            if isinstance(operation, CatalogOperation):
                rendered += operation.statements()
            elif shortcuts and (text := shortcut(operation)) is not None:
                rendered.append(text)
            else:
                self._write(operation)
        return rendered

    def _write(self, operation: MigrateOperation) -> None:
        try:
            self._operations.invoke(_in_one_schema(operation))
        except SQLAlchemyError as error:
            raise InternalError(f"{type(operation).__name__} can't be written as SQL: {error}") from error
