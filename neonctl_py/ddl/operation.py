"""Our own Alembic operations: values with primitive arguments that know their SQL and their reverse.

Never here: what any single kind needs, or Alembic's registry (registry.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from alembic.operations import MigrateOperation

from neonctl_py.ddl.verbatim import verbatim
from neonctl_py.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import Operations


class CatalogOperation(MigrateOperation):
    """Subclasses are dataclasses whose fields are text, numbers, booleans, and sequences or mappings of them. ``verb`` is the name
    under which a revision calls it: ``op.create_policy(…)``.
    """

    verb: ClassVar[str]
    _undo: MigrateOperation | None = None

    @classmethod
    def call(cls, operations: Operations, *args: Any, **kw: Any) -> Any:
        """What ``op.<verb>(…)`` does."""
        return operations.invoke(cls(*args, **kw))

    def statements(self) -> Sequence[str]:
        """The SQL, one statement each, without a semicolon."""
        return (self.statement(),)

    def statement(self) -> str:
        """The SQL of an operation that is one statement."""
        raise RefusedError(f"{self.verb} is not a single statement")

    def undone_by(self, operation: MigrateOperation | None) -> Self:
        """The same operation, knowing its reverse."""
        self._undo = operation
        return self

    def reverse(self) -> MigrateOperation:
        """The operation that takes it back. Raises RefusedError where there is none."""
        if self._undo is None:
            raise RefusedError(
                f"{self.verb} can't be taken back", detail="What it removed is not known any more."
            )
        return self._undo

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """Alembic's own short form, used by ``alembic check``."""
        return (self.verb, *vars(self).values())


def run(operations: Operations, operation: CatalogOperation) -> None:
    """The implementation of every operation of ours."""
    for statement in operation.statements():
        operations.execute(verbatim(statement))
