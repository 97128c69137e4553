"""What exists from the first moment: a new branch is a copy of its parent, a new database has a schema ``public``.

They are planned against that, never as empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.branch import Branch
from neonctl_py.model.schema import Schema
from neonctl_py.plan.changes import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object
    from neonctl_py.plan.changes import Change

COPIED = frozenset({"role", "membership", "database"})
"""The kinds right under a branch that a copy has; computes, replicas and schedules are the branch's own."""


def born_with(desired: Desired) -> dict[Address, Object]:
    """What a database has from its first moment: schema ``public``, as initdb makes it."""
    return {
        address.child("schema", "public"): Schema(owner="pg_database_owner", comment=None)
        for address in desired.objects
        if address.kind == "database"
    }


def parent_of(address: Address, value: Object, desired: Desired) -> Address | None:
    """The branch that a desired branch will be copied from; a branch without a written parent comes from the default one."""
    if not isinstance(value, Branch) or address.parent is None:
        return None
    if isinstance(value.parent, str):
        return address.parent.child("branch", value.parent)
    default = default_branch(desired, address.parent)
    return default if default != address else None


def default_branch(desired: Desired, project: Address) -> Address | None:
    """The default branch of a project as the stack says."""
    return next(
        (
            address
            for address, value in desired.objects.items()
            if isinstance(value, Branch) and value.default is True and address.parent == project
        ),
        None,
    )


def unborn_branches(desired: Desired, objects: Mapping[Address, Object]) -> list[tuple[Address, Address]]:
    """(branch, parent) of every desired branch that is not there, parents first."""
    pending = {
        address: parent_of(address, value, desired)
        for address, value in desired.objects.items()
        if isinstance(value, Branch) and address not in objects
    }
    ordered: list[tuple[Address, Address]] = []
    while pending:
        ready = [address for address, parent in pending.items() if parent not in pending]
        if not ready:
            break  # a cycle of parents: the stack room refuses it with its place
        ordered += [
            (address, parent) for address in sorted(ready) if (parent := pending[address]) is not None
        ]
        for address in ready:
            del pending[address]
    return ordered


def inherited(
    branch: Address, parent: Address, objects: Mapping[Address, Object], changes: Mapping[Address, Change]
) -> dict[Address, Object]:
    """What the branch will hold right after it is made: its parent's roles and databases after this apply."""
    after = {address: value for address, value in objects.items() if _is_copied(address, parent)}
    for address, change in changes.items():
        if not _is_copied(address, parent):
            continue
        if change.action in (Action.DELETE, Action.FORGET) or change.after is None:
            after = {place: value for place, value in after.items() if not place.is_within(address)}
        else:
            after[address] = change.after
    return {address.moved(parent, branch): value for address, value in after.items()}


def _is_copied(address: Address, parent: Address) -> bool:
    if address.kind == "data_api":
        return False  # the platform makes one for each branch that asks
    child = address
    while child.parent is not None:
        if child.parent == parent:
            return child.kind in COPIED
        child = child.parent
    return False
