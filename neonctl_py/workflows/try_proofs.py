"""The tests of one database, tried in one transaction that is rolled back: the seed once, every test from there on.

Never here: where that database is (proving_ground), what is weakened (weaken).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from neonctl_py.errors import PostgresConnectionError, PostgresError
from neonctl_py.model.proof import Actor
from neonctl_py.postgres.access_matrix import access_matrix
from neonctl_py.report.proof_report import ProofResult, Verdict
from neonctl_py.workflows.proof_verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.proof import Holding, Proof, Proofs
    from neonctl_py.postgres.access_matrix import Access
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.proving import Trial

PRIVILEGES_OF = "privileges of "


@dataclass(frozen=True, slots=True)
class Bench:
    """The tests of one database, in a session on it with an open transaction."""

    connection: Connection
    trial: Trial
    database: Address
    proofs: Proofs

    def begin(self) -> None:
        """Who may be acted as, and the rows of the seed. Raises PostgresError where a row can't be there."""
        self.trial.may_become({proof.actor.role for proof in self.proofs.proofs} - {""})
        for seed in self.proofs.seed:
            place = f" ({seed.span})" if seed.span is not None else ""
            self.trial.script(seed.sql, f"The seed can't be put there: {seed.about}{place}.")
        self.trial.settle()

    def privileges(self) -> Iterator[ProofResult]:
        """A result for each role whose privileges are written down."""
        return try_privileges(self.connection, self.database, self.proofs.privileges)

    def attempt(self, proof: Proof) -> ProofResult:
        """The result of one test."""
        return try_proof(self.trial, self.database, proof)


def try_proof(trial: Trial, database: Address, proof: Proof) -> ProofResult:
    """One test, all of its statements."""
    started = time.monotonic()
    found: list[Verdict] = []
    problem = ""
    try:
        with trial.aside():
            for seed in proof.given:
                trial.script(seed.sql, f"What is given can't be put there: {seed.about}.")
            trial.become(proof.actor.role, proof.actor.settings)
            for statement in proof.statements:
                outcome = trial.attempt(statement.sql, keep=statement.keep)
                found.append(verdict(statement, outcome, trial.spelled))
    except PostgresConnectionError:
        raise
    except PostgresError as error:
        problem = "\n".join(part for part in (error.summary, error.detail) if part)
    return ProofResult(
        database=database,
        name=proof.name,
        actor=proof.actor,
        verdicts=tuple(found),
        problem=problem,
        seconds=time.monotonic() - started,
        span=proof.span,
    )


def try_privileges(
    connection: Connection, database: Address, holdings: Sequence[Holding]
) -> Iterator[ProofResult]:
    """One result for each role whose privileges are written down."""
    roles = list(dict.fromkeys(holding.role for holding in holdings))
    if not roles:
        return
    started = time.monotonic()
    matrix = access_matrix(connection, roles)
    spent = (time.monotonic() - started) / len(roles)
    for role in roles:
        own = [holding for holding in holdings if holding.role == role]
        held = [access for access in matrix if access.role == role]
        result = ProofResult(
            database=database,
            name=f"{PRIVILEGES_OF}{role}",
            actor=Actor(role, role),
            verdicts=tuple(_table_verdicts(own, held)),
            seconds=spent,
            span=own[0].span,
        )
        yield result if held else replace(result, problem=f"There is no role {role}.")


def _table_verdicts(holdings: Sequence[Holding], matrix: Sequence[Access]) -> Iterator[Verdict]:
    for table in dict.fromkeys(f"{access.schema}.{access.table}" for access in matrix):
        ruling = next((rule for rule in reversed(holdings) if fnmatchcase(table, rule.tables)), None)
        if ruling is None:
            continue
        own = [access for access in matrix if f"{access.schema}.{access.table}" == table]
        came = [_held(access) for access in own if access.is_held]
        missing = [command for command in ruling.commands if command not in came]
        extra = [command for command in came if command not in ruling.commands]
        yield Verdict(
            written=f"what {ruling.role} may do with {table}",
            sql="",
            has_passed=not missing and not extra,
            expected=", ".join(ruling.commands) or "nothing",
            came=", ".join(came) or "nothing",
            lines=(*(f"- {command}" for command in missing), *(f"+ {command}" for command in extra)),
            span=ruling.span,
        )


def _held(access: Access) -> str:
    return access.command if access.privilege == "yes" else f"{access.command} of some columns"
