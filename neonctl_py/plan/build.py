"""The whole road from two states to a plan: moves, differences, inheritance, scope, steps, order, guards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.model.address import in_order
from neonctl_py.model.fingerprint import Fingerprint
from neonctl_py.model.index import Index
from neonctl_py.plan import registry
from neonctl_py.plan.advice import advice
from neonctl_py.plan.ancestry import ancestors_of, with_inherited_columns
from neonctl_py.plan.archives import declared_archives
from neonctl_py.plan.comparable_lineage import with_lineage
from neonctl_py.plan.default_grants import with_default_privileges
from neonctl_py.plan.destroy import destroy_changes
from neonctl_py.plan.diff import put_changes, remove_changes
from neonctl_py.plan.edges import edges, wishes
from neonctl_py.plan.expansions import Stage, staged, with_forced
from neonctl_py.plan.extension_moves import after_extension_moves
from neonctl_py.plan.freed_names import traded, traded_triggers
from neonctl_py.plan.guards import guard
from neonctl_py.plan.inborn_keys import inborn_keys, outside_circle
from neonctl_py.plan.inherit import COPIED, born_with, inherited, unborn_branches
from neonctl_py.plan.kinship import kinship
from neonctl_py.plan.knots import knotted
from neonctl_py.plan.lineage_advice import lineage_advice
from neonctl_py.plan.lineage_edges import rejoined
from neonctl_py.plan.locks import with_lock
from neonctl_py.plan.moves import apply_moves, with_multiranges_named
from neonctl_py.plan.not_null_names import columns_to_name
from neonctl_py.plan.order import Graph
from neonctl_py.plan.part_names import renamed_parts
from neonctl_py.plan.plan import Plan
from neonctl_py.plan.propagate import with_dependants, with_forced_replacement
from neonctl_py.plan.rename_hints import rename_hints
from neonctl_py.plan.renames import pair_renames
from neonctl_py.plan.rules.grant import regranted
from neonctl_py.plan.rules.partition_triggers import restated
from neonctl_py.plan.rules.sequence import disowned
from neonctl_py.plan.rules.typed_table import retied
from neonctl_py.plan.scope import told_unmanaged, within_scope
from neonctl_py.plan.sizes import tree_sizes
from neonctl_py.plan.steps import SqlStep
from neonctl_py.plan.world import (
    Kinship,
    World,
    copied_depends,
    index_names,
    index_parts,
    index_users,
    moved_depends,
    moved_sizes,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed
    from neonctl_py.plan.changes import Change


def make_plan(
    desired: Desired,
    observed: Observed,
    *,
    targets: Collection[Address] = (),
    branches: Collection[Address] = (),
    destroy: bool = False,
    contract: bool = False,
) -> Plan:
    """What it takes to make ``observed`` what ``desired`` says. ``targets``: only these, what is inside them and what they
    need. ``branches``: only these branches. ``destroy``: remove what the stack declares instead. ``contract``: with the second half of
    what is done in two (plan/expansions).
    """
    stated = desired.objects
    objects, moved = apply_moves(observed.objects, desired.moved)
    objects = dict(with_multiranges_named(desired.objects, objects))
    renamed = {**observed.renamed, **moved}
    stage = Stage(dict(desired.objects), objects)
    told: tuple[Diagnostic, ...] = ()
    freed: frozenset[Address] = frozenset()
    if not destroy:
        told = tuple(lineage_advice(desired, objects))
        stage = staged(desired, observed, objects, contract=contract)
        desired, objects = replace(desired, objects=stage.desired), stage.objects
        renamed |= stage.renamed
        freed = knotted(desired.objects, objects)
        wanted, objects = with_lineage(_without_leftovers(desired.objects, objects), objects, freed)
        desired = replace(desired, objects=wanted)
        depends, objects = after_extension_moves(observed.depends, objects, wanted)
        observed = replace(observed, depends=depends)
    unmanaged: tuple[Address, ...] = ()
    if destroy:
        changes = destroy_changes(desired, objects, targets=targets, branches=branches)
    else:
        changes, unmanaged, objects = _difference(desired, observed, objects, renamed)
        changes = with_forced(changes, stage)
        unmanaged = tuple(place for place in unmanaged if place not in stage.removed)
    if not destroy:
        changes |= renamed_parts(changes, desired, objects)
    changes |= rejoined(changes, objects, desired.objects, freed)
    changes |= regranted(changes, objects, desired.objects)
    changes |= retied(changes, objects, desired.objects)
    ancestors = ancestors_of(desired.objects, objects)
    changes |= restated(changes, desired.objects, objects, ancestors)
    changes |= disowned(changes, objects, desired.objects)
    world = replace(
        _world(desired, observed, objects, changes, renamed, ancestors=ancestors), staged=stage.staged
    )
    world = replace(world, changes=_with_causes_in_order(with_dependants(world)))
    chosen = within_scope(world, targets, branches)
    world = replace(world, changes=chosen, traded=traded(chosen) | traded_triggers(chosen, world.ancestors))
    world, graph = _ordered(world)
    steps = graph.steps(wishes(world))
    return Plan(
        stack=desired.stack,
        changes=tuple(chosen[address] for address in in_order(chosen)),
        steps=steps,
        server_versions={
            database: world.server_version(database)
            for database in {step.database for step in steps if isinstance(step, SqlStep)}
        },
        unmanaged=told_unmanaged(unmanaged, targets, branches),
        unsupported=observed.unsupported,
        diagnostics=(*guard(world), *advice(world), *rename_hints(world, unmanaged), *stage.told, *told),
        expansions=tuple(stage.expansions),
        archives=() if destroy or branches else declared_archives(desired, targets),
        desired=Fingerprint.of(stated),
        observed=Fingerprint.of(observed.objects),
    )


def _with_causes_in_order(changes: Mapping[Address, Change]) -> dict[Address, Change]:
    """In whatever order they were found."""
    return {
        place: replace(change, because=tuple(in_order(change.because))) if len(change.because) > 1 else change
        for place, change in changes.items()
    }


def _ordered(world: World) -> tuple[World, Graph]:
    """Every step, and who waits for whom. Foreign keys come with their tables unless these would then wait for each other."""
    world = replace(world, inborn=inborn_keys(world), named_not_nulls=columns_to_name(world))
    graph = _graph(world)
    if world.inborn and (circle := graph.circle()):
        world = replace(world, inborn=outside_circle(world, world.inborn, circle))
        graph = _graph(world)
    return world, graph


def _graph(world: World) -> Graph:
    planned, covered = registry.plan_steps(world)
    planned = [with_lock(world, item) for item in with_default_privileges(world, planned)]
    return Graph(planned, edges(world, covered), registry.RANKS, covered)


def _without_leftovers(
    wanted: Mapping[Address, Object], there: Mapping[Address, Object]
) -> Mapping[Address, Object]:
    """An invalid index may stay where it is; nobody builds one, but for a partitioned table's (ON ONLY)."""
    gone = {
        place
        for place, value in wanted.items()
        if isinstance(value, Index) and not value.valid and place not in there
        if place.parent is None or not getattr(wanted.get(place.parent), "partition_by", None)
    }
    return {place: value for place, value in wanted.items() if place not in gone} if gone else wanted


def _world(
    desired: Desired,
    observed: Observed,
    objects: Mapping[Address, Object],
    changes: Mapping[Address, Change],
    renamed: Mapping[Address, Address],
    *,
    ancestors: Mapping[Address, tuple[Address, ...]],
) -> World:
    depends = copied_depends(moved_depends(observed.depends, renamed), unborn_branches(desired, objects))
    depends = with_inherited_columns(depends, objects, ancestors)
    return World(
        desired,
        replace(observed, sizes=tree_sizes(moved_sizes(observed.sizes, renamed), objects)),
        objects,
        changes,
        names=index_names(desired.objects, objects),
        parts=index_parts(desired.objects, objects),
        depends=depends,
        users=index_users(depends),
        ancestors=ancestors,
        kin=kinship(desired, observed, objects) if ancestors else Kinship(),
    )


def _difference(
    desired: Desired,
    observed: Observed,
    objects: dict[Address, Object],
    renamed: Mapping[Address, Address],
) -> tuple[dict[Address, Change], tuple[Address, ...], dict[Address, Object]]:
    unborn = unborn_branches(desired, objects)
    copies = {branch for branch, _ in unborn}
    own = (
        {address: value for address, value in desired.objects.items() if not _is_copied(address, copies)}
        if copies
        else desired.objects
    )
    inborn = born_with(desired)
    changes = put_changes(own, objects, renamed, desired.external, inborn)
    for branch, parent in unborn:
        copy = inherited(branch, parent, {**_copied(inborn, changes), **objects}, changes)
        part = {address: value for address, value in desired.objects.items() if _is_copied(address, {branch})}
        changes |= put_changes(part, copy, {}, desired.external, inborn)
        objects |= copy
    versions = observed.server_versions
    changes = {
        place: with_forced_replacement(change, versions, objects) if change.differences else change
        for place, change in changes.items()
    }
    removed, unmanaged = remove_changes(desired, objects, changes)
    changes = pair_renames(changes | removed)
    return changes, tuple(place for place in unmanaged if not _is_copied(place, copies)), objects


def _copied(inborn: Mapping[Address, Object], changes: Mapping[Address, Change]) -> dict[Address, Object]:
    """What databases that this plan makes bring along."""
    return {place: value for place, value in inborn.items() if place.parent in changes}


def _is_copied(address: Address, branches: Collection[Address]) -> bool:
    """Is it, or what holds it, something that these branches get as a copy?"""
    child = address
    while child.parent is not None:
        if child.kind in COPIED and child.parent in branches:
            return True
        child = child.parent
    return False
