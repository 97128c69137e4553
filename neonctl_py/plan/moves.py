"""``moved:`` and ``renamed_from:``: the observed state as if it already had the new names, and which renames that takes.

Postgres follows a rename everywhere (foreign keys, index columns, policies), so everything observed that names the old
object is read as naming the new one; what is left to do is the rename itself.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.function import bare_name
from neonctl_py.model.range import Range
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import QualifiedName, sql_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object

_NAMED_AFTER_ROLES = frozenset({"grant", "membership", "default_privileges"})

_TEXTS = frozenset({"comment", "index_comment", "body", "settings"})
"""A function's body is text to Postgres: it goes on naming what is not there any more."""

_ROUTINES = frozenset({"function", "aggregate"})
_PARTED = frozenset({"index", "constraint"})

_NAMED_IN_FULL = frozenset(
    {"table", "view", "materialized_view", "enum", "domain", "sequence", "composite", "range", "collation"}
)
_LAST_NAME = re.compile(r'(?:"(?:[^"]|"")+"|[^".]+)\Z')
_NAMES = frozenset({"columns", "include", "set_columns", "referenced_columns", "column"})
_NEVER_FOLLOWED = frozenset({"comment", "index_comment", "name", "method", "type", "opclass", "collation"})
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_$]*\Z")

Objects = dict["Address", "Object"]


def ordered(moved: Sequence[tuple[Address, Address]]) -> tuple[tuple[Address, Address], ...]:
    """Outermost first, and each written as it is when the outer ones are done (a branch of a project that is renamed)."""
    done: list[tuple[Address, Address]] = []
    for written, new in sorted(moved, key=lambda move: (sum(1 for _ in move[1].ancestors()), str(move[1]))):
        old = written
        for outer_old, outer_new in done:
            old = old.moved(outer_old, outer_new)
        done.append((old, new))
    return tuple(done)


def apply_moves(
    observed: Mapping[Address, Object], moved: Sequence[tuple[Address, Address]]
) -> tuple[Objects, dict[Address, Address]]:
    """The renamed objects, and new address -> old address of each rename that is still to be done."""
    objects = dict(observed)
    done: dict[Address, Address] = {}
    for old, new in ordered(moved):
        if old not in objects or new in objects:
            continue  # done in an earlier run, or the world never had it
        objects = {
            followed(address, old, new): _renamed(address, value, old, new)
            for address, value in objects.items()
        }
        done[new] = old
    return objects, done


def with_multiranges_named(
    desired: Mapping[Address, Object], observed: Mapping[Address, Object]
) -> Mapping[Address, Object]:
    """The observed state as if the multiranges of range types had their new names: whatever has one follows it."""
    for place, wanted in desired.items():
        there = observed.get(place)
        if not isinstance(wanted, Range) or not isinstance(there, Range) or place.parent is None:
            continue
        before, after = there.multirange, wanted.multirange
        if isinstance(before, str) and isinstance(after, str) and before != after:
            old, new = (place.parent.child("range", place.name[0], name) for name in (before, after))
            observed = {
                followed(address, old, new): value if value is there else _renamed(address, value, old, new)
                for address, value in observed.items()
            }
    return observed


def followed(address: Address, old: Address, new: Address) -> Address:
    """Its place after the rename; what is named after a role (its grants, who is its member) or a schema follows it."""
    if old.kind == "schema" and _shares(address, old):
        return _with_schema(address, old, new)
    place = address.moved(old, new)
    if old.kind == "role" and place.kind in _NAMED_AFTER_ROLES and _shares(place, old):
        names = tuple(new.name[0] if part == old.name[0] else part for part in place.name)
        assert place.parent is not None  # noqa: S101  these kinds are parts of an object
        return place.parent.child(place.kind, *names)
    if old.kind in _NAMED_IN_FULL and _shares(place, old):
        return _with_type(place, QualifiedName(*old.name), QualifiedName(*new.name))
    return place


def _with_type(address: Address, old: QualifiedName, new: QualifiedName) -> Address:
    """Functions are named with the types of their arguments."""
    if address.parent is None or not any(
        place.kind in _ROUTINES for place in (address, *address.ancestors())
    ):
        return address
    names = address.name
    if address.kind in _ROUTINES:
        names = (names[0], _pattern(old).sub(lambda _: _spelled(new), names[1]))
    return _with_type(address.parent, old, new).child(address.kind, *names)


def _with_schema(address: Address, old: Address, new: Address) -> Address:
    """Tables, types and the like are named with their schema, not placed under it."""
    if address == old or address.parent is None or address == old.parent:
        return new if address == old else address
    names = address.name
    if address.parent == old.parent and len(names) == 2:
        (schema, name), (before, after) = names, (old.name[0], new.name[0])
        names = (
            after if schema == before else schema,
            _in_schema(name, before, after) if "(" in name else name,
        )
    return _with_schema(address.parent, old, new).child(address.kind, *names)


def _in_schema(text: str, old: str, new: str) -> str:
    before = re.escape(old), re.escape('"' + old.replace('"', '""') + '"')
    return re.sub(rf'(?<![\w$".])(?:{"|".join(before)})\.', lambda _: f"{_quoted(new)}.", text)


def _renamed(address: Address, value: Object, old: Address, new: Address) -> Any:
    if old.kind == "column" and old.parent is not None:
        if isinstance(value, Trigger) and address.parent == old.parent:
            return _replace_in_trigger(value, old.name[-1], new.name[-1])
        if address.is_within(old.parent):
            return _replace_texts(value, old.name[-1], new.name[-1])
        if address.kind == "constraint" and _references(value, old.parent):
            return _replace_texts(value, old.name[-1], new.name[-1], only="referenced_columns")
        if address.kind == "sequence":
            return _with_owning_column(value, old, new)
        if address.kind == "statistics" and sql_names(getattr(value, "table", "")) == old.parent.name:
            return _replace_texts(value, old.name[-1], new.name[-1], only="on")
        return value
    if old.kind == "role" and _shares(address, old):
        return _replace_roles(value, old.name[-1], new.name[-1])
    if old.kind == "schema" and _shares(address, old):
        return _replace_schema(value, old.name[0], new.name[0])
    if old.kind in _NAMED_IN_FULL and _shares(address, old):
        return _replace_qualified(value, QualifiedName(*old.name), QualifiedName(*new.name))
    if old.kind in _ROUTINES and _shares(address, old):
        before, after = (QualifiedName(place.name[0], bare_name(place.name[1])) for place in (old, new))
        return _replace_qualified(value, before, after, "" if isinstance(value, Aggregate) else r"\(")
    if old.kind in _PARTED and isinstance(value, Table) and value.clones:
        return _with_originals_named(address, value, old, new)
    return value


def _with_originals_named(table: Address, value: Table, old: Address, new: Address) -> Table:
    """A partition's parts of an index or key of its parent, which has the new name."""
    if old.parent is None or value.partition_of is None or table.parent != old.parent.parent:
        return value
    if sql_names(value.partition_of) != old.parent.name:
        return value
    return replace(
        value,
        clones=tuple(
            replace(clone, of=new.name[-1]) if clone.of == old.name[-1] else clone for clone in value.clones
        ),
    )


def _with_owning_column(value: Any, old: Address, new: Address) -> Any:
    text = getattr(value, "owned_by", None)
    if text is None or old.parent is None or sql_names(text) != (*old.parent.name, old.name[-1]):
        return value
    name = _quoted(new.name[-1])
    table = text[: len(text) - len(_LAST_NAME.search(text)[0])]  # type: ignore[index]  # it has three names
    return replace(value, owned_by=table + name)


def _shares(address: Address, old: Address) -> bool:
    return old.parent is not None and address.is_within(old.parent)


def _references(value: Object, table: Address) -> bool:
    return getattr(value, "references", None) == QualifiedName(*table.name)


def with_column_renamed(value: Any, old: str, new: str, only: str = "") -> Any:
    """A part of a table as it reads when the column has the other name; ``only`` in that field."""
    return _replace_texts(value, old, new, only)


def _replace_texts(value: Any, old: str, new: str, only: str = "") -> Any:
    """In fields that hold names the name itself; in those that hold SQL the word, quoted where it has to be."""
    inside_quotes = re.escape(old.replace('"', '""'))
    word = re.compile(rf"""'(?:[^']|'')*'|(?<![\w$."]){re.escape(old)}(?![\w$"(])|"{inside_quotes}\"""")
    written = _quoted(new)

    def follow(item: Any, field: str) -> Any:
        if isinstance(item, QualifiedName) or field in _NEVER_FOLLOWED:
            return item
        if isinstance(item, str) and field in _NAMES:
            return new if item == old else item
        if isinstance(item, str):
            return word.sub(lambda match: match[0] if match[0].startswith("'") else written, item)
        if isinstance(item, tuple):
            return tuple(follow(part, field) for part in item)
        if hasattr(item, "__dataclass_fields__"):
            return replace(
                item, **{part.name: follow(getattr(item, part.name), part.name) for part in fields(item)}
            )
        return item

    names = [only] if only else [field.name for field in fields(value)]
    return replace(value, **{name: follow(getattr(value, name), name) for name in names})


def _replace_roles(value: Any, old: str, new: str) -> Any:
    changed: dict[str, Any] = {}
    if getattr(value, "owner", None) == old:
        changed["owner"] = new
    if old in (roles := getattr(value, "roles", ())):
        changed["roles"] = tuple(sorted(new if role == old else role for role in roles))
    return replace(value, **changed) if changed else value


def _quoted(name: str) -> str:
    return name if _PLAIN_NAME.match(name) else '"' + name.replace('"', '""') + '"'


def _replace_schema(value: Any, old: str, new: str) -> Any:
    def follow(item: Any) -> Any:
        if isinstance(item, str):
            return _in_schema(item, old, new)
        if isinstance(item, QualifiedName):
            return QualifiedName(new, item.name) if item.schema == old else item
        if isinstance(item, tuple):
            return tuple(follow(part) for part in item)
        if hasattr(item, "__dataclass_fields__"):
            return replace(item, **{field.name: follow(getattr(item, field.name)) for field in fields(item)})
        return item

    changed = {name: follow(getattr(value, name)) for name in _followed_fields(value)}
    if getattr(value, "schema", None) == old:  # of an extension
        changed["schema"] = new
    return replace(value, **changed)


def _replace_qualified(value: Any, old: QualifiedName, new: QualifiedName, followed_by: str = "") -> Any:
    pattern = _pattern(old, followed_by)

    def follow(item: Any) -> Any:
        if isinstance(item, str):
            return pattern.sub(lambda _: _spelled(new), item)
        if isinstance(item, QualifiedName):
            return new if item == old else item
        if isinstance(item, tuple):
            return tuple(follow(part) for part in item)
        if hasattr(item, "__dataclass_fields__"):
            return replace(item, **{field.name: follow(getattr(item, field.name)) for field in fields(item)})
        return item

    names = _followed_fields(value)
    changed = {name: found for name in names if (found := follow(before := getattr(value, name))) != before}
    return replace(value, **changed) if changed else value


def _followed_fields(value: Any) -> list[str]:
    """Fields in which Postgres keeps objects, not their names. What a trigger gives its function is text."""
    texts = _TEXTS | {"arguments"} if isinstance(value, Trigger) else _TEXTS
    return [field.name for field in fields(value) if field.name not in texts]


def _pattern(name: QualifiedName, followed_by: str = "") -> re.Pattern[str]:
    end = f"(?={followed_by})" if followed_by else r"(?![\w$])"
    parts = (rf'(?:{re.escape(_quoted(part))}|"{re.escape(part)}")' for part in name)
    return re.compile(r"(?<![\w$])" + r"\.".join(parts) + end)


def _spelled(name: QualifiedName) -> str:
    return f"{_quoted(name.schema)}.{_quoted(name.name)}"


def _replace_in_trigger(trigger: Trigger, old: str, new: str) -> Trigger:
    """Its condition names a column only as ``old.x`` or ``new.x``."""
    column = re.compile(rf"""('(?:[^']|'')*')|\b(old|new)\.{re.escape(_quoted(old))}(?![\w$"])""")

    def follow(match: re.Match[str]) -> str:
        return match[1] or f"{match[2]}.{_quoted(new)}"

    return replace(
        trigger,
        columns=tuple(new if name == old else name for name in trigger.columns),
        when=None if trigger.when is None else column.sub(follow, trigger.when),
    )
