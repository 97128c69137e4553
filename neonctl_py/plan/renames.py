"""A part that vanishes while an equal one appears beside it was renamed: nothing is rebuilt for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.compare import differences

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

RENAMED_FREELY = frozenset({"constraint", "index", "policy", "rule", "trigger"})
"""Kinds whose name no running code depends on."""


def pair_renames(changes: dict[Address, Change]) -> dict[Address, Change]:
    """The same changes with every (Delete, Create) pair of equals turned into one Move."""
    created: dict[tuple[Address | None, str], list[Change]] = {}
    for change in changes.values():
        if change.action is Action.CREATE and change.kind in RENAMED_FREELY:
            created.setdefault((change.address.parent, change.kind), []).append(change)
    result = dict(changes)
    for change in changes.values():
        if change.action is not Action.DELETE or change.before is None:
            continue
        partners = created.get((change.address.parent, change.kind), [])
        for partner in partners:
            if partner.after is not None and not differences(partner.after, change.before):
                partners.remove(partner)
                del result[change.address]
                result[partner.address] = Change(
                    Action.MOVE, partner.address, change.before, partner.after, moved_from=change.address
                )
                break
    return result
