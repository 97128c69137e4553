"""One thing that apply does: a call of the Neon API, one lowered change of a catalog, or a written revision. Executor and renderer match over ``Step``.

A step carries its own risk. Nothing downstream derives risk from SQL text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object
    from neonctl_py.plan.changes import Action
    from neonctl_py.plan.hazards import Hazard


class Transaction(StrEnum):
    """``shared``: with its neighbours in one transaction. ``own``: alone in one. ``none``: outside any (CONCURRENTLY)."""

    SHARED = "shared"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Effect:
    """What it touches, estimated from the catalog's statistics; ``lock`` is Postgres' name of the strongest table lock."""

    rows: int = 0
    bytes: int = 0
    lock: str = ""


class Grade(StrEnum):
    """How much is lost: ``nothing``, what can be brought back for a time, or what is ``gone``."""

    NOTHING = "nothing"
    RECOVERABLE = "recoverable"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Loss:
    """What a step takes away. ``until`` (RFC 3339, UTC): for how long it can be brought back; ``why``: by what, or why nothing."""

    grade: Grade
    until: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeonStep:
    """A change through the Neon API. ``parts``: further (address, value) that the same call makes (a project with its default
    branch, compute, role and database is ONE call). ``name`` of the object is the address's.
    """

    action: Action
    address: Address
    before: Object | None = None
    after: Object | None = None
    parts: tuple[tuple[Address, Object], ...] = ()
    changed: tuple[str, ...] = ()
    moved_from: Address | None = None
    hazards: tuple[Hazard, ...] = ()
    loss: Loss | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlStep:
    """A change of one database's catalog. ``operation`` is a verb of the kind's vocabulary (``create``, ``drop``, ``alter``,
    ``rename``, ``validate``, ``build_concurrently``…), lowered by ``ddl/operations/<kind>``.

    ``database`` is where it runs. ``parts``: for a new table the columns and constraints that its CREATE TABLE holds.
    ``changed``: the fields that an ``alter`` is about. ``context``: other values that the lowering needs (for a grant the
    owner, for an enum that is rebuilt the columns that use it), by address. Timeouts in milliseconds, 0 is none.
    """

    action: Action
    operation: str
    address: Address
    database: Address
    before: Object | None = None
    after: Object | None = None
    parts: tuple[tuple[Address, Object], ...] = ()
    context: tuple[tuple[Address, Object], ...] = ()
    changed: tuple[str, ...] = ()
    moved_from: Address | None = None
    transaction: Transaction = Transaction.SHARED
    lock_timeout: int = 3_000
    statement_timeout: int = 0
    hazards: tuple[Hazard, ...] = ()
    loss: Loss | None = None
    effect: Effect = Effect()
    form: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionStep:
    """A written revision that a database lacks. ``revision`` is its id, ``title`` the first line of what it says about itself.
    ``folder`` holds the revisions, ``version_table`` notes them, ``roles`` may own what they make. ``agreed``: its hazards, which were
    agreed to when it was written, so that ``hazards`` asks for nothing more.
    """

    action: Action
    address: Address
    database: Address
    revision: str
    title: str
    folder: str
    version_table: str = ""
    roles: tuple[str, ...] = ()
    agreed: tuple[Hazard, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    loss: Loss | None = None
    reason: str = ""

    @property
    def operation(self) -> str:
        """What is done, as other steps say it."""
        return f"upgrade {self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyStep:
    """Keeps the branch at ``address`` as it is: as a branch or snapshot of that name, for ``keep`` seconds. ``is_repeatable``: the
    name stands for the very tables that lose something, so one of that name that is there comes from an apply that did not get to it.
    """

    action: Action
    address: Address
    kind: Literal["branch", "snapshot"]
    name: str
    keep: int
    is_repeatable: bool = False
    hazards: tuple[Hazard, ...] = ()
    loss: None = None
    reason: str = ""

    @property
    def operation(self) -> str:
        """What is done, as other steps say it."""
        return f"keep a {'copy' if self.kind == 'branch' else 'snapshot'}"


Step = NeonStep | SqlStep | RevisionStep | SafetyStep
