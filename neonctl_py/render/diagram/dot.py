"""A diagram in Graphviz' language, for those who lay it out with their own tools. Never here: which tables are shown."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from neonctl_py.render.characters import one_line
from neonctl_py.render.diagram.short_types import short_type

if TYPE_CHECKING:
    from neonctl_py.render.diagram.entities import Attribute, Diagram, Entity, Relation

_HEAD = """\
digraph tables {
    graph [rankdir=RL, nodesep=0.4, ranksep=0.9]
    node [shape=plain, fontname="Helvetica", fontsize=10]
    edge [fontname="Helvetica", fontsize=9, color="#64748b"]
"""


def dot(diagram: Diagram) -> str:
    """The whole text, sorted; it ends in a newline."""
    lines = [_entity(entity) for entity in diagram.entities]
    lines += [_relation(relation) for relation in diagram.relations]
    return _HEAD + "".join(f"    {line}\n" for line in lines) + "}\n"


def _entity(entity: Entity) -> str:
    head = f'<tr><td bgcolor="#e2e8f0" colspan="2"><b>{_html(entity.title)}</b></td></tr>'
    rows = "".join(_row(attribute) for attribute in entity.attributes)
    table = f'<table border="0" cellborder="1" cellspacing="0" cellpadding="4">{head}{rows}</table>'
    return f"{_quoted(str(entity.address))} [label=<{table}>]"


def _row(attribute: Attribute) -> str:
    keys = f" <i>{', '.join(attribute.keys)}</i>" if attribute.keys else ""
    null = "" if attribute.nullable else " *"
    kind = f"{_html(short_type(attribute.type))}{null}"
    return f'<tr><td align="left">{_html(attribute.name)}{keys}</td><td align="left">{kind}</td></tr>'


def _relation(relation: Relation) -> str:
    head = "teeodot" if relation.is_optional else "teetee"
    tail = "teeodot" if relation.is_single else "crowodot"
    ends = f"{_quoted(str(relation.source))} -> {_quoted(str(relation.target))}"
    label = _quoted(one_line(", ".join(relation.columns)))
    return f"{ends} [label={label}, dir=both, arrowhead={head}, arrowtail={tail}]"


def _html(text: str) -> str:
    return escape(one_line(text))


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
