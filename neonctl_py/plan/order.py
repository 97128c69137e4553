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
    later: dict[Node, set[Node]] = {node: set() for node in groups}
    waiting = dict.fromkeys(groups, 0)
    for first, second in edges:
        before = (covered.get(first[0], first[0]), first[1])
        after = (covered.get(second[0], second[0]), second[1])
        if before != after and before in groups and after in groups and after not in later[before]:
            later[before].add(after)
            waiting[after] += 1
    return tuple(step for node in _kahn(groups, later, waiting, rank) for step in groups[node])


def _kahn(
    groups: Mapping[Node, list[Step]],
    later: Mapping[Node, set[Node]],
    waiting: dict[Node, int],
    rank: Mapping[str, int],
) -> list[Node]:
    keys = {node: _key(node, groups[node], rank) for node in groups}
    ready = [(keys[node], node) for node, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    stuck = sorted(waiting, key=keys.__getitem__, reverse=True)
    done: dict[Node, None] = {}
    while len(done) < len(groups):
        if ready:
            node = heapq.heappop(ready)[1]
        else:  # a cycle: take the lowest rank that is left
            while stuck[-1] in done:
                stuck.pop()
            node = stuck.pop()
        if node in done:
            continue
        done[node] = None
        for follower in later[node]:
            waiting[follower] -= 1
            if waiting[follower] == 0 and follower not in done:
                heapq.heappush(ready, (keys[follower], follower))
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
