"""What ``--branch`` means: the branch is reconciled as if it said ``catalog: true``; a branch that isn't there is an error.

Never here: a fallback to any other branch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonNotFoundError
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.project import Project
from neonctl_py.plan.inherit import COPIED, default_branch
from neonctl_py.workflows.observe_world import observe_only_account

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Observed
    from neonctl_py.neon.client import NeonClient


@dataclass(frozen=True, slots=True)
class BranchScope:
    """The stack with the default branch's catalog on the named branches, too, and what the API tells of all that."""

    desired: Desired
    account: Observed
    branches: tuple[Address, ...]


def on_branches(
    desired: Desired, client: NeonClient | None, names: Sequence[str], project: str | None = None
) -> BranchScope:
    """Read the account for a command that names branches (or none). Raises NeonNotFoundError for one that isn't there."""
    return on_places(desired, client, branch_addresses(desired, names, project))


def on_places(desired: Desired, client: NeonClient | None, wanted: tuple[Address, ...]) -> BranchScope:
    """The same by the branches' addresses: one of that name in another project is not meant."""
    account = observe_only_account(with_catalog_on(desired, wanted), client)
    branches = require_branches(desired, account, wanted)
    return BranchScope(with_catalog_on(desired, branches), account, branches)


def branch_addresses(
    desired: Desired, names: Sequence[str], project: str | None = None
) -> tuple[Address, ...]:
    """The named branch of every Neon project of the stack (or of the named one), declared or not."""
    projects = [
        address
        for address, value in desired.objects.items()
        if isinstance(value, Project) and value.provider == "neon" and project in (None, address.name[0])
    ]
    return tuple(place.child("branch", name) for name in names for place in projects)


def with_catalog_on(desired: Desired, branches: Collection[Address]) -> Desired:
    """The stack with the default branch's roles and databases declared under these branches, too."""
    objects = dict(desired.objects)
    spans = dict(desired.spans)
    open_parts = set(desired.open_parts)
    external = set(desired.external)
    kept, online = set(desired.prevent_destroy), dict(desired.online)
    removed, moved = list(desired.removed), list(desired.moved)
    expansions, unmanaged = dict(desired.expansions), set(desired.delete_unmanaged)
    for branch in branches:
        source = default_branch(desired, branch.parent) if branch.parent is not None else None
        if source is None or source == branch or _has_catalog(desired, branch):
            continue
        objects.setdefault(branch, Branch(catalog=True))
        objects.setdefault(branch.child("compute"), Compute(implied=True))
        for address, value in desired.objects.items():
            if _is_catalog_of(address, source):
                objects[address.moved(source, branch)] = value
                if address in desired.spans:
                    spans[address.moved(source, branch)] = desired.spans[address]
        open_parts |= {(place.moved(source, branch), kind) for place, kind in desired.open_parts}
        external |= {place.moved(source, branch) for place in desired.external}
        kept |= {place.moved(source, branch) for place in desired.prevent_destroy}
        removed += [place.moved(source, branch) for place in desired.removed if place.is_within(source)]
        moved += [
            (old.moved(source, branch), new.moved(source, branch))
            for old, new in desired.moved
            if new.is_within(source) and new != source
        ]
        expansions |= {
            new.moved(source, branch): old.moved(source, branch)
            for new, old in desired.expansions.items()
            if new.is_within(source)
        }
        unmanaged |= {
            place.moved(source, branch) for place in desired.delete_unmanaged if place.is_within(source)
        }
        online |= {place.moved(source, branch): said for place, said in desired.online.items()}
    return replace(
        desired,
        objects=objects,
        spans=spans,
        open_parts=frozenset(open_parts),
        external=frozenset(external),
        prevent_destroy=frozenset(kept),
        online=online,
        removed=tuple(dict.fromkeys(removed)),
        moved=tuple(dict.fromkeys(moved)),
        expansions=expansions,
        delete_unmanaged=frozenset(unmanaged),
    )


def require_branches(
    desired: Desired, observed: Observed, branches: Collection[Address]
) -> tuple[Address, ...]:
    """Those that are declared or there. Raises NeonNotFoundError for a name that no project knows."""
    known = tuple(branch for branch in branches if branch in desired.objects or branch in observed.objects)
    missing = {branch.name[0] for branch in branches} - {branch.name[0] for branch in known}
    if missing:
        places = {place for place in (*desired.objects, *observed.objects) if place.kind == "branch"}
        names = sorted({place.name[0] for place in places})
        raise NeonNotFoundError(
            "a branch was not found",
            detail=f"No project of the stack has a branch {', '.join(sorted(missing))}. There are: {', '.join(names)}.",
            hint="Name one of these. Nothing else was read or changed instead.",
        )
    return known


def _has_catalog(desired: Desired, branch: Address) -> bool:
    return any(_is_catalog_of(address, branch) for address in desired.objects)


def _is_catalog_of(address: Address, branch: Address) -> bool:
    child = address
    while child.parent is not None:
        if child.parent == branch:
            return child.kind in COPIED
        child = child.parent
    return False
