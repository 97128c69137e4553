"""A table on a terminal: as wide as its values, cut at the terminal's edge where one column is text without end.

Never here: what is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from neonctl_py.render.quantities import heading, is_quantity, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GAP: Final = 2
_SMALLEST: Final = 8
_FLEXIBLE: Final = 24
"""Columns that are wider give way when there is no room."""


@dataclass(frozen=True, slots=True)
class Column:
    """``at_right``: numbers."""

    name: str
    cells: tuple[str, ...]
    at_right: bool


def table_lines(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    hurting: Sequence[bool],
    *,
    width: int,
    margin: int = 2,
) -> Iterator[Text]:
    """The heading and a line for each row; rows that hurt have a mark before them. A column ``depth`` indents the next one."""
    shown = _columns(columns, rows)
    widths = _fitted([_width(column) for column in shown], width - margin - 2)
    first = " " * (margin + 2)
    yield Text((first + _line([heading(one.name) for one in shown], shown, widths)).rstrip(), style="dim")
    for number in range(len(rows)):
        hurts = number < len(hurting) and hurting[number]
        mark = " " * margin + ("! " if hurts else "  ")
        line = _line([one.cells[number] for one in shown], shown, widths)
        yield Text((mark + line).rstrip(), style="yellow" if hurts else "")


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Column]:
    depths = [row[names.index("depth")] for row in rows] if "depth" in names else [0] * len(rows)
    made: list[Column] = []
    for place, name in enumerate(names):
        if name == "depth":
            continue
        values = [row[place] for row in rows]
        cells = [quantity(name, value) for value in values]
        is_tree = place > 0 and names[place - 1] == "depth"
        if is_tree:
            cells = [
                f"{'   ' * (depth - 1)}└─ {cell}" if depth else cell
                for depth, cell in zip(depths, cells, strict=True)
            ]
        made.append(Column(name, tuple(cells), at_right=is_quantity(values) and not is_tree))
    return [one for one in made if any(one.cells) or not rows]


def _width(column: Column) -> int:
    return max(cell_len(text) for text in (heading(column.name), *column.cells))


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widest give way until it fits, the last of them first."""
    fitted = list(widths)
    while sum(fitted) + _GAP * (len(fitted) - 1) > room:
        over = sum(fitted) + _GAP * (len(fitted) - 1) - room
        place = max(range(len(fitted)), key=lambda number: (fitted[number], number))
        others = max((size for number, size in enumerate(fitted) if number != place), default=0)
        floor = max(_SMALLEST, min(others, fitted[place] - 1) if fitted[place] > _FLEXIBLE else _SMALLEST)
        if fitted[place] <= _SMALLEST:
            return fitted
        fitted[place] = max(floor, fitted[place] - over)
    return fitted


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    parts = (
        _cell(cell, size, at_right=column.at_right)
        for cell, column, size in zip(cells, columns, widths, strict=True)
    )
    return (" " * _GAP).join(parts)


def _cell(text: str, size: int, *, at_right: bool) -> str:
    length = cell_len(text)
    if length > size:
        return set_cell_size(text, size - 1) + "…"
    blanks = " " * (size - length)
    return blanks + text if at_right else text + blanks
