"""Whether two values of one kind mean the same, field by field. Names no kind: a field's role says how it is compared."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from neonctl_py.model.values import PLAIN, UNSET, FieldRole
from neonctl_py.plan.changes import Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neonctl_py.model.state import Object
    from neonctl_py.model.table import Override


_KEY_LISTS = frozenset({"on", "partition_by"})
"""Replacing a table because of a bracket would be absurd, so these are compared loosely; the server can't be asked."""
_ITEM = re.compile(r"'(?:[^']|'')*'::character varying")
_LIST = re.compile(r"\(\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::(\w+)\[\]\)")
_CAST = re.compile(r"(?<=')::[a-z ]+")


@cache
def roles_of(kind: type) -> tuple[tuple[str, FieldRole], ...]:
    """The fields of a kind's dataclass that are compared, with their roles."""
    pairs = ((field.name, field.metadata.get("role", PLAIN)) for field in fields(kind))
    return tuple((name, role) for name, role in pairs if role.compared)


@cache
def _compared(kind: type) -> Callable[[Object], object]:
    """All compared fields at once."""
    return attrgetter(*(name for name, _ in roles_of(kind)))


def differences(desired: Object, observed: Object) -> tuple[Difference, ...]:
    """What differs. Values of two shapes of one kind (a check and a foreign key) differ as a whole."""
    if desired is observed:
        return ()
    if type(desired) is not type(observed):
        return (Difference("", observed, desired, forces_replacement=True),)
    told = _compared(type(desired))
    if told(desired) == told(observed):
        return ()
    return tuple(
        Difference(name, before, after, forces_replacement=role.immutable)
        for name, role in roles_of(type(desired))
        if (after := getattr(desired, name)) is not UNSET
        and (before := getattr(observed, name)) != after
        and not _means_the_same(name, after, before, role)
    )


def _means_the_same(name: str, after: Any, before: Any, role: FieldRole) -> bool:
    if before is UNSET:
        return True  # the API does not tell this field back
    if name == "valid" and after is False:
        return True  # it may be unusable, and needn't be
    if after is None:
        return bool(before == role.platform_default)
    if name == "inherits":  # the order of parents decides nothing after creation
        return set(after) == set(before)
    if name == "overrides":
        return _loosely(after) == _loosely(before)
    if name in _KEY_LISTS and isinstance(before, str):
        return _keys_of(after) == _keys_of(before)
    if name == "pg_settings":  # only the settings that are written count
        return set(after) <= set(before or ())
    if name in ("settings", "tags"):  # a function and an event trigger keep an order that means nothing
        return sorted(after) == sorted(before or ())
    return bool(role.canonical and _flat(before) in (_flat(after), _by_element(_flat(after))))


def _by_element(text: Any) -> Any:
    """As Postgres reads its own spelling of ``IN ('a', 'b')`` over a varchar column: it casts each element then, and prints that.
    What was made from IN is told by the other spelling, which nobody can ask for.
    """
    return _LIST.sub(_spread, text) if isinstance(text, str) else text


def _spread(found: re.Match[str]) -> str:
    items, kind = found.groups()
    return f"(ARRAY[{', '.join(f'({item})::{kind}' for item in _ITEM.findall(items))}])"


def _loosely(overrides: Sequence[Override]) -> list[Override]:
    """With defaults as the server may spell them: it can't be asked."""
    return [
        replace(item, default="".join(_CAST.sub("", item.default).split()))
        if isinstance(item.default, str)
        else item
        for item in overrides
    ]


def _keys_of(text: str) -> list[str]:
    """A list of columns and expressions without what Postgres adds or leaves out: brackets, casts of literals, white space."""
    bare = _CAST.sub("", text)
    return sorted(part.strip() for part in "".join(c for c in bare if c not in " ()").casefold().split(","))


def _flat(value: Any) -> Any:
    """Text without the white space that no Postgres spelling keeps: at its ends, line ends and their indentation."""
    if not isinstance(value, str):
        return value
    return value.strip() if "'" in value else " ".join(value.split())


def has_canonical_difference(desired: Object, observed: Object) -> bool:
    """Is there text that only the server can compare?"""
    if type(desired) is not type(observed):
        return False
    return any(
        (after := getattr(desired, name)) is not UNSET
        and (before := getattr(observed, name)) != after
        and not _means_the_same(name, after, before, role)
        for name, role in _canonical_roles(type(desired))
    )


@cache
def _canonical_roles(kind: type) -> tuple[tuple[str, FieldRole], ...]:
    return tuple((name, role) for name, role in roles_of(kind) if role.canonical)
