"""A check that says what a partition's bounds say, for the time before it joins or after it has left: only Postgres can spell it.

Never here: joining and leaving themselves (table.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.ddl.names import parent_of, relation
from neonctl_py.ddl.operation import CatalogOperation
from neonctl_py.ddl.operations.attributes import Nothing
from neonctl_py.ddl.operations.constraint import DropConstraint, ValidateConstraint
from neonctl_py.ddl.quoting import literal
from neonctl_py.ddl.vocabulary import unknown, value
from neonctl_py.model.helper_names import BOUNDS_CHECK, OTHERS_CHECK
from neonctl_py.model.table import Heir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations import MigrateOperation

    from neonctl_py.plan.steps import SqlStep


@dataclass
class AddBoundsCheck(CatalogOperation):
    """On ``table``, NOT VALID: its rows are within ``bounds`` of the partitioned table ``of``; with ``outside`` none of them is. Postgres
    writes the condition for a partition of a temporary table like ``of``.
    """

    verb: ClassVar[str] = "add_partition_check"

    table: str
    name: str
    of: str
    bounds: str
    outside: bool = False

    def statement(self) -> str:
        condition = "NOT (%s)" if self.outside else "%s"  # for format() of Postgres
        return f"""DO $neonpy$
DECLARE
    condition text;
BEGIN
    EXECUTE pg_catalog.format('CREATE TEMP TABLE neonpy_whole (LIKE %s) PARTITION BY %s',
        {literal(self.of)}::pg_catalog.regclass, pg_catalog.pg_get_partkeydef({literal(self.of)}::pg_catalog.regclass));
    CREATE TEMP TABLE neonpy_part PARTITION OF pg_temp.neonpy_whole {self.bounds};
    condition := pg_catalog.replace(pg_catalog.pg_get_partition_constraintdef('pg_temp.neonpy_part'::pg_catalog.regclass),
        pg_catalog.format('%L::oid', 'pg_temp.neonpy_whole'::pg_catalog.regclass::pg_catalog.oid::text),
        pg_catalog.format('%L::oid', {literal(self.of)}::pg_catalog.regclass::pg_catalog.oid::text));
    DROP TABLE pg_temp.neonpy_whole;
    ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.name};
    EXECUTE pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT {self.name} CHECK ({condition}) NOT VALID',
        {literal(self.table)}::pg_catalog.regclass, condition);
END
$neonpy$"""

    def reverse(self) -> MigrateOperation:
        return DropConstraint(self.name, f"TABLE {self.table}", if_exists=True).undone_by(self)


@dataclass
class DropDetachedCheck(CatalogOperation):
    """DETACH … CONCURRENTLY leaves a check of the old bounds under a name of its own choice: what is none of ``kept`` goes."""

    verb: ClassVar[str] = "drop_detached_check"

    table: str
    kept: Sequence[str] = ()

    def statement(self) -> str:
        names = ", ".join(map(literal, self.kept))
        return f"""DO $neonpy$
DECLARE
    left_over pg_catalog.name;
BEGIN
    FOR left_over IN
        SELECT conname FROM pg_catalog.pg_constraint
         WHERE conrelid = {literal(self.table)}::pg_catalog.regclass AND contype = 'c'
           AND conname <> ALL (ARRAY[{names}]::pg_catalog.name[])
    LOOP
        EXECUTE pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', {literal(self.table)}::pg_catalog.regclass, left_over);
    END LOOP;
END
$neonpy$"""

    def reverse(self) -> MigrateOperation:
        return Nothing()


OPERATIONS = (AddBoundsCheck, DropDetachedCheck)


def lower(step: SqlStep) -> list[MigrateOperation]:
    """add_bounds_check | validate_bounds_check (form: bounds | other bounds) | drop_bounds_check(context: the checks that stay)."""
    on, table = relation(step.address), value(step.after, Heir)
    outside = step.form == "other bounds"
    name = OTHERS_CHECK if outside else BOUNDS_CHECK
    match step.operation:
        case "add_bounds_check":
            return [AddBoundsCheck(on, name, table.partition_of or "", table.bounds or "", outside)]
        case "validate_bounds_check":
            return [ValidateConstraint(name, f"TABLE {on}").undone_by(Nothing())]
        case "drop_bounds_check":
            return [DropDetachedCheck(on, tuple(address.name[0] for address, _ in step.context))]
        case _:
            raise unknown(step)


def no_longer_needed(step: SqlStep) -> list[MigrateOperation]:
    """The checks that a join leant on."""
    if step.form != "checked before":
        return []
    places = [step.address, *(parent_of(address) for address, _ in step.context)]
    return [
        DropConstraint(name, f"TABLE {relation(place)}", if_exists=True).undone_by(Nothing())
        for place, name in zip(places, (BOUNDS_CHECK, OTHERS_CHECK), strict=False)
    ]
