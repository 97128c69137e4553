"""Where each table of a diagram stands: in layers, what is referred to on the left, the same picture for the same tables every time.

Never here: how anything looks.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.render.diagram.entities import Diagram, Entity

ROW: Final = 20
HEAD: Final = 30
MOST_ROWS: Final = 40
_CHARACTER: Final = 7.3
_PADDING: Final = 28
_ACROSS: Final = 90
_BETWEEN: Final = 26
MARGIN: Final = 24
_SWEEPS: Final = 6


@dataclass(frozen=True, slots=True)
class Box:
    """In pixels, from the top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Layout:
    """Of the whole picture."""

    boxes: Mapping[Address, Box]
    width: float
    height: float


def layout(diagram: Diagram, texts: Mapping[Address, Sequence[str]]) -> Layout:
    """``texts``: of each table, the lines that its box must hold, its title first."""
    sizes = {entity.address: _size(entity, texts[entity.address]) for entity in diagram.entities}
    linked = {place for relation in diagram.relations for place in (relation.source, relation.target)}
    beside = _beside(diagram)
    columns = [
        part for layer in _ordered(_layers(diagram, linked), beside) for part in _split(layer, sizes, diagram)
    ]
    alone = [entity.address for entity in diagram.entities if entity.address not in linked]
    boxes: dict[Address, Box] = {}
    x, tallest = float(MARGIN), 0.0
    heights = [sum(sizes[place][1] + _BETWEEN for place in column) - _BETWEEN for column in columns]
    tallest = max(heights, default=0.0)
    for column, height in zip(columns, heights, strict=True):
        width = max(sizes[place][0] for place in column)
        y = MARGIN + (tallest - height) / 2
        for place in column:
            boxes[place] = Box(x, y, width, sizes[place][1])
            y += sizes[place][1] + _BETWEEN
        x += width + _ACROSS
    right = x - _ACROSS if columns else 0.0
    bottom = MARGIN + tallest if columns else 0.0
    right, bottom = _grid(alone, sizes, boxes, right, bottom)
    return Layout(boxes, right + MARGIN, bottom + MARGIN)


def _size(entity: Entity, texts: Sequence[str]) -> tuple[float, float]:
    rows = min(len(entity.attributes), MOST_ROWS + 1)
    return max(map(len, texts)) * _CHARACTER + _PADDING, HEAD + ROW * rows + 6


def _beside(diagram: Diagram) -> dict[Address, list[Address]]:
    found: dict[Address, list[Address]] = defaultdict(list)
    for relation in diagram.relations:
        if relation.source != relation.target:
            found[relation.source].append(relation.target)
            found[relation.target].append(relation.source)
    return found


def _layers(diagram: Diagram, linked: set[Address]) -> list[list[Address]]:
    """Each table right of all that it refers to; of a circle one reference, always the same, points the other way."""
    parents: dict[Address, list[Address]] = defaultdict(list)
    for relation in diagram.relations:
        if relation.source != relation.target:
            parents[relation.source].append(relation.target)
    depth: dict[Address, int] = {}
    for start in sorted(linked):
        _descend(start, parents, depth)
    layers: dict[int, list[Address]] = defaultdict(list)
    for place in sorted(linked):
        layers[depth[place]].append(place)
    return [layers[number] for number in sorted(layers)]


def _descend(start: Address, parents: Mapping[Address, list[Address]], depth: dict[Address, int]) -> None:
    """Without recursion: chains of tables may be long."""
    open_now: dict[Address, int] = {start: 0} if start not in depth else {}
    while open_now:
        place = next(reversed(open_now))
        waiting = sorted(set(parents.get(place, ())))
        index = open_now[place]
        if index < len(waiting):
            open_now[place] = index + 1
            if waiting[index] not in depth and waiting[index] not in open_now:
                open_now[waiting[index]] = 0
            continue
        known = [depth[parent] for parent in waiting if parent in depth]
        depth[place] = max(known, default=-1) + 1
        del open_now[place]


def _ordered(layers: list[list[Address]], beside: Mapping[Address, list[Address]]) -> list[list[Address]]:
    """Neighbours near each other, by the middle of their neighbours, there and back."""
    rank = {place: float(number) for layer in layers for number, place in enumerate(layer)}
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            layer.sort(key=lambda place: (_middle(place, beside, rank), place))
            for number, place in enumerate(layer):
                rank[place] = number / max(1, len(layer) - 1) if len(layer) > 1 else 0.5
    return layers


def _middle(place: Address, beside: Mapping[Address, list[Address]], rank: Mapping[Address, float]) -> float:
    near = [rank[other] for other in beside.get(place, ())]
    return sum(near) / len(near) if near else rank[place]


def _split(
    layer: list[Address], sizes: Mapping[Address, tuple[float, float]], diagram: Diagram
) -> list[list[Address]]:
    """A layer that would be much higher than the picture is wide stands in several columns."""
    area = sum(width * height for width, height in sizes.values())
    limit = max(700.0, 1.2 * math.sqrt(area), *(sizes[place][1] for place in layer))
    if len(diagram.entities) == 1:
        return [layer]
    parts: list[list[Address]] = [[]]
    used = 0.0
    for place in layer:
        height = sizes[place][1] + _BETWEEN
        if parts[-1] and used + height > limit:
            parts.append([])
            used = 0.0
        parts[-1].append(place)
        used += height
    return parts


def _grid(
    alone: list[Address],
    sizes: Mapping[Address, tuple[float, float]],
    boxes: dict[Address, Box],
    right: float,
    bottom: float,
) -> tuple[float, float]:
    """Tables that refer to nothing stand below the others, in rows."""
    if not alone:
        return right, bottom
    area = sum(sizes[place][0] * sizes[place][1] for place in alone)
    limit = max(right, 1.6 * math.sqrt(area), 600.0)
    x, y, tallest = float(MARGIN), bottom + (MARGIN * 2 if bottom else MARGIN), 0.0
    for place in alone:
        width, height = sizes[place]
        if x > MARGIN and x + width > limit:
            x, y, tallest = float(MARGIN), y + tallest + _BETWEEN, 0.0
        boxes[place] = Box(x, y, width, height)
        x += width + _BETWEEN
        right, tallest = max(right, x - _BETWEEN), max(tallest, height)
    return right, y + tallest
