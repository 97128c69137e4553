"""What a database holds after a part of a plan's steps. Pure, and no more exact than plans need: it is planned back from there."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from neonctl_py.ddl.names import helper_check, parent_of
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.revisions.halves import with_marks
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.helper_names import BOUNDS_CHECK, OTHERS_CHECK, replacement
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.values import UNSET
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.steps import SqlStep

State = dict["Address", "Object"]


def after_steps(
    before: Mapping[Address, Object],
    changes: Collection[Change],
    done: Sequence[SqlStep],
    left: Sequence[SqlStep],
) -> State:
    """``before`` with every change of which all steps are ``done``, and what is seen of those that have steps on both sides.
    A change without a step of its own goes with the container or the other object that takes it along.
    """
    waiting = {step.address for step in left}
    acted = {step.address for step in done}
    state = dict(before)
    for step in done:
        if step.operation == "add_bounds_check" and any(other.operation == "join" for other in left):
            name = OTHERS_CHECK if step.form == "other bounds" else BOUNDS_CHECK
            state[step.address.child("constraint", name)] = Check(expression="true", validated=False)
    for change in changes:
        if change.address in waiting:
            if change.address in acted:
                _partly(state, change, [step for step in done if step.address == change.address])
        elif change.address in acted or not left or _is_taken_along(change, done):
            _wholly(state, change)
    return with_marks(state, before, done)


def _is_taken_along(change: Change, done: Sequence[SqlStep]) -> bool:
    return any(
        change.address.is_within(step.address)
        or change.address in dict(step.parts)
        or step.address in change.because
        for step in done
    )


def _wholly(state: State, change: Change) -> None:
    if change.moved_from is not None and change.moved_from != change.address:
        _move(state, change.moved_from, change.address)
    if change.action in (Action.DELETE, Action.REPLACE):
        _remove(state, change.address)
    if change.after is not None and change.action is not Action.DELETE:
        state[change.address] = _merged(state.get(change.address), change.after)


def _move(state: State, old: Address, new: Address) -> None:
    for place in [place for place in state if place.is_within(old)]:
        state[place.moved(old, new)] = state.pop(place)


def _remove(state: State, address: Address) -> None:
    for place in [place for place in state if place.is_within(address)]:
        del state[place]


def _merged(before: Object | None, after: Object) -> Object:
    """What isn't written stays as it was."""
    if before is None or type(before) is not type(after):
        return after
    kept: dict[str, Any] = {
        item.name: getattr(before, item.name)
        for item in fields(after)
        if item.init and getattr(after, item.name) is UNSET
    }
    return replace(after, **kept)


def _partly(state: State, change: Change, done: Sequence[SqlStep]) -> None:
    for step in done:
        _one_step(state, change, step)


def _one_step(state: State, change: Change, step: SqlStep) -> None:
    address, value = change.address, step.after
    match step.operation, value:
        case "rename", _ if step.moved_from is not None:
            _move(state, step.moved_from, address)
        case "add_bounds_check" | "validate_bounds_check" | "drop_bounds_check", _:
            return
        case "drop" | "drop_concurrently" | "leave" | "leave_concurrently", _:
            _remove(state, address)
        case "add_not_valid", Check() | ForeignKey():
            state[address] = replace(value, validated=False)
        case "add_replacement_not_valid" | "validate_replacement", Check() | ForeignKey():
            beside = parent_of(address).child("constraint", replacement(address.name[0]))
            state[beside] = replace(value, validated=step.operation == "validate_replacement")
        case "build_replacement_index_concurrently", PrimaryKey() | Unique():
            beside = parent_of(address).child("index", replacement(address.name[0]))
            state[beside] = _index_of(value)
        case "build_index_concurrently", PrimaryKey() | Unique():
            state[parent_of(address).child("index", address.name[0])] = _index_of(value)
        case "build_replacement_concurrently", Index():
            state[parent_of(address).child("index", replacement(address.name[0]))] = value
        case "add_not_null_check" | "validate_not_null_check", Column():
            _helper_check(state, address, valid=step.operation.startswith("validate"))
        case _, None:
            return
        case _, held:
            there = state.get(address)
            if there is None or type(there) is not type(held) or not step.changed:
                state[address] = _merged(there, held)
            else:
                state[address] = replace(there, **{name: getattr(held, name) for name in _changed(step)})


def _changed(step: SqlStep) -> set[str]:
    """A new type brings its default along."""
    changed = set(step.changed)
    is_retyped = isinstance(step.after, Column) and changed & {"type", "collation"}
    return changed | {"default"} if is_retyped else changed


def _index_of(value: PrimaryKey | Unique) -> Index:
    keys = tuple(IndexKey(identifier(column)) for column in value.columns)
    return Index(keys=keys, unique=True, include=value.include)


def _helper_check(state: State, column: Address, *, valid: bool) -> None:
    place = parent_of(column).child("constraint", helper_check(column.name[0]))
    state[place] = Check(expression=f"{identifier(column.name[0])} IS NOT NULL", validated=valid)
