"""Run the tests of a stack, and show who may do what. Never here: what a test is held to (proof_verdict)."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError, PostgresConnectionError, PostgresError
from neonctl_py.model.proof import Actor, Proofs
from neonctl_py.model.role import Role
from neonctl_py.model.state import Observed
from neonctl_py.plan.inherit import default_branch
from neonctl_py.postgres.access_matrix import Access, access_matrix
from neonctl_py.postgres.connect import connect
from neonctl_py.postgres.proving import trial
from neonctl_py.report.proof_report import (
    DatabaseAccess,
    DatabaseProofs,
    ProofReport,
    ProofResult,
    TableAccess,
)
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.connecting import is_plain_postgres
from neonctl_py.workflows.plan_stack import neon_client
from neonctl_py.workflows.proving_ground import Prover
from neonctl_py.workflows.try_proofs import Bench
from neonctl_py.workflows.weaken_proofs import idle_survivors, weaken_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.proving_ground import Ground, Where
    from neonctl_py.workflows.throwaway import OpensThrowaway


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRequest:
    """``names``: only tests with one of these texts in their names. ``mutate``: whether they would notice a weakening, too.
    ``tell`` hears what is going on at an address.
    """

    throwaway: OpensThrowaway
    where: Where = "copy"
    branch: str | None = None
    names: tuple[str, ...] = ()
    mutate: bool = False
    tell: Callable[[Address, str], None] = lambda _place, _text: None


def run_proofs(desired: Desired, access: NeonAccess, request: ProofRequest) -> ProofReport:
    """Every test of the default branch's databases, or of the named branch's. What fails is in the report; raises NeonpyError where
    the tests can't be run at all.
    """
    if request.mutate and request.names:
        raise NeonpyError(
            "only all tests together show what nobody notices",
            hint="Give one of -k and --mutate.",
        )
    found: list[DatabaseProofs] = []
    with _scope(desired, access, request) as (client, there, account):
        wanted = _wanted(there, desired, request)
        prover = Prover(client, there, account, request.where, request.throwaway, request.tell)
        for home, places in groupby(sorted(wanted), key=lambda place: place.parent or place):
            with prover.ground(home) as ground:
                found += [_of_database(there, ground, place, wanted[place], request) for place in places]
    return ProofReport(tuple(found))


def show_access(desired: Desired, access: NeonAccess, request: ProofRequest) -> tuple[DatabaseAccess, ...]:
    """Who may do what with each table of every database, read from the catalog."""
    found = []
    with _scope(desired, access, request) as (client, there, account):
        where = "in-place" if request.where == "copy" else request.where
        prover = Prover(client, there, account, where, request.throwaway, request.tell)
        databases = sorted(place for place in there.objects if place.kind == "database")
        chosen = [place for place in databases if _is_chosen(place, there, request)]
        for home, places in groupby(chosen, key=lambda place: place.parent or place):
            with prover.ground(home) as ground:
                roles = _roles(there, home)
                for place in places:
                    with closing(connect(ground.url_of(place))) as connection:
                        found.append(DatabaseAccess(place, _tables(access_matrix(connection, list(roles)))))
    return tuple(found)


@contextmanager
def _scope(
    desired: Desired, access: NeonAccess, request: ProofRequest
) -> Iterator[tuple[NeonClient | None, Desired, Observed]]:
    """The client as long as it is needed, the stack with the named branch's catalog, and what the API tells."""
    if request.where == "offline":
        yield None, desired, Observed(objects={})
        return
    with neon_client(desired, access) as client:
        scope = on_branches(desired, client, [request.branch] if request.branch else [])
        yield client, scope.desired, scope.account


def _wanted(there: Desired, written: Desired, request: ProofRequest) -> dict[Address, Proofs]:
    """The tests by the database on which they run."""
    found = {}
    for place, proofs in written.proofs.items():
        if _is_chosen(place, written, replace(request, branch=None)):
            found[_on_branch(place, there, request.branch)] = _picked(place, proofs, request.names)
    return {place: proofs for place, proofs in found.items() if proofs.proofs or proofs.privileges}


def _is_chosen(place: Address, desired: Desired, request: ProofRequest) -> bool:
    """Is it the default branch's, or the named one's, or a server's?"""
    home, project = place.parent, place.container("project")
    if home is None or project is None or home == project:
        return request.branch is None
    if request.branch is not None:
        return home.name[0] == request.branch
    return home == default_branch(desired, project)


def _on_branch(place: Address, desired: Desired, branch: str | None) -> Address:
    home, project = place.parent, place.container("project")
    if branch is None or home is None or project is None or is_plain_postgres(desired, place):
        return place
    return place.moved(home, project.child("branch", branch))


def _picked(place: Address, proofs: Proofs, names: tuple[str, ...]) -> Proofs:
    if not names:
        return proofs

    def fits(name: str) -> bool:
        return any(part.casefold() in f"{place} {name}".casefold() for part in names)

    return replace(
        proofs,
        proofs=tuple(proof for proof in proofs.proofs if fits(proof.name)),
        privileges=tuple(held for held in proofs.privileges if fits(f"privileges of {held.role}")),
    )


def _of_database(
    desired: Desired, ground: Ground, place: Address, proofs: Proofs, request: ProofRequest
) -> DatabaseProofs:
    started = time.monotonic()
    results: list[ProofResult] = []
    weakened = None
    with closing(connect(ground.url_of(place))) as connection, trial(connection) as tried:
        bench = Bench(connection, tried, place, proofs)
        try:
            bench.begin()
            results += bench.privileges()
            results += map(bench.attempt, proofs.proofs)
            if request.mutate and all(result.has_passed for result in results):
                weakened = weaken_all(
                    bench,
                    desired.objects,
                    lambda done, of: request.tell(place, f"weakens {done + 1} of {of}"),
                )
        except PostgresConnectionError:
            raise
        except PostgresError as error:
            told = "\n".join(part for part in (error.summary, error.detail) if part)
            results.append(ProofResult(database=place, name="the seed", actor=Actor("", ""), problem=told))
    return DatabaseProofs(
        database=place,
        on=ground.on,
        results=tuple(results),
        seconds=time.monotonic() - started,
        weakened=weakened,
        idle=idle_survivors(place, weakened, proofs.survivors) if weakened is not None else (),
    )


def _roles(desired: Desired, home: Address) -> Mapping[str, Role]:
    return {
        place.name[0]: value
        for place, value in desired.objects.items()
        if isinstance(value, Role) and place.parent == home
    }


def _tables(matrix: tuple[Access, ...]) -> tuple[TableAccess, ...]:
    grouped = groupby(matrix, key=lambda access: (f"{access.schema}.{access.table}", access.role))
    return tuple(
        TableAccess(table, role, tuple((access.command, _cell(access)) for access in accesses))
        for (table, role), accesses in grouped
    )


def _cell(access: Access) -> str:
    if not access.is_held:
        return "no"
    of = " of columns" if access.privilege == "columns" else ""
    if access.rows == "none":
        return "no rows"
    if access.rows == "some":
        return f"rows{of}"
    return "columns" if of else "yes"
