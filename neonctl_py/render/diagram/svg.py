"""A diagram as SVG that stands on its own: light and dark by the reader's setting, text that can be searched, nothing loaded from anywhere.

Never here: where things stand (layout).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from neonctl_py.render.characters import one_line
from neonctl_py.render.diagram.layout import HEAD, MOST_ROWS, ROW, Box, layout
from neonctl_py.render.diagram.short_types import short_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.render.diagram.entities import Attribute, Diagram, Entity, Relation

_LONGEST: Final = 48
_MARKS: Final = {"+": "new", "-": "removed", "~": "changed"}
STYLE: Final = """
.erd{--paper:#ffffff;--ink:#0f172a;--soft:#64748b;--line:#94a3b8;--head:#e2e8f0;--box:#f8fafc;--new:#15803d;--gone:#b91c1c;--edit:#b45309;
font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media(prefers-color-scheme:dark){.erd{--paper:#0b1120;--ink:#e2e8f0;--soft:#94a3b8;--line:#64748b;--head:#1e293b;--box:#111827;
--new:#4ade80;--gone:#f87171;--edit:#fbbf24}}
.erd .paper{fill:var(--paper)}.erd text{fill:var(--ink)}.erd .kind{fill:var(--soft)}.erd .title{font-weight:700}
.erd .box{fill:var(--box);stroke:var(--line)}.erd .head{fill:var(--head);stroke:var(--line)}
.erd .link{fill:none;stroke:var(--line);stroke-width:1.4}.erd .foot{fill:none;stroke:var(--line);stroke-width:1.4}
.erd .key{font-weight:600}.erd .new>.box,.erd .new>.head{stroke:var(--new);stroke-width:2}.erd .removed>.box,.erd .removed>.head{stroke:var(--gone);stroke-width:2}
.erd .changed>.box,.erd .changed>.head{stroke:var(--edit);stroke-width:2}.erd text.new{fill:var(--new)}.erd text.removed{fill:var(--gone);text-decoration:line-through}
.erd text.changed{fill:var(--edit)}.erd .link.new{stroke:var(--new)}.erd .link.removed{stroke:var(--gone);stroke-dasharray:5 4}
"""
_FEET: Final = """
<marker id="many" viewBox="0 0 14 12" refX="14" refY="6" markerWidth="14" markerHeight="12" orient="auto-start-reverse">
<path class="foot" d="M2 6 L14 1 M2 6 L14 6 M2 6 L14 11"/></marker>
<marker id="one" viewBox="0 0 14 12" refX="14" refY="6" markerWidth="14" markerHeight="12" orient="auto-start-reverse">
<path class="foot" d="M0 6 L14 6 M8 1 L8 11"/></marker>
<marker id="maybe" viewBox="0 0 14 12" refX="14" refY="6" markerWidth="14" markerHeight="12" orient="auto-start-reverse">
<path class="foot" d="M8 6 L14 6"/><circle class="foot" cx="5" cy="6" r="3"/></marker>
"""


def svg(diagram: Diagram, *, title: str = "") -> str:
    """The whole document; it ends in a newline."""
    texts = {entity.address: _texts(entity) for entity in diagram.entities}
    plan = layout(diagram, texts)
    width, height = round(plan.width), round(plan.height)
    entities = {entity.address: entity for entity in diagram.entities}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="erd" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{_text(title or 'Tables and their foreign keys')}</title>",
        f"<style>{STYLE}</style><defs>{_FEET}</defs>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
    ]
    for relation in diagram.relations:
        source, target = entities[relation.source], entities[relation.target]
        parts.append(
            _link(relation, (source, plan.boxes[relation.source]), (target, plan.boxes[relation.target]))
        )
    for entity in diagram.entities:
        parts += _box(entity, plan.boxes[entity.address])
    return "\n".join([*parts, "</svg>"]) + "\n"


def _texts(entity: Entity) -> list[str]:
    return [
        entity.title[:_LONGEST],
        *("  ".join(_cells(attribute)) for attribute in entity.attributes[:MOST_ROWS]),
    ]


def _cells(attribute: Attribute) -> tuple[str, str, str]:
    """Its name, its type (with ``?`` where it may be null), its keys."""
    name, kind = one_line(attribute.name), one_line(short_type(attribute.type))
    kind = kind if len(kind) <= _LONGEST // 2 else kind[: _LONGEST // 2 - 1] + "…"
    return name[:_LONGEST], kind + ("?" if attribute.nullable else ""), " ".join(attribute.keys)


def _box(entity: Entity, box: Box) -> Iterator[str]:
    mark = _MARKS.get(entity.mark, "")
    yield f'<g class="table {mark}" data-address="{_text(str(entity.address))}">'
    yield f"<title>{_text(entity.title)}{_text(': ' + entity.comment) if entity.comment else ''}</title>"
    yield f'<rect class="box" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}" rx="6"/>'
    yield f'<rect class="head" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{HEAD - 4}" rx="6"/>'
    yield f'<text class="title" x="{_n(box.x + 10)}" y="{_n(box.y + 18)}">{_text(entity.title[:_LONGEST])}</text>'
    for number, attribute in enumerate(entity.attributes[:MOST_ROWS]):
        yield from _row(attribute, box, box.y + HEAD + ROW * number + 14)
    more = len(entity.attributes) - MOST_ROWS
    if more > 0:
        yield f'<text class="kind" x="{_n(box.x + 10)}" y="{_n(box.y + HEAD + ROW * MOST_ROWS + 14)}">and {more} more</text>'
    yield "</g>"


def _row(attribute: Attribute, box: Box, y: float) -> Iterator[str]:
    name, kind, keys = _cells(attribute)
    mark = _MARKS.get(attribute.mark, "")
    key = " key" if "PK" in attribute.keys else ""
    note = f"<title>{_text(attribute.comment)}</title>" if attribute.comment else ""
    yield f'<text class="{mark}{key}" x="{_n(box.x + 10)}" y="{_n(y)}">{_text(name)}{note}</text>'
    shown = f"{kind}  {keys}" if keys else kind
    yield f'<text class="kind" x="{_n(box.right - 10)}" y="{_n(y)}" text-anchor="end">{_text(shown)}</text>'


def _link(relation: Relation, source: tuple[Entity, Box], target: tuple[Entity, Box]) -> str:
    """From the row of the referring column to the head of the table that is referred to."""
    start_y = _row_of(source[0], source[1], relation.columns)
    end_y = target[1].y + HEAD / 2
    path = _path(source[1], start_y, target[1], end_y)
    mark = _MARKS.get(relation.mark, "")
    tail = "maybe" if relation.is_single else "many"
    head = "maybe" if relation.is_optional else "one"
    words = (
        f"{relation.name}: {', '.join(relation.columns)} to {target[0].title}, on delete {relation.on_delete}"
    )
    return (
        f'<path class="link {mark}" d="{path}" marker-start="url(#{tail})" marker-end="url(#{head})">'
        f"<title>{_text(words)}</title></path>"
    )


def _row_of(entity: Entity, box: Box, columns: tuple[str, ...]) -> float:
    for number, attribute in enumerate(entity.attributes[:MOST_ROWS]):
        if attribute.name in columns:
            return box.y + HEAD + ROW * number + 10
    return box.y + HEAD / 2


def _path(source: Box, start_y: float, target: Box, end_y: float) -> str:
    if target.right < source.x:  # the usual way: to the left
        start, end, bend = source.x, target.right, (source.x - target.right) / 2
        return f"M{_n(start)} {_n(start_y)} C{_n(start - bend)} {_n(start_y)} {_n(end + bend)} {_n(end_y)} {_n(end)} {_n(end_y)}"
    if target.x > source.right:
        start, end, bend = source.right, target.x, (target.x - source.right) / 2
        return f"M{_n(start)} {_n(start_y)} C{_n(start + bend)} {_n(start_y)} {_n(end - bend)} {_n(end_y)} {_n(end)} {_n(end_y)}"
    out = max(source.right, target.right) + 44  # one above the other, or the table itself
    return f"M{_n(source.right)} {_n(start_y)} C{_n(out)} {_n(start_y)} {_n(out)} {_n(end_y)} {_n(target.right)} {_n(end_y)}"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(one_line(text))
