"""Whether the tests of a database would notice: each thing that protects its rows is weakened, the tests are tried, and it is undone.

Never here: which weakenings there are (ddl/weaken).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.ddl.quoting import identifier
from neonctl_py.ddl.weaken import RELATIONS, Reach, Weakening, weakenings
from neonctl_py.errors import PostgresConnectionError, PostgresError
from neonctl_py.model.role import Role
from neonctl_py.postgres.access_matrix import access_matrix
from neonctl_py.report.proof_report import Weakened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.model.proof import Proof, Proofs, Survivor
    from neonctl_py.model.state import Object
    from neonctl_py.postgres.proving import Trial
    from neonctl_py.workflows.try_proofs import Bench

MOOT: Final = "another grant gives the same, so this one makes no difference"


def weaken_all(
    bench: Bench, objects: Mapping[Address, Object], tell: Callable[[int, int], None]
) -> tuple[Weakened, ...]:
    """What became of each weakening of the database's ``objects``. ``tell`` hears how many of how many are done. The seed must be there."""
    within = {place: value for place, value in objects.items() if place.is_within(bench.database)}
    known = _roles_of(bench.database, objects)
    subject = {role for role, value in known.items() if not _holds_everything(value)}
    spare = set(known) - subject
    reaches = [
        Reach(
            f"{access.schema}.{access.table}",
            access.role,
            access.command,
            is_whole=access.privilege == "yes",
            is_held=access.is_held,
            rows=access.rows,
        )
        for access in access_matrix(bench.connection, subject)
        if access.privilege != "unreachable"
    ]
    owners = {getattr(value, "owner", None) for value in within.values()}
    found = list(weakenings(within, [r for r in reaches if not _is_owner(r, within)], spare=spare))
    bench.trial.may_become([owner for owner in owners if isinstance(owner, str)])
    made = []
    for number, weakening in enumerate(found):
        tell(number, len(found))
        made.append(_weakened(bench, weakening))
    return tuple(made)


def idle_survivors(
    database: Address, weakened: Sequence[Weakened], survivors: Sequence[Survivor]
) -> tuple[Survivor, ...]:
    """Reasons that excuse nothing: a test notices now, or there is no such thing."""
    excused = [
        (str(item.address), _within(database, item.address), item.change) for item in weakened if item.excuse
    ]
    return tuple(survivor for survivor in survivors if not any(survivor.covers(*item) for item in excused))


def _within(database: Address, address: Address) -> str:
    return str(address).removeprefix(f"{database}/")


def _roles_of(database: Address, objects: Mapping[Address, Object]) -> dict[str, Role]:
    return {
        place.name[0]: value
        for place, value in objects.items()
        if isinstance(value, Role) and place.parent == database.parent
    }


def _holds_everything(role: Role) -> bool:
    return role.managed_by == "neon" or role.superuser is True


def _is_owner(reach: Reach, within: Mapping[Address, Object]) -> bool:
    """Nothing can be given to who owns it."""
    return not reach.is_held and any(
        place.kind in RELATIONS
        and ".".join(place.name) == reach.table
        and getattr(value, "owner", None) == reach.role
        for place, value in within.items()
    )


def _weakened(bench: Bench, weakening: Weakening) -> Weakened:
    caught, problem, is_moot = "", "", False
    try:
        with bench.trial.aside():
            _apply(bench.trial, weakening)
            is_moot = bool(weakening.unchanged) and bench.trial.run(weakening.unchanged).rows == (("true",),)
            caught = "" if is_moot else _caught_by(bench, weakening)
    except PostgresConnectionError:
        raise
    except PostgresError as error:
        problem = "\n".join(part for part in (error.summary, error.detail) if part)
    place, within = str(weakening.address), _within(bench.database, weakening.address)
    excuse = MOOT if is_moot else "" if caught else _excuse(bench.proofs, place, within, weakening.change)
    return Weakened(
        address=weakening.address,
        change=weakening.change,
        statements=weakening.statements,
        advice=weakening.advice,
        caught_by=caught,
        excuse=excuse,
        problem=problem,
    )


def _excuse(proofs: Proofs, place: str, within: str, change: str) -> str:
    return next((item.reason for item in proofs.survivors if item.covers(place, within, change)), "")


def _apply(trial: Trial, weakening: Weakening) -> None:
    owner = trial.owner_of(weakening.owner)
    if owner is None:
        raise PostgresError("It isn't there.", detail=f"{weakening.about} is not in this database.")
    path = trial.run("SHOW search_path").rows[0][0] or ""
    trial.run(f"SET LOCAL ROLE {identifier(owner)}")
    trial.become("", [("search_path", f"{identifier(weakening.schema)}, public")])
    for statement in weakening.statements:
        trial.run(statement, "It can't be weakened.")
    trial.run("SET LOCAL ROLE NONE")
    trial.become("", [("search_path", path)])


def _caught_by(bench: Bench, weakening: Weakening) -> str:
    """The name of the first test that fails; those that speak of the table are asked first."""
    if weakening.change.startswith(("+", "-")):
        for result in bench.privileges():
            if not result.has_passed:
                return result.name
    table = weakening.about.rpartition(".")[2]
    for proof in _nearest_first(bench.proofs.proofs, table):
        if not bench.attempt(proof).has_passed:
            return proof.name
    return ""


def _nearest_first(proofs: Sequence[Proof], table: str) -> Iterator[Proof]:
    speaks = [any(table in statement.sql for statement in proof.statements) for proof in proofs]
    yield from (proof for proof, is_near in zip(proofs, speaks, strict=True) if is_near)
    yield from (proof for proof, is_near in zip(proofs, speaks, strict=True) if not is_near)
