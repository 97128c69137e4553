"""A plan as lines with a depth, a symbol and a tone: what the terminal colours and Markdown fences.

Changes stand under the scope that holds them (project, branch, database), the parts of a table under their table.
Never here: colours, wrapping, escapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from neonctl_py.model.column import Column
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.render.characters import one_line
from neonctl_py.render.summary import privileges_text, summary
from neonctl_py.render.text_difference import line_changes
from neonctl_py.render.values import UNKNOWN, field_text, role_of, written_fields
from neonctl_py.render.wording import SYMBOLS, touched_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.plan import Plan

_SCOPES = ("project", "branch", "database")
_LONG = 60
_GIVEN_BY_PLATFORM = {"project": ("id",), "branch": ("id",), "compute": ("host",), "replica": ("host",)}


class Tone(StrEnum):
    """What a line is about; a renderer picks the colour."""

    SCOPE = "scope"
    PLAIN = "plain"
    ADD = "add"
    CHANGE = "change"
    DESTROY = "destroy"


@dataclass(frozen=True, slots=True)
class Line:
    """``depth`` counts levels of indentation; ``note`` is the part after ``#``."""

    depth: int
    symbol: str
    text: str
    note: str = ""
    tone: Tone = Tone.PLAIN


_TONES = {
    Action.CREATE: Tone.ADD,
    Action.UPDATE: Tone.CHANGE,
    Action.REPLACE: Tone.DESTROY,
    Action.DELETE: Tone.DESTROY,
    Action.MOVE: Tone.CHANGE,
    Action.ADOPT: Tone.CHANGE,
}

_LINE_TONES = {"-": Tone.DESTROY, "+": Tone.ADD, "": Tone.PLAIN}


def outline(plan: Plan) -> Iterator[Line]:
    """Every change of the plan, scope by scope."""
    estimates = _estimates(plan)
    for scope, groups in _grouped(plan.changes).items():
        own = groups.pop(scope, [])
        yield from _headed(scope, str(scope), own, 0, estimates)
        for root, changes in groups.items():
            mine, parts = _apart(changes, root)
            yield from _headed(root, root.segment, mine, 1, estimates)
            for change in sorted(parts, key=_position):
                yield from _change(change, _relative(change.address, root), 2, estimates)


def _apart(changes: Iterable[Change], root: Address) -> tuple[list[Change], list[Change]]:
    """The changes of an object itself, and those of its parts."""
    mine: list[Change] = []
    parts: list[Change] = []
    for change in changes:
        (mine if change.address == root else parts).append(change)
    return mine, parts


def scope_of(address: Address) -> Address:
    """The project, branch or database that an address stands under in an outline; one of these is its own."""
    root = _root(address)
    return root if root.kind in _SCOPES or root.parent is None else root.parent


def inside(address: Address, scope: Address) -> str:
    """The address as it is written below its scope."""
    held = [
        ancestor.segment
        for ancestor in address.ancestors()
        if ancestor != scope and ancestor.is_within(scope)
    ]
    return "/".join([*reversed(held), address.segment])


def _grouped(changes: Iterable[Change]) -> dict[Address, dict[Address, list[Change]]]:
    scopes: dict[Address, dict[Address, list[Change]]] = {}
    for change in changes:
        root, scope = _root(change.address), scope_of(change.address)
        scopes.setdefault(scope, {}).setdefault(root, []).append(change)
    return {scope: scopes[scope] for scope in sorted(scopes)}


def _root(address: Address) -> Address:
    """The object right under a project, branch or database that the address is a part of."""
    while address.kind not in _SCOPES and address.parent is not None and address.parent.kind not in _SCOPES:
        address = address.parent
    return address


def _position(change: Change) -> int:
    """Columns in the table's own order, before everything else, which keeps the order of addresses."""
    if isinstance(change.after, Column) and change.action is Action.CREATE:
        return change.after.position
    return -1 if isinstance(change.before, Column) else 1_000_000


def _relative(address: Address, root: Address) -> str:
    """Without what holds the root; of a part of the root without the root, too."""
    parts = [address.segment]
    for ancestor in address.ancestors():
        if ancestor == root:
            break
        parts.append(ancestor.segment)
    return "/".join(reversed(parts))


def _headed(
    address: Address, text: str, own: list[Change], depth: int, estimates: dict[Address, str]
) -> Iterator[Line]:
    if not own:
        yield Line(depth, "", one_line(text), tone=Tone.SCOPE)
    for change in own:
        yield from _change(
            change, text if change.address == address else change.address.segment, depth, estimates
        )


def _change(change: Change, name: str, depth: int, estimates: dict[Address, str]) -> Iterator[Line]:
    tone = _TONES.get(change.action, Tone.PLAIN)
    short = summary(change.after) if change.action is Action.CREATE else None
    text = f"{name}  {short}" if short else name
    yield Line(depth, SYMBOLS[change.action], one_line(text), _note(change, estimates), tone)
    if change.action is Action.CREATE and short is None and change.after is not None:
        yield from _created_fields(change, change.after, depth + 1)
    if change.action is not Action.CREATE:
        for difference in change.differences:
            yield from _difference(change, difference, depth + 1)


def _note(change: Change, estimates: dict[Address, str]) -> str:
    if change.action is Action.CREATE and not (change.moved_from or change.because):
        return ""
    notes = []
    if change.moved_from is not None:
        notes.append(f"renamed from {change.moved_from.segment}")
    if change.action is Action.ADOPT:
        notes.append("exists already")
    if change.action is Action.FORGET:
        notes.append("no longer managed, left as it is")
    if change.because:
        notes.append(f"because of {', '.join(address.segment for address in change.because)}")
    if change.action in (Action.DELETE, Action.REPLACE) and change.address in estimates:
        notes.append(estimates[change.address])
    return one_line("; ".join(notes))


def _estimates(plan: Plan) -> dict[Address, str]:
    found: dict[Address, str] = {}
    for step in plan.steps:
        if words := touched_words(step):
            found.setdefault(step.address, words)
    return found


def _created_fields(change: Change, after: Object, depth: int) -> Iterator[Line]:
    for name, value, role in written_fields(after):
        text = field_text(name, value, sensitive=role.sensitive)
        if "\n" in text:
            yield Line(depth, "", f"{name}:", tone=Tone.ADD)
            yield from (Line(depth + 1, "", line, tone=Tone.ADD) for line in text.strip("\n").splitlines())
        else:
            yield Line(depth, "", f"{name}: {one_line(text)}", tone=Tone.ADD)
    for name in _GIVEN_BY_PLATFORM.get(change.kind, ()):
        yield Line(depth, "", f"{name}: {UNKNOWN}", tone=Tone.ADD)


def _difference(change: Change, difference: Difference, depth: int) -> Iterator[Line]:
    name = difference.field
    before, after = (_side(change, difference, value) for value in (difference.before, difference.after))
    note = "forces replacement" if difference.forces_replacement else ""
    if difference.textual:
        note = "; ".join(filter(None, (note, "compared as text")))
    short = len(before) + len(after) <= _LONG and "\n" not in before + after
    if short:
        yield Line(depth, "", f"{name}: {before} -> {after}", note, Tone.CHANGE)
        return
    yield Line(depth, "", f"{name}:", note, Tone.CHANGE)
    for symbol, line in line_changes(before, after):
        yield Line(depth + 1, symbol, line, tone=_LINE_TONES[symbol])


def _side(change: Change, difference: Difference, value: object) -> str:
    owner = change.after if change.after is not None else change.before
    if value is UNSET:
        return "(not written)"
    if difference.field == "privileges" and isinstance(value, tuple):
        return privileges_text(value)
    return field_text(difference.field, value, sensitive=role_of(owner, difference.field).sensitive)
