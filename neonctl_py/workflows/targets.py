"""From the words of ``--target`` to addresses. Never here: what a target brings with it (plan/scope)."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError
from neonctl_py.model.address import Address
from neonctl_py.plan.inherit import default_branch
from neonctl_py.workflows.connecting import is_plain_postgres

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from neonctl_py.model.state import Desired

_UNDER_A_BRANCH = ("role", "database", "compute", "replica", "snapshot_schedule", "auth")


def target_addresses(desired: Desired, texts: Sequence[str]) -> tuple[Address, ...]:
    """Canonical addresses; a branch that is left out is the default one. Raises NeonpyError for what is no address."""
    return tuple(_with_branch(desired, _parsed(text)) for text in texts)


def require_targets(targets: Iterable[Address], known: Iterable[Address]) -> None:
    """Raise NeonpyError, with the nearest names, for a target that neither the stack nor the world knows."""
    targets = tuple(targets)
    if not targets:
        return
    places = {container for address in known for container in (address, *address.ancestors())}
    for target in targets:
        if target in places:
            continue
        near = difflib.get_close_matches(str(target), sorted(map(str, places)), n=3, cutoff=0.85)
        raise NeonpyError(
            "a target does not exist",
            detail=f"Neither the stack nor Neon knows {target}.",
            hint=f"Did you mean {' or '.join(near)}?" if near else "neonpy show prints what is there.",
        )


def _parsed(text: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError as error:
        raise NeonpyError(
            "a target is no address", detail=str(error), hint="Write --target project.NAME/database.NAME/…"
        ) from error


def _with_branch(desired: Desired, address: Address) -> Address:
    chain = [address, *address.ancestors()]
    if len(chain) < 2 or is_plain_postgres(desired, address):
        return address
    project, child = chain[-1], chain[-2]
    if project.kind != "project" or child.kind not in _UNDER_A_BRANCH:
        return address
    branch = default_branch(desired, project)
    return address if branch is None else address.moved(child, branch.child(child.kind, *child.name))
