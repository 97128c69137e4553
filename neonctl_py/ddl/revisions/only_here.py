"""Operations that only a written revision needs: what the live run does by itself around its statements.

Registered like all the others (``registry.py``); ``op.sql_type("app.mood")`` stands where SQLAlchemy has no class for a type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from alembic.operations import MigrateOperation

from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.quoting import identifiers, literal, qualified
from neonctl_py.ddl.verbatim import VerbatimType, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import Operations


@dataclass
class SetSearchPath(CatalogOperation):
    """Where the expressions that follow look names up. ``local``: until the transaction ends."""

    verb: ClassVar[str] = "set_search_path"

    schemas: Sequence[str]
    local: bool = True

    def statement(self) -> str:
        return f"SET {'LOCAL ' if self.local else ''}search_path = {identifiers(list(self.schemas))}"


@dataclass
class ResetSearchPath(CatalogOperation):
    """Back to what the session began with."""

    verb: ClassVar[str] = "reset_search_path"

    def statement(self) -> str:
        return "RESET search_path"


@dataclass
class TrustFunctionBodies(CatalogOperation):
    """A function may speak of what comes later in the same transaction."""

    verb: ClassVar[str] = "trust_function_bodies"

    def statement(self) -> str:
        return "SET LOCAL check_function_bodies = off"


@dataclass
class DropInvalidIndex(CatalogOperation):
    """What an interrupted ``CREATE INDEX CONCURRENTLY`` left behind goes; a valid index stays. In a script
    the server looks for itself, in a block that can't drop CONCURRENTLY; that takes no longer for an index that nobody uses.
    """

    verb: ClassVar[str] = "drop_invalid_index"

    name: str
    schema: str

    def statement(self) -> str:
        return f"DO $neonpy$ BEGIN IF EXISTS ({self.question()}) THEN DROP INDEX {self.index}; END IF; END $neonpy$"

    @property
    def index(self) -> str:
        """The qualified name."""
        return qualified(self.schema, self.name)

    def question(self) -> str:
        """A row when there is one to drop."""
        return (
            "select from pg_catalog.pg_index "
            f"where indexrelid = pg_catalog.to_regclass({literal(self.index)}) and not indisvalid"
        )


def drop_if_invalid(operations: Operations, operation: DropInvalidIndex) -> None:
    """The implementation: it looks first."""
    context = operations.get_context()
    if context.as_sql:
        operations.execute(verbatim(operation.statement()))
        return
    found = operations.get_bind().exec_driver_sql(
        operation.question(), execution_options={"no_parameters": True}
    )
    if found.first() is not None:
        operations.execute(f"DROP INDEX CONCURRENTLY {operation.index.replace(':', chr(92) + ':')}")


class SqlType(MigrateOperation):
    """No operation: ``op.sql_type("public.vector(3)")`` is a column type by its SQL text."""

    verb: ClassVar[str] = "sql_type"

    @classmethod
    def call(cls, operations: Operations, spelling: str) -> VerbatimType:  # noqa: ARG003  Alembic's signature
        """The type."""
        return VerbatimType(spelling)


OPERATIONS: tuple[type[CatalogOperation], ...] = (SetSearchPath, ResetSearchPath, TrustFunctionBodies)
