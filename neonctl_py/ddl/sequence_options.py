"""The numbers of a sequence, free or an identity column's, as clauses; and its position brought inside new bounds.

Postgres checks start and position against the new bounds in the statement that sets them: what depends on a bound is
always said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from neonctl_py.ddl.operation import CatalogOperation

if TYPE_CHECKING:
    from alembic.operations import MigrateOperation

_WIDTHS = {"smallint": 16, "integer": 32, "bigint": 64}


class Numbers(Protocol):
    """What an identity and a sequence have alike; None is Postgres' default for the type and the direction."""

    @property
    def start(self) -> int | None: ...
    @property
    def increment(self) -> int | None: ...
    @property
    def minimum(self) -> int | None: ...
    @property
    def maximum(self) -> int | None: ...
    @property
    def cache(self) -> int | None: ...
    @property
    def cycle(self) -> bool: ...


@dataclass
class MoveSequence(CatalogOperation):
    """Brings the position of ``sequence`` (an SQL expression) between ``lowest`` and ``highest``, if it is outside.
    ``start``: where it stands when it was never asked.
    """

    verb: ClassVar[str] = "move_sequence"

    sequence: str
    start: int
    lowest: int
    highest: int

    def statement(self) -> str:
        last = "pg_catalog.pg_sequence_last_value(s)"
        position = f"coalesce({last}, {self.start})"
        return (
            f"SELECT setval(s, greatest(least({position}, {self.highest}), {self.lowest}), {last} IS NOT NULL) "
            f"FROM (SELECT {self.sequence} AS s) AS sequence "
            f"WHERE {position} NOT BETWEEN {self.lowest} AND {self.highest}"
        )


def clauses(numbers: Numbers) -> list[str]:
    """For a new one: what is not Postgres' default."""
    named = (
        ("START WITH", numbers.start),
        ("INCREMENT BY", numbers.increment),
        ("MINVALUE", numbers.minimum),
        ("MAXVALUE", numbers.maximum),
        ("CACHE", numbers.cache),
    )
    said = [f"{word} {number}" for word, number in named if number is not None]
    return said + (["CYCLE"] if numbers.cycle else [])


def changed_clauses(before: Numbers, after: Numbers, old_type: str, new_type: str) -> list[str]:
    """From one to the other, in one consistent statement. START is said again where its default moves with a bound."""
    said: list[str] = []
    if before.increment != after.increment:
        said.append(f"INCREMENT BY {after.increment or 1}")
    for word, old, new in (
        ("MINVALUE", before.minimum, after.minimum),
        ("MAXVALUE", before.maximum, after.maximum),
    ):
        if old != new or (new is None and _direction(before) != _direction(after)):
            said.append(f"NO {word}" if new is None else f"{word} {new}")
    if start_of(before, old_type) != start_of(after, new_type):
        said.append(f"START WITH {start_of(after, new_type)}")
    if before.cache != after.cache:
        said.append(f"CACHE {after.cache or 1}")
    if before.cycle != after.cycle:
        said.append("CYCLE" if after.cycle else "NO CYCLE")
    if _common(before, after, old_type, new_type) is None:
        said.append(f"RESTART WITH {start_of(after, new_type)}")
    return said


def moved_inside(
    sequence: str, before: Numbers, after: Numbers, old_type: str, new_type: str
) -> list[MoveSequence]:
    """What comes before narrower bounds; nothing where they only widen, or share no number with the old ones."""
    common = _common(before, after, old_type, new_type)
    if common is None or common == _bounds(before, old_type):
        return []
    return [MoveSequence(sequence, start_of(before, old_type), *common)]


def start_of(numbers: Numbers, type_name: str) -> int:
    """Where it starts."""
    lowest, highest = _bounds(numbers, type_name)
    if numbers.start is not None:
        return numbers.start
    return highest if _direction(numbers) < 0 else lowest


def _direction(numbers: Numbers) -> int:
    return -1 if (numbers.increment or 1) < 0 else 1


def _bounds(numbers: Numbers, type_name: str) -> tuple[int, int]:
    largest = 2 ** (_WIDTHS.get(type_name, 64) - 1) - 1
    lowest, highest = (1, largest) if _direction(numbers) > 0 else (-largest - 1, -1)
    return (
        lowest if numbers.minimum is None else numbers.minimum,
        highest if numbers.maximum is None else numbers.maximum,
    )


def _common(before: Numbers, after: Numbers, old_type: str, new_type: str) -> tuple[int, int] | None:
    (low, high), (new_low, new_high) = _bounds(before, old_type), _bounds(after, new_type)
    lowest, highest = max(low, new_low), min(high, new_high)
    return (lowest, highest) if lowest <= highest else None


OPERATIONS: tuple[type[CatalogOperation], ...] = (MoveSequence,)


def undone(operations: list[MoveSequence], nothing: MigrateOperation) -> list[MigrateOperation]:
    """The position is not taken back."""
    return [operation.undone_by(nothing) for operation in operations]
