"""A diagram as Mermaid's ``erDiagram``, which GitHub and GitLab draw. Names come from the world: what Mermaid could take for its own syntax is
replaced, and the true name stands as a label.

Never here: which tables are shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.render.characters import one_line
from neonctl_py.render.diagram.short_types import short_type

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.render.diagram.entities import Attribute, Diagram, Relation

_MARKS: Final = {"+": "new", "-": "removed", "~": "changed"}
_COLOURS: Final = {
    "new": "fill:#dcfce7,stroke:#16a34a,color:#14532d",
    "removed": "fill:#fee2e2,stroke:#dc2626,color:#7f1d1d",
    "changed": "fill:#fef3c7,stroke:#d97706,color:#78350f",
}

_RESERVED: Final = frozenset(
    [
        "accdescr",
        "acctitle",
        "class",
        "classdef",
        "direction",
        "end",
        "erdiagram",
        "fk",
        "many",
        "one",
        "only",
        "optionally",
        "pk",
        "style",
        "subgraph",
        "title",
        "to",
        "uk",
        "zero",
    ]
)


def mermaid(diagram: Diagram) -> str:
    """The whole text, one table after the other, sorted; it ends in a newline."""
    names = _names([entity.address for entity in diagram.entities])
    lines = ["erDiagram"]
    for entity in diagram.entities:
        mark = _MARKS.get(entity.mark, "")
        style = f":::{mark}" if mark else ""
        lines.append(f'    {names[entity.address]}["{_label(entity.title)}"]{style} {{')
        lines += [f"        {_attribute(attribute)}" for attribute in entity.attributes]
        lines.append("    }")
    lines += [f"    {_relation(relation, names)}" for relation in diagram.relations]
    used = sorted({_MARKS[entity.mark] for entity in diagram.entities if entity.mark in _MARKS})
    lines += [f"    classDef {name} {_COLOURS[name]}" for name in used]
    return "\n".join(lines) + "\n"


def _names(tables: list[Address]) -> dict[Address, str]:
    """A word for each table that Mermaid takes, and no other table has."""
    given: dict[Address, str] = {}
    taken: set[str] = set()
    for table in tables:
        plain = table.name[-1] if table.name[0] == "public" else "_".join(table.name)
        word = _word(plain, "t")
        chosen, number = word, 2
        while chosen.lower() in taken:
            chosen, number = f"{word}_{number}", number + 1
        taken.add(chosen.lower())
        given[table] = chosen
    return given


def _attribute(attribute: Attribute) -> str:
    parts = [_word(short_type(attribute.type), "type", "()[]"), _word(attribute.name, "c")]
    if attribute.keys:
        parts.append(", ".join(attribute.keys))
    notes = [_MARKS[attribute.mark]] if attribute.mark in _MARKS else []
    if not attribute.nullable and "PK" not in attribute.keys:
        notes.append("not null")
    if notes:
        parts.append(f'"{", ".join(notes)}"')
    return " ".join(parts)


def _relation(relation: Relation, names: dict[Address, str]) -> str:
    one = "|o" if relation.is_optional else "||"
    many = "o|" if relation.is_single else "o{"
    label = _label(", ".join(relation.columns))
    return f'{names[relation.target]} {one}--{many} {names[relation.source]} : "{label}"'


def _word(text: str, prefix: str, also: str = "") -> str:
    """Letters, digits and underscores (and what is in ``also``), beginning with a letter; no word of Mermaid's own."""
    word = re.sub(rf"[^A-Za-z0-9_\u00c0-\uffff{re.escape(also)}]+", "_", one_line(text)).strip("_") or prefix
    if word.lower() in _RESERVED:
        return f"{word}_"
    return word if word[0].isalpha() else f"{prefix}_{word}"


def _label(text: str) -> str:
    """Without what would end the string, or be read as HTML, as an entity, as a comment or as the picture's direction."""
    return re.sub(
        r"[\"<>&#`\\;]|%%|(?<=direction)\s(?=\s*(?:TB|BT|RL|LR))", "_", one_line(text), flags=re.IGNORECASE
    )
