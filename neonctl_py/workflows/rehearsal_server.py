"""What stands in for a server without branches: a throwaway Postgres with the observed catalogs, and no rows.

Never here: what is done on it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from neonctl_py.apply.executor import Execution, execute
from neonctl_py.apply.passwords import NoPasswords
from neonctl_py.errors import NeonpyError
from neonctl_py.model.extension import Extension
from neonctl_py.model.project import Project
from neonctl_py.model.state import Desired
from neonctl_py.model.values import UNSET
from neonctl_py.neon.connections import with_database
from neonctl_py.plan.build import make_plan
from neonctl_py.workflows.observe_world import observe_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Object, Observed
    from neonctl_py.model.values import Secret
    from neonctl_py.workflows.throwaway import OpensThrowaway

ELSEWHERE = ("subscription",)
"""Kinds whose creation reaches out to other servers: never on a stand-in."""


@contextmanager
def throwaway_server(
    observed: Observed, desired: Desired, project: Address, opens: OpensThrowaway
) -> Iterator[Secret]:
    """The URL of its superuser, with all that was observed below ``project`` of roles and of databases that the stack declares. Raises NeonpyError where it can't be built."""
    with opens() as opened:
        versions = [
            version for place, version in observed.server_versions.items() if place.is_within(project)
        ]
        if versions:
            opened.wanted = versions[0] // 10_000
        url = opened.empty_database()
        objects = {
            place: _anywhere(value)
            for place, value in observed.objects.items()
            if place.is_within(project)
            and place.kind not in ELSEWHERE
            and place.container("database") in {None, *desired.objects}
        }
        try:
            build_here(
                Desired(stack="rehearsal", objects=objects, connection_urls={project: url}), project, url
            )
        except NeonpyError as error:
            raise NeonpyError(
                "the database can't be built here to rehearse on",
                detail="\n".join(part for part in (error.summary, error.detail) if part),
                hint="Apply without --rehearse, or rehearse on Neon, where a branch is a copy.",
            ) from error
        yield url


def _anywhere(value: Object) -> Object:
    """A server that nobody keeps has its own versions of extensions."""
    if isinstance(value, Project):
        return Project(provider="postgres")
    return replace(value, version=UNSET) if isinstance(value, Extension) else value


def build_here(desired: Desired, project: Address, url: Secret) -> None:
    """Everything that ``desired`` declares below ``project``, on the server behind its superuser's URL. Raises NeonpyError."""
    world = observe_world(desired, None)
    execution = Execution(
        client=None,
        ids={},
        url_of=lambda place: url if place == project else with_database(url, place.name[0]),
        passwords=NoPasswords(),
        listen=lambda _: None,
    )
    execute(make_plan(world.desired, world.observed), execution)
