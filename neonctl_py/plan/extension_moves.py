"""An extension that goes to another schema takes its types, operators and functions along: whoever uses them is spelled otherwise
afterwards, and doesn't change for it.

Never here: the move itself (the rules of extensions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.extension import Extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change

    Depends = Mapping[Address, tuple[Address, ...]]

_BARE = re.compile(r"[a-z_][a-z0-9_$]*\Z")


@dataclass(frozen=True, slots=True)
class _Move:
    place: Address
    old: re.Pattern[str]
    new: str

    def spelled(self, held: Any) -> Any:
        """A value as it is printed after the move."""
        if isinstance(held, str):
            return self.old.sub(lambda _: self.new, held)
        if isinstance(held, tuple) and not hasattr(held, "_fields"):
            return tuple(map(self.spelled, held))
        if is_dataclass(held) and not isinstance(held, type):
            return replace(
                held, **{item.name: self.spelled(getattr(held, item.name)) for item in fields(held)}
            )
        return held

    def address(self, place: Address) -> Address:
        """The arguments of a function are a part of its name."""
        if place.parent is None or place.kind not in ("function", "aggregate"):
            return place
        return place.parent.child(place.kind, *(self.spelled(name) for name in place.name))


def after_extension_moves(
    depends: Depends, objects: Mapping[Address, Object], desired: Mapping[Address, Object]
) -> tuple[Depends, dict[Address, Object]]:
    """What uses what, and what is there, as both will be spelled; only where that is how the stack spells it."""
    found = dict(objects)
    for move in _moves(objects, desired):
        users = [user for user, used in depends.items() if move.place in used and user in found]
        for user in users:
            place = move.address(user)
            if place != user and (place not in desired or place in found or user in desired):
                continue
            wanted = desired.get(place)
            if wanted is None:
                continue
            value = _respelled(move, found.pop(user), wanted)
            if place != user:
                depends = {
                    _renamed(item, user, place): tuple(_renamed(used, user, place) for used in needed)
                    for item, needed in depends.items()
                }
                inside = [item for item in found if item.is_within(user)]
                found |= {item.moved(user, place): found.pop(item) for item in inside}
            found[place] = value
    return depends, found


def respelled(
    changes: Iterable[Change], objects: Mapping[Address, Object]
) -> Iterator[tuple[Address, Address]]:
    """(old address, new one) of what may be spelled otherwise after the changes: all that speaks of the schema that an extension
    leaves.
    """
    for change in changes:
        if change.kind == "extension" and change.before is not None and change.after is not None:
            for move in _moves({change.address: change.before}, {change.address: change.after}):
                home = change.address.parent
                for place, value in objects.items():
                    if home is not None and place.is_within(home) and place != change.address:
                        new = move.address(place)
                        if new != place or move.spelled(value) != value:
                            yield place, new
                            inside = (item for item in objects if item != place and item.is_within(place))
                            yield from ((item, item.moved(place, new)) for item in inside if new != place)


def _moves(objects: Mapping[Address, Object], desired: Mapping[Address, Object]) -> Iterator[_Move]:
    for place, after in desired.items():
        before = objects.get(place)
        if not isinstance(before, Extension) or not isinstance(after, Extension):
            continue
        old, new = before.schema, after.schema
        if isinstance(old, str) and isinstance(new, str) and old != new:
            yield _Move(place, re.compile(rf'(?<![\w".]){re.escape(_quoted(old))}\.'), f"{_quoted(new)}.")


def _quoted(name: str) -> str:
    return name if _BARE.match(name) else '"' + name.replace('"', '""') + '"'


def _renamed(place: Address, old: Address, new: Address) -> Address:
    return place.moved(old, new)


def _respelled(move: _Move, value: Any, wanted: Any) -> Any:
    if type(value) is not type(wanted):
        return value
    same = {
        item.name: getattr(wanted, item.name)
        for item in fields(value)
        if move.spelled(getattr(value, item.name)) == getattr(wanted, item.name)
    }
    return replace(value, **same)
