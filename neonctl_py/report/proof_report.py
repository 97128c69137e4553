"""How the tests of a stack came out, and which weakenings they noticed. Never here: running them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.proof import Actor, Survivor


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One statement. ``expected`` and ``came`` are sentences without an end; ``lines`` tell row by row what differs: ``-`` is missing,
    ``+`` is too much. ``hint``: what may be meant.
    """

    written: str
    sql: str
    has_passed: bool
    expected: str = ""
    came: str = ""
    lines: tuple[str, ...] = ()
    hint: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofResult:
    """``problem``: why it could not be tried at all."""

    database: Address
    name: str
    actor: Actor
    verdicts: tuple[Verdict, ...] = ()
    problem: str = ""
    seconds: float = 0.0
    span: Span | None = None

    @property
    def has_passed(self) -> bool:
        """Did everything come as expected?"""
        return not self.problem and all(verdict.has_passed for verdict in self.verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakened:
    """``change`` says what was weakened at ``address``, ``statements`` are the SQL. ``caught_by``: the test that noticed, "" none.
    ``excuse``: the stack's reason why none needs to. ``problem``: why it could not be weakened. ``advice``: what to write.
    """

    address: Address
    change: str
    statements: tuple[str, ...]
    advice: str = ""
    caught_by: str = ""
    excuse: str = ""
    problem: str = ""

    @property
    def has_survived(self) -> bool:
        """Did nobody notice, without a reason?"""
        return not self.caught_by and not self.excuse


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseProofs:
    """``on`` says where they ran. ``weakened`` is None where nobody asked. ``idle``: reasons under ``survivors`` that excuse nothing."""

    database: Address
    on: str
    results: tuple[ProofResult, ...]
    seconds: float = 0.0
    weakened: tuple[Weakened, ...] | None = None
    idle: tuple[Survivor, ...] = ()

    @property
    def failed(self) -> tuple[ProofResult, ...]:
        """Those that did not pass."""
        return tuple(result for result in self.results if not result.has_passed)

    @property
    def survivors(self) -> tuple[Weakened, ...]:
        """What was weakened and no test noticed."""
        return tuple(item for item in self.weakened or () if item.has_survived)


@dataclass(frozen=True, slots=True)
class ProofReport:
    """All databases of a stack that have tests."""

    databases: tuple[DatabaseProofs, ...]

    @property
    def results(self) -> tuple[ProofResult, ...]:
        """Of all databases."""
        return tuple(result for database in self.databases for result in database.results)

    @property
    def has_passed(self) -> bool:
        """Did every test pass, and did nothing survive?"""
        return not any(database.failed or database.survivors for database in self.databases)


@dataclass(frozen=True, slots=True)
class TableAccess:
    """``cells`` by command: ``yes``, ``no``, ``rows`` (as policies say), ``no rows`` (no policy lets any through), ``columns``
    (some of them), ``rows of columns``.
    """

    table: str
    role: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DatabaseAccess:
    """One database's matrix."""

    database: Address
    tables: tuple[TableAccess, ...]
