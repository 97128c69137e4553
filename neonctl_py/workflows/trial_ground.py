"""Databases on a throwaway Postgres that hold what new revisions begin with: rebuilt from what was observed in a live one, or from
the revisions that are there.

Never here: what is tried on them (try_revisions).
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from neonctl_py.apply.sql_steps import run_sql_steps
from neonctl_py.ddl.quoting import identifier
from neonctl_py.errors import NeonpyError
from neonctl_py.model.extension import Extension
from neonctl_py.model.state import Desired, Observed
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.plan.build import make_plan
from neonctl_py.plan.reviewed import is_of_revisions, steps_of_revisions
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.postgres.observe import observe_database
from neonctl_py.workflows.mentioned_roles import mentioned_roles
from neonctl_py.workflows.replay_revisions import make_roles, run_all
from neonctl_py.workflows.try_revisions import Ground

if TYPE_CHECKING:
    from neonctl_py.ddl.revisions.drafts import Road
    from neonctl_py.ddl.revisions.folder import RevisionFolder
    from neonctl_py.model.state import Object
    from neonctl_py.workflows.reviewed_databases import ReviewedDatabase
    from neonctl_py.workflows.throwaway import ThrowawayPostgres


def replayed_ground(
    desired: Desired,
    database: ReviewedDatabase,
    folder: RevisionFolder,
    throwaway: ThrowawayPostgres,
    user: str,
) -> Ground:
    """All revisions were run on it. ``user``: who runs the new ones; "" for nobody in particular."""

    def fresh() -> Secret:
        return _session_of(user, run_all(desired, database, folder, throwaway), throwaway)

    return Ground(fresh, throwaway.owner)


def rebuilt_ground(road: Road, throwaway: ThrowawayPostgres, user: str) -> Ground:
    """It is made from what ``road`` begins with, whatever led there."""

    def fresh() -> Secret:
        throwaway.wanted = road.server_version // 10_000 or throwaway.wanted
        if any(place.kind == "subscription" for place in road.before):
            raise NeonpyError("Another server would be spoken to", detail="The database has subscriptions.")
        url = throwaway.empty_database()
        _rebuild(road, url)
        return _session_of(user, url, throwaway)

    return Ground(fresh, throwaway.owner)


def _rebuild(road: Road, url: Secret) -> None:
    inside = {
        place: _anywhere(value)
        for place, value in road.before.items()
        if is_of_revisions(place, road.database)
    }
    make_roles(url, sorted(mentioned_roles(inside, ()) - {"public", "pg_database_owner"}))
    with closing(connect(url)) as connection:
        empty = observe_database(connection, road.database, roles_under=None)
    observed = Observed(objects=empty.objects, server_versions={road.database: empty.server_version})
    wanted = Desired(stack="rebuilt", objects=inside, delete_unmanaged=frozenset({road.database}))
    steps = steps_of_revisions(make_plan(wanted, observed).steps, road.database)
    if steps:
        run_sql_steps(url, steps, database=road.database)


def _anywhere(value: Object) -> Object:
    """The version of an extension is the server's."""
    return replace(value, version=UNSET) if isinstance(value, Extension) else value


def _session_of(user: str, url: Secret, throwaway: ThrowawayPostgres) -> Secret:
    """The same database for that role: what it makes belongs to it, and gets its default privileges."""
    if not user:
        return url
    make_roles(url, [user])
    with closing(connect(url)) as connection, translated_errors("The role can't be changed."):
        connection.execute(f"alter role {identifier(user)} superuser login".encode())
    return Secret(url.reveal().replace(f"//{throwaway.owner}@", f"//{quote(user, safe='')}@", 1))
