"""Triggers of tables and views."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from neonctl_py.model.trigger import EVENTS, Trigger
from neonctl_py.model.values import QualifiedName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.trigger import Enabled
    from neonctl_py.postgres.reading import Reading, Row

_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENT_BITS: Final = dict(zip(EVENTS, (4, 8, 16, 32), strict=True))
ENABLED: Final[dict[str, Enabled]] = {"O": "origin", "D": "disabled", "R": "replica", "A": "always"}

_PIECE: Final = re.compile(
    r"""(?P<literal>E?'(?:[^']|'')*')|"(?:[^"]|"")*"|(?P<word>\w+)|(?P<bracket>[()])|.""", re.DOTALL
)


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Trigger]]:
    """Those of managed tables and views."""
    for relation, name, bits, enabled, constraint, deferrable, deferred, columns, *rest in rows:
        place = reading.tables.get(relation) or reading.views.get(relation)
        if place is None:
            continue
        schema, function, other_schema, other, old_table, new_table, definition, comment = rest
        if definition is None:
            continue  # it was dropped while we read
        when, arguments = condition_and_arguments(definition)
        yield (
            place.child("trigger", name),
            Trigger(
                timing=_timing(bits),
                events=tuple(event for event, bit in _EVENT_BITS.items() if bits & bit),
                columns=tuple(columns),
                level="row" if bits & _ROW else "statement",
                when=when,
                function=QualifiedName(schema, function),
                arguments=arguments,
                old_table=old_table,
                new_table=new_table,
                constraint=constraint,
                references=None if other is None else QualifiedName(other_schema, other),
                deferrable=deferrable,
                initially_deferred=deferred,
                enabled=ENABLED[enabled],
                comment=comment,
            ),
        )


def _timing(bits: int) -> Literal["before", "after", "instead of"]:
    if bits & _BEFORE:
        return "before"
    return "instead of" if bits & _INSTEAD else "after"


def condition_and_arguments(definition: str) -> tuple[str | None, tuple[str, ...]]:
    """From ``… WHEN (condition) EXECUTE FUNCTION f('a', 'b')``, as ``pg_get_triggerdef`` prints it."""
    when: str | None = None
    arguments: list[str] = []
    depth = start = 0
    seen = ""
    for piece in _PIECE.finditer(definition):
        bracket, word, literal = piece["bracket"], piece["word"], piece["literal"]
        if bracket == "(":
            depth += 1
            if depth == 1:
                start = piece.end()
        elif bracket == ")":
            depth -= 1
            if depth == 0 and seen == "WHEN":
                when, seen = definition[start : piece.start()], ""
        elif depth == 0 and word in ("WHEN", "EXECUTE"):
            seen = word
        elif depth == 1 and seen == "EXECUTE" and literal:
            arguments.append(_text(literal))
    return when, tuple(arguments)


def _text(literal: str) -> str:
    """What a string literal stands for; after E, Postgres prints backslashes twice."""
    text = literal[literal.index("'") + 1 : -1].replace("''", "'")
    return text.replace("\\\\", "\\") if literal.startswith("E") else text
