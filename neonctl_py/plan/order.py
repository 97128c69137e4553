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


class Graph:
    """``edges`` are (earlier, later). ``covered``: address -> the address whose step makes it too. Edges at nodes that hold no
    step are dropped.
    """

    def __init__(
        self,
        planned: Sequence[Planned],
        edges: Iterable[tuple[Node, Node]],
        rank: Mapping[str, int],
        covered: Mapping[Address, Address],
    ) -> None:
        self._groups: dict[Node, list[Step]] = {}
        for item in planned:
            self._groups.setdefault((item.node or item.step.address, item.phase), []).append(item.step)
        self._nodes = sorted(self._groups, key=lambda node: _key(node, self._groups[node], rank))
        self._places = _places(self._nodes, covered)
        self._must = self._arrows(edges)

    def circle(self) -> frozenset[Address]:
        """The addresses whose steps wait for each other, or stand between such; empty when there is an order. Linear."""
        return frozenset(
            self._nodes[place][0] for place in _circles(range(len(self._nodes)), self._must.later)
        )

    def steps(self, wishes: Iterable[tuple[Node, Node]] = ()) -> tuple[Step, ...]:
        """In their order. ``wishes``: edges that are followed as far as nothing else stands against them. Iterative, so that chains
        of any length sort.
        """
        order = _kahn(self._must, self._arrows(wishes))
        return tuple(step for place in order for step in self._groups[self._nodes[place]])

    def _arrows(self, pairs: Iterable[tuple[Node, Node]]) -> _Arrows:
        arrows, places = _Arrows(len(self._nodes)), self._places
        for first, second in pairs:
            before = places.get(first)
            if before is not None:
                after = places.get(second)
                if after is not None and before != after:
                    arrows.add(before, after)
        return arrows


def _circles(places: Iterable[int], later: Sequence[set[int]]) -> set[int]:
    """Those that wait for each other, or stand between such; not those that wait for them. Linear."""
    left = _peeled(places, later)
    earlier: dict[int, set[int]] = {place: set() for place in left}
    for place in left:
        for follower in later[place] & left:
            earlier[follower].add(place)
    return _peeled(left, earlier) if left else left


def _peeled(places: Iterable[int], later: Sequence[set[int]] | Mapping[int, set[int]]) -> set[int]:
    """What is left when, again and again, everything is taken away that waits for nothing that is left."""
    left = set(places)
    waiting = dict.fromkeys(left, 0)
    for place in left:
        for follower in later[place]:
            if follower in waiting:
                waiting[follower] += 1
    free = [place for place, count in waiting.items() if not count]
    while free:
        place = free.pop()
        left.discard(place)
        for follower in later[place]:
            if follower in waiting:
                waiting[follower] -= 1
                if not waiting[follower]:
                    free.append(follower)
    return left


class _Arrows:
    """Who comes after whom, and for how many each still waits."""

    __slots__ = ("later", "waiting")

    def __init__(self, size: int) -> None:
        self.later: list[set[int]] = [set() for _ in range(size)]
        self.waiting = [0] * size

    def add(self, before: int, after: int) -> None:
        if after not in self.later[before]:
            self.later[before].add(after)
            self.waiting[after] += 1


def _places(nodes: Sequence[Node], covered: Mapping[Address, Address]) -> dict[Node, int]:
    """Where each node stands when nothing but rank and address counts; what is covered stands where its cover does."""
    own = {node: place for place, node in enumerate(nodes)}
    places = {node: place for node, place in own.items() if node[0] not in covered}
    for address, cover in covered.items():
        for phase in Phase:
            if (place := own.get((cover, phase))) is not None:
                places[address, phase] = place
    return places


def _kahn(must: _Arrows, may: _Arrows) -> list[int]:
    size = len(must.waiting)
    free = [place for place in range(size) if not must.waiting[place]]
    ready = [place for place in free if not may.waiting[place]]  # in order, so it is a heap
    wishing = [place for place in free if may.waiting[place]]
    stuck: Iterable[int] = range(size)
    done: dict[int, None] = {}
    while len(done) < size:
        # a wish gives way first; a cycle is broken at its lowest rank, so that whoever waits for it goes on waiting
        heap = ready or wishing
        if not heap:
            stuck = _circles((place for place in stuck if place not in done), must.later)
        place = heapq.heappop(heap) if heap else min(stuck)
        if place in done:
            continue
        done[place] = None
        followers = must.later[place] | may.later[place]
        for arrows in (must, may):
            for follower in arrows.later[place]:
                arrows.waiting[follower] -= 1
        for follower in followers:
            if must.waiting[follower] == 0 and follower not in done:
                heapq.heappush(wishing if may.waiting[follower] else ready, follower)
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
