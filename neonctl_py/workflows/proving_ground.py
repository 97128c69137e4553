"""Where the tests of a branch or a server run: a throwaway branch, a throwaway Postgres, or the place itself.

Never here: the tests.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from neonctl_py.errors import NeonNotFoundError, NeonpyError, RefusedError
from neonctl_py.model.branch import Branch
from neonctl_py.model.compute import Compute
from neonctl_py.model.database import Database
from neonctl_py.model.extension import Extension
from neonctl_py.model.project import Project
from neonctl_py.model.rehearsal import Rehearsal
from neonctl_py.model.role import Role
from neonctl_py.model.state import Desired
from neonctl_py.model.values import UNSET
from neonctl_py.neon.connections import with_database
from neonctl_py.plan.elsewhere import Elsewhere
from neonctl_py.plan.inherit import COPIED
from neonctl_py.plan.registry import CATALOG_KINDS
from neonctl_py.workflows.connecting import database_url, is_plain_postgres
from neonctl_py.workflows.mentioned_roles import mentioned_roles
from neonctl_py.workflows.observe_world import observe_world
from neonctl_py.workflows.rehearsal_branch import throwaway_branch
from neonctl_py.workflows.rehearsal_server import ELSEWHERE, build_here, throwaway_server
from neonctl_py.workflows.replay_revisions import make_roles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object, Observed
    from neonctl_py.model.values import Secret
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.workflows.throwaway import OpensThrowaway

Where = Literal["copy", "offline", "in-place"]

EMPTY: Final = Rehearsal(data="schema-only")
"""Rows of the branch's own would be counted with the tests'."""

_SMALL: Final = Compute(min_cu=0.25, max_cu=0.25)
"""Tests have few rows, and whoever pays for the branch's own size need not pay for it twice."""

_MADE_BY_SQL: Final = ({*CATALOG_KINDS, "role", "database"}) - {*ELSEWHERE}


@dataclass(frozen=True, slots=True)
class Ground:
    """``on``: its name for a person. ``url_of``: the URL of a database, by its own address."""

    on: str
    url_of: Callable[[Address], Secret]


@dataclass(frozen=True, slots=True)
class Prover:
    """What it takes to make one. ``account``: what the API told; ``where`` is what the user wants."""

    client: NeonClient | None
    desired: Desired
    account: Observed
    where: Where
    throwaway: OpensThrowaway
    tell: Callable[[Address, str], None]

    @contextmanager
    def ground(self, home: Address) -> Iterator[Ground]:
        """For the databases of one branch, or of one server without branches. Nothing stays of it."""
        match self.where:
            case "offline":
                with self._built(home) as ground:
                    yield ground
            case "in-place":
                self._require(home)
                yield Ground("itself, rolled back", self._url)
            case "copy" if is_plain_postgres(self.desired, home):
                with self._server(home) as ground:
                    yield ground
            case "copy":
                self._require(home)
                with self._branch(home) as ground:
                    yield ground

    def _url(self, database: Address) -> Secret:
        return database_url(self.client, self.desired, self.account, database)

    def _require(self, home: Address) -> None:
        if home.kind == "branch" and home not in self.account.ids:
            raise NeonNotFoundError(
                "there is nothing to test yet",
                detail=f"{home} does not exist.",
                hint="neonpy apply makes it; neonpy test --offline tries the tests on what the stack says.",
            )

    @contextmanager
    def _branch(self, home: Address) -> Iterator[Ground]:
        client, project = self.client, home.parent
        if client is None or project is None:
            raise RefusedError("a branch can't be tested without the Neon API", detail=str(home))
        small = replace(self.account, objects={**self.account.objects, home.child("compute"): _SMALL})
        with throwaway_branch(client, small, home, EMPTY, lambda text: self.tell(home, text)) as made:
            elsewhere = Elsewhere(home, project.child("branch", made.name))
            ids = {project: self.account.ids[project], elsewhere.new: made.branch_id}
            objects = {
                project: self.desired.objects[project],
                elsewhere.new: Branch(),
                elsewhere.new.child("compute"): Compute(implied=True),
                **elsewhere.mapping(self.desired.objects),
            }
            desired = replace(self.desired, objects=objects)
            observed = replace(
                self.account, objects=elsewhere.mapping(self.account.objects), ids=ids, renamed={}
            )
            yield Ground(
                f"a copy of {home.name[0]}",
                lambda database: database_url(client, desired, observed, elsewhere.place(database), ids=ids),
            )

    @contextmanager
    def _server(self, home: Address) -> Iterator[Ground]:
        """The observed catalogs without a row."""
        self.tell(home, "builds its catalog in a throwaway Postgres on this machine, without any rows")
        alone = replace(self.desired, objects=_beneath(self.desired, home), proofs={})
        world = observe_world(alone, None)
        with throwaway_server(world.observed, world.desired, home, self.throwaway) as url:
            yield Ground(
                "a throwaway Postgres with its catalog", lambda place: with_database(url, place.name[0])
            )

    @contextmanager
    def _built(self, home: Address) -> Iterator[Ground]:
        """What the stack says, and nothing else."""
        project = home.container("project") or home
        self.tell(home, "builds what the stack says in a throwaway Postgres on this machine")
        value = self.desired.objects.get(project)
        with self.throwaway() as opened:
            version = getattr(value, "pg_version", None)
            opened.wanted = version if isinstance(version, int) else opened.wanted
            url = opened.empty_database()
            objects = {
                place.moved(home, project): _anywhere(held)
                for place, held in _beneath(self.desired, home).items()
                if place.kind in _MADE_BY_SQL and _is_of_a_server(place, home)
            }
            make_roles(url, sorted(mentioned_roles(objects, ()) - _declared(objects) - {"public"}))
            there = Desired(
                stack=self.desired.stack,
                objects={project: Project(provider="postgres"), **objects},
                connection_urls={project: url},
            )
            try:
                build_here(there, project, url)
            except NeonpyError as error:
                raise NeonpyError(
                    "what the stack says can't be built on this machine",
                    detail="\n".join(part for part in (error.summary, error.detail) if part),
                    hint="Without --offline the tests run on a copy of the branch.",
                ) from error
            yield Ground("a throwaway Postgres", lambda place: with_database(url, place.name[0]))


def _beneath(desired: Desired, home: Address) -> dict[Address, Object]:
    project = home.container("project") or home
    return {
        place: value for place, value in desired.objects.items() if place.is_within(home) or place == project
    }


def _is_of_a_server(place: Address, home: Address) -> bool:
    """A role or a database, or inside one."""
    child = place
    while child.parent is not None and child.parent != home:
        child = child.parent
    return child.parent == home and child.kind in COPIED


def _declared(objects: dict[Address, Object]) -> set[str]:
    return {place.name[0] for place, value in objects.items() if isinstance(value, Role)}


def _anywhere(value: Object) -> Object:
    """As it is on a server that nobody keeps: a role of the API holds there what the platform gives it, the catalog is made at once."""
    match value:
        case Role(managed_by="neon"):
            login = True if value.login is UNSET else value.login
            return replace(value, managed_by="sql", login=login, bypassrls=True, createrole=True)
        case Database():
            return replace(value, migrations="auto", migrations_path="", version_table="")
        case Extension():
            return replace(value, version=UNSET)
        case _:
            return value
