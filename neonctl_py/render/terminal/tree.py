"""What is there, as a tree. Never here: what a plan would do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.plan.expansion_words import in_words
from neonctl_py.plan.expansions import expansions_in
from neonctl_py.render.characters import one_line
from neonctl_py.render.summary import summary
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.values import field_text, size, written_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.text import Text

    from neonctl_py.model.address import Address
    from neonctl_py.model.expansion import Expansion
    from neonctl_py.model.state import Object, Observed


@dataclass(frozen=True, slots=True)
class _Tree:
    """What every node needs."""

    observed: Observed
    children: Mapping[Address | None, list[Address]]
    width: int
    verbose: bool
    expansions: Mapping[Address, Expansion]


def tree_lines(observed: Observed, *, width: int, verbose: bool = False) -> Iterator[Text]:
    """Every observed object under its container. ``verbose`` adds the fields of what has no short form."""
    children: dict[Address | None, list[Address]] = {}
    for address in _with_containers(observed):
        children.setdefault(address.parent, []).append(address)
    between = {place: said for _, place, said in expansions_in(observed.objects)}
    tree = _Tree(observed, children, width, verbose, between)
    for root in children.get(None, []):
        yield from _node(tree, root, "", "")
    for entry in observed.unsupported:
        names = one_line(", ".join(entry.names))
        yield from hanging(
            f"{one_line(str(entry.database))}: {entry.kind} {names} (not managed yet)",
            width=width,
            style="dim",
        )


def _with_containers(observed: Observed) -> list[Address]:
    marks = {mark for mark, _, _ in expansions_in(observed.objects)}  # told with what they stand for
    shown = (address for address in observed.objects if address not in marks)
    places = {place for address in shown for place in (address, *address.ancestors())}
    return sorted(places)


def _node(tree: _Tree, address: Address, first: str, margin: str) -> Iterator[Text]:
    below = tree.children.get(address, [])
    rest = margin + ("│   " if below else "    ")
    label = _label(tree.observed, address, tree.verbose)
    if address in tree.expansions:
        label += f"  ({in_words(tree.expansions[address])})"
    yield from hanging(label, width=tree.width, first=first, rest=rest, first_style="dim")
    for child in below[:-1]:
        yield from _node(tree, child, margin + "├── ", margin + "│   ")
    for child in below[-1:]:
        yield from _node(tree, child, margin + "└── ", margin + "    ")


def _label(observed: Observed, address: Address, verbose: bool) -> str:
    value = observed.objects.get(address)
    parts = [one_line(address.segment)]
    short = summary(value) if value is not None else None
    if short is not None:
        parts.append(short)
    elif value is not None and (verbose or address.kind not in ("table", "schema")):
        parts.append(_fields(value))
    if address in observed.ids:
        parts.append(f"[{observed.ids[address]}]")
    rows, used = observed.sizes.get(address, (0, 0))
    if address.kind == "table" and used:
        parts.append(f"({size(used)}, about {max(rows, 0):,} rows)")
    return "  ".join(part for part in parts if part)


def _fields(value: Object) -> str:
    shown = (
        f"{name}: {one_line(field_text(name, content, sensitive=role.sensitive))}"
        for name, content, role in written_fields(value)
        if content not in (role.platform_default, ())
    )
    return ", ".join(shown)
