"""Steps in the order of execution: a graph of (address, phase) nodes, sorted topologically, ties broken by rank and address.

Every address has up to four nodes: *leave* (what it must be let go of before anything else: a partition of its parent),
*remove* (what must go), *put* (what must be there) and *finish* (what may come only after its parts are there: row-level
security is enabled when the policies stand). A false cycle (names in texts give a
superset of the real dependencies) is broken at the lowest rank.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.plan.steps import Step


class Phase(IntEnum):
    """Removal comes last where nothing else forces it: destructive work waits until all the rest has succeeded."""

    LEAVE = -1
    PUT = 0
    FINISH = 1
    REMOVE = 2


@dataclass(frozen=True, slots=True)
class Planned:
    """One step at its node. ``node``: another address than the step's, before whose own steps it is done."""

    phase: Phase
    step: Step
    node: Address | None = None


Node = tuple["Address", Phase]


def sort_steps(
    planned: Sequence[Planned],
    edges: Iterable[tuple[Node, Node]],
    rank: Mapping[str, int],
    covered: Mapping[Address, Address],
) -> tuple[Step, ...]:
    """``edges`` are (earlier, later). ``covered``: address -> the address whose step makes it too. Edges at nodes that hold no
    step are dropped. Iterative, so that chains of any length sort.
    """
    groups: dict[Node, list[Step]] = {}
    for item in planned:
        groups.setdefault((item.node or item.step.address, item.phase), []).append(item.step)
    nodes = sorted(groups, key=lambda node: _key(node, groups[node], rank))
    places = _places(nodes, covered)
    later: list[set[int]] = [set() for _ in nodes]
    waiting = [0] * len(nodes)
    for first, second in edges:
        before = places.get(first)
        if before is not None:
            after = places.get(second)
            if after is not None and before != after and after not in later[before]:
                later[before].add(after)
                waiting[after] += 1
    return tuple(step for place in _kahn(later, waiting) for step in groups[nodes[place]])


def _places(nodes: Sequence[Node], covered: Mapping[Address, Address]) -> dict[Node, int]:
    """Where each node stands when nothing but rank and address counts; what is covered stands where its cover does."""
    own = {node: place for place, node in enumerate(nodes)}
    places = {node: place for node, place in own.items() if node[0] not in covered}
    for address, cover in covered.items():
        for phase in Phase:
            if (place := own.get((cover, phase))) is not None:
                places[address, phase] = place
    return places


def _kahn(later: Sequence[set[int]], waiting: list[int]) -> list[int]:
    ready = [place for place, count in enumerate(waiting) if count == 0]  # in order, so it is a heap
    stuck = iter(range(len(waiting)))
    done: dict[int, None] = {}
    while len(done) < len(waiting):
        # a cycle is broken at the lowest rank that is left
        place = heapq.heappop(ready) if ready else next(place for place in stuck if place not in done)
        if place in done:
            continue
        done[place] = None
        for follower in later[place]:
            waiting[follower] -= 1
            if waiting[follower] == 0 and follower not in done:
                heapq.heappush(ready, follower)
    return list(done)


def _key(node: Node, steps: Sequence[Step], rank: Mapping[str, int]) -> tuple[str, int, str, int, int, str]:
    """Project by project; the API's side first; one database after the other; put, finish, remove; rank; address."""
    address, phase = node
    project = address.container("project")
    database = getattr(steps[0], "database", None)
    home = str(database) if database is not None else ""
    stage = 1 if database is not None else 0
    place = rank.get(address.kind, 99)
    return (str(project), stage, home, int(phase), -place if phase is Phase.REMOVE else place, str(address))
