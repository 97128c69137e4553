"""Whose rights a step needs, and what it changes about owners. Pure; nothing here grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.constraint import ForeignKey
from neonctl_py.model.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.ddl.session import ObjectKey
    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import SqlStep

_OWNED = {
    "schema": "schema",
    "table": "table",
    "view": "table",
    "materialized_view": "table",
    "enum": "type",
    "domain": "type",
    "foreign_table": "table",
    "foreign_data_wrapper": "foreign_data_wrapper",
    "foreign_server": "foreign_server",
    "publication": "publication",
    "text_search_dictionary": "text_search_dictionary",
    "text_search_configuration": "text_search_configuration",
    "composite": "type",
    "range": "type",
    "sequence": "sequence",
    "collation": "collation",
    "statistics": "statistics",
    "function": "function",
    "aggregate": "function",
    "event_trigger": "event_trigger",
}


def key_of(address: Address) -> ObjectKey | None:
    """Under which an object's owner is kept; None for kinds that have none of their own."""
    word = _OWNED.get(address.kind)
    return None if word is None else (word, *address.name)


def needed_roles(step: SqlStep, owners: Mapping[ObjectKey, str]) -> tuple[str, ...]:
    """The roles as whose member the step must run, each once, in the order of need."""
    found = dict.fromkeys(role for role in _needed(step, owners) if role)
    return tuple(found)


def _needed(step: SqlStep, owners: Mapping[ObjectKey, str]) -> Iterator[str | None]:
    if step.address.kind == "default_privileges":
        yield step.address.name[0]
        return
    target = _owned_target(step)
    if target is None:
        return
    key = key_of(target)
    yield owners.get(key) if key else None
    if step.address == target and step.operation in ("create", "rebuild") and len(target.name) > 1:
        yield owners.get(("schema", target.name[0]))
    if step.operation in ("rename", "keep_name") and len(step.address.name) > 1:
        yield owners.get(("schema", step.address.name[0]))
    owner = getattr(step.after, "owner", None)
    yield owner if isinstance(owner, str) and _sets_owner(step) else None
    if isinstance(step.after, ForeignKey):
        yield owners.get(("table", *step.after.references))
    for _, part in step.parts:  # a key that is made with its table
        if isinstance(part, ForeignKey):
            yield owners.get(("table", *part.references))
    if isinstance(step.after, Publication):  # whoever publishes a table must own it, too
        yield from (owners.get(("table", table.schema, table.name)) for table in step.after.tables)
    for place, value in step.context:
        if isinstance(value, ForeignKey) and place.parent is not None:
            yield owners.get(("table", *place.parent.name))


def _owned_target(step: SqlStep) -> Address | None:
    """The nearest object with an owner: the table of a column, the schema of a grant."""
    # a step that follows a rename still carries the old address
    old = step.moved_from if step.operation == "rename" else None
    place = step.address if old is None else old
    candidates = (place, *place.ancestors())
    return next((address for address in candidates if address.kind in {*_OWNED, "database"}), None)


def _sets_owner(step: SqlStep) -> bool:
    return step.operation in ("create", "rebuild") or "owner" in step.changed


def after_step(step: SqlStep, owners: dict[ObjectKey, str], user: str) -> None:
    """Note in ``owners`` what the step changed."""
    key = key_of(step.address)
    if key is None:
        return
    if step.operation == "drop":
        owners.pop(key, None)
    elif step.operation == "rename" and step.moved_from is not None:
        _rename(key_of(step.moved_from), key, owners)
    elif _sets_owner(step):
        owner = getattr(step.after, "owner", None)
        owners[key] = owner if isinstance(owner, str) else owners.get(key, user)


def _rename(old: ObjectKey | None, new: ObjectKey, owners: dict[ObjectKey, str]) -> None:
    if old is None or old not in owners:
        return
    owners[new] = owners.pop(old)
    if new[0] == "schema":
        for key in [key for key in owners if len(key) == 3 and key[1] == old[1]]:
            owners[key[0], new[1], key[2]] = owners.pop(key)
