"""An aggregate. Address: ``…/database.D/aggregate.SCHEMA."NAME(TYPE, TYPE)"``, as a function's; aggregated types come last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """``arguments`` is ``pg_get_function_arguments``'s text (``integer``, ``double precision ORDER BY anyelement``; ``*`` for none).

    ``state_type``, ``final_function`` and the others as ``options``: (option of CREATE AGGREGATE in lower case, SQL text), sorted;
    only what differs from Postgres' default. ``initcond`` and ``minitcond`` are the values themselves, without quotes.
    """

    kind: ClassVar[str] = "aggregate"

    arguments: str = settable(default="*", immutable=True, canonical="expression")
    options: tuple[tuple[str, str], ...] = settable(default=(), canonical="expression")
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)

    def option(self, name: str) -> str | None:
        """Its text; None where Postgres' default holds."""
        return dict(self.options).get(name)
