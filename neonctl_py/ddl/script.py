"""Steps -> scripts: what is sent in one transaction (or outside any), with every setting it needs. Pure.

The live run and the printed SQL both read these, so they cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from neonctl_py.ddl.lock_budget import batches
from neonctl_py.ddl.lower import lower
from neonctl_py.ddl.names import schema_of
from neonctl_py.ddl.ownership import after_step, needed_roles
from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.rendering import Renderer
from neonctl_py.ddl.session import OFFLINE, Session
from neonctl_py.plan.steps import SqlStep, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SESSION_SETTINGS = ("SET check_function_bodies = off", "SET standard_conforming_strings = on")
"""Once per session, before the first script."""


@dataclass(frozen=True, slots=True)
class Part:
    """One step and its statements. ``before``: settings and borrowed roles that only it needs."""

    step: SqlStep
    before: tuple[str, ...]
    statements: tuple[str, ...]


class Parts:
    """The parts of a script, each written when it is first asked for: whoever sends the first need not wait for the last."""

    def __init__(self, written: Iterator[Part], count: int) -> None:
        self._written = written
        self._known: list[Part] = []
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Part]:
        for position in range(self._count):
            if position == len(self._known):
                self._known.append(next(self._written))
            yield self._known[position]


@dataclass(frozen=True, slots=True)
class Script:
    """``settings`` are made on the session, before BEGIN where there is one. ``closing`` gives borrowed roles back: inside
    the transaction, or, where there is none, whatever happened before. It is complete when all parts were read. ``steps``: those of
    its parts.
    """

    transaction: Transaction
    settings: tuple[str, ...]
    parts: Parts
    borrowed: Mapping[str, str]
    steps: tuple[SqlStep, ...] = ()

    @property
    def closing(self) -> tuple[str, ...]:
        """A statement for each role that a part has borrowed."""
        return tuple(self.borrowed.values())

    @property
    def is_transactional(self) -> bool:
        """Does it run between BEGIN and COMMIT?"""
        return self.transaction is not Transaction.NONE

    def lines(self) -> Iterator[str]:
        """Everything that is sent, in order."""
        yield from self.settings
        if self.is_transactional:
            yield "BEGIN"
        for part in self.parts:
            yield from part.before
            yield from part.statements
        yield from self.closing
        if self.is_transactional:
            yield "COMMIT"


def scripts(steps: Iterable[SqlStep], session: Session = OFFLINE) -> Iterator[Script]:
    """In the order of the steps: neighbours that share a transaction are one script (several, where the server has no room for
    so many locks), every other step is its own. All parts of a script must have been read before the next script is: what one
    changes about owners counts for all that follow.
    """
    author = _Author(session)
    for transaction, neighbours in groupby(steps, key=lambda step: step.transaction):
        if transaction is Transaction.SHARED:
            for batch in batches(neighbours, session.locks):
                yield author.write(batch, transaction)
        else:
            for step in neighbours:
                yield author.write([step], transaction)


@dataclass(slots=True)
class _Place:
    """What is in force at a place of one script."""

    scope: str
    timeouts: tuple[str, ...]
    path: str | None
    borrowed: dict[str, str]


class _Author:
    """Writes one script after the other and remembers what each changed about owners and roles."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._owners = dict(session.owners)
        self._renderer = Renderer()

    def write(self, steps: Sequence[SqlStep], transaction: Transaction) -> Script:
        settings = _timeouts("SET", steps[0])
        scope = "SET" if transaction is Transaction.NONE else "SET LOCAL"
        place = _Place(scope, _timeouts(scope, steps[0]), None, {})
        parts = Parts((self._part(step, place) for step in steps), len(steps))
        return Script(transaction, settings, parts, place.borrowed, tuple(steps))

    def _part(self, step: SqlStep, place: _Place) -> Part:
        before: list[str] = []
        if (timeouts := _timeouts(place.scope, step)) != place.timeouts:
            before += timeouts
            place.timeouts = timeouts
        path = _search_path(place.scope, step)
        if path is not None and path != place.path:
            before.append(path)
            place.path = path
        for role in self._to_borrow(step):
            if role not in place.borrowed:
                place.borrowed[role] = f"REVOKE {identifier(role)} FROM CURRENT_USER"
                before.append(self._borrow(role))
        part = Part(step, tuple(before), tuple(self._statements(step)))
        self._note(step)
        return part

    def _statements(self, step: SqlStep) -> list[str]:
        return self._renderer.statements(lower(step, self._session))

    def _to_borrow(self, step: SqlStep) -> list[str]:
        if self._session.is_superuser:
            return []
        needed = needed_roles(step, self._owners)
        held, administered = self._session.holds, self._session.administers
        return [role for role in needed if role in administered and role not in held]

    def _borrow(self, role: str) -> str:
        options = " WITH INHERIT TRUE, SET TRUE" if self._session.has_membership_options else ""
        return f"GRANT {identifier(role)} TO CURRENT_USER{options}"

    def _note(self, step: SqlStep) -> None:
        after_step(step, self._owners, self._session.user)
        if step.address.kind == "role" and step.operation in ("create", "rename"):
            # who creates a role may administer it
            administers = self._session.administers | {step.address.name[0]}
            self._session = replace(self._session, administers=administers)


def _timeouts(scope: str, step: SqlStep) -> tuple[str, ...]:
    return (
        f"{scope} lock_timeout = {step.lock_timeout}",
        f"{scope} statement_timeout = {step.statement_timeout}",
    )


def _search_path(scope: str, step: SqlStep) -> str | None:
    """Where the step's own expressions look names up: its schema, then public.

    An extension that names no schema is created in the first one of the path, so the path must not be a leftover.
    """
    schema = "public" if step.address.kind == "extension" else schema_of(step.address)
    if schema is None:
        return None
    path = [schema] if schema == "public" else [schema, "public"]
    return f"{scope} search_path = {', '.join(map(identifier, path))}"
