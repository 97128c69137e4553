"""Every kind that is planned, with its rules. Adding a kind means adding it here and the same file name in each room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from neonctl_py.plan.rules import (
    aggregate,
    auth,
    auth_provider,
    branch,
    cast,
    collation,
    column,
    composite,
    compute,
    constraint,
    data_api,
    database,
    default_privileges,
    domain,
    enum,
    event_trigger,
    extension,
    foreign_data_wrapper,
    foreign_server,
    foreign_table,
    function,
    grant,
    heirs,
    index,
    jwks,
    materialized_view,
    membership,
    operator,
    operator_class,
    operator_family,
    policy,
    project,
    publication,
    replica,
    role,
    rule,
    schema,
    sequence,
    snapshot_schedule,
    statistics,
    subscription,
    table,
    text_search_configuration,
    text_search_dictionary,
    trigger,
    user_mapping,
    view,
)
from neonctl_py.plan.rules import (
    range as range_rules,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Change
    from neonctl_py.plan.order import Planned
    from neonctl_py.plan.world import World


class Rules(Protocol):
    """What a rules module gives. ``parts`` and ``copied_from`` are optional."""

    RANK: int

    def dependencies(self, world: World, address: Address, value: Object) -> Iterator[Address]:
        """What must be there before it."""
        ...

    def steps(self, world: World, change: Change) -> Iterator[Planned]:
        """What makes the change."""
        ...


NEON_KINDS: dict[str, Rules] = {
    "project": project,
    "branch": branch,
    "compute": compute,
    "replica": replica,
    "snapshot_schedule": snapshot_schedule,
    "auth": auth,
    "auth_provider": auth_provider,
    "data_api": data_api,
    "jwks": jwks,
}
CATALOG_KINDS: dict[str, Rules] = {
    "role": role,
    "membership": membership,
    "database": database,
    "schema": schema,
    "extension": extension,
    "enum": enum,
    "domain": domain,
    "sequence": sequence,
    "composite": composite,
    "range": range_rules,
    "collation": collation,
    "statistics": statistics,
    "table": table,
    "column": column,
    "constraint": constraint,
    "index": index,
    "policy": policy,
    "view": view,
    "materialized_view": materialized_view,
    "rule": rule,
    "function": function,
    "aggregate": aggregate,
    "trigger": trigger,
    "event_trigger": event_trigger,
    "grant": grant,
    "default_privileges": default_privileges,
    "foreign_data_wrapper": foreign_data_wrapper,
    "foreign_server": foreign_server,
    "user_mapping": user_mapping,
    "foreign_table": foreign_table,
    "operator_family": operator_family,
    "operator": operator,
    "operator_class": operator_class,
    "cast": cast,
    "text_search_dictionary": text_search_dictionary,
    "text_search_configuration": text_search_configuration,
    "publication": publication,
    "subscription": subscription,
}
KINDS: dict[str, Rules] = {**NEON_KINDS, **CATALOG_KINDS}
RANKS: dict[str, int] = {kind: rules.RANK for kind, rules in KINDS.items()}

_PARTS = {
    "project": project.parts,
    "branch": branch.parts,
    "table": heirs.parts,
    "foreign_table": heirs.parts,
    "domain": domain.parts,
}


def dependencies(world: World, address: Address, value: Object | None) -> Iterator[Address]:
    """What the object at the address needs, declared and from the names in its texts."""
    if value is not None and address.kind in KINDS:
        yield from KINDS[address.kind].dependencies(world, address, value)


def copied_from(world: World, address: Address, change: Change) -> Iterator[Address]:
    """What a copy waits for."""
    if address.kind == "branch":
        yield from branch.copied_from(world, change)


def plan_steps(world: World) -> tuple[list[Planned], dict[Address, Address]]:
    """Every step at its node, and which addresses are made by another one's step."""
    covered: dict[Address, Address] = {}
    for address, change in world.changes.items():
        if address.kind in _PARTS:
            covered |= {part: address for part, _ in _PARTS[address.kind](world, change)}
    planned: list[Planned] = []
    for address, change in world.changes.items():
        if address not in covered:
            planned += KINDS[address.kind].steps(world, change)
        elif address.kind == "database":
            planned += database.after_creation(world, change)
    return planned, covered
