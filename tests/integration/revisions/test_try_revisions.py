"""Revisions are run up, down and up again before they are written, and what came of it is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pair_run import DATABASE, observed_in, plan_between

from neonctl_py.ddl.revisions.drafts import Road
from neonctl_py.ddl.revisions.folder import Revision
from neonctl_py.ddl.session import OFFLINE
from neonctl_py.errors import NeonpyError, RefusedError
from neonctl_py.workflows.run_revisions import Intention, require_way_back
from neonctl_py.workflows.try_revisions import Ground, Tried, tried_drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection

    Databases = Callable[..., tuple[Secret, Connection]]

FORBIDDEN = """
create function forbid() returns event_trigger language plpgsql as $$ begin raise 'nothing is dropped here'; end $$;
create event trigger nothing_goes on sql_drop execute function forbid();
"""
TABLE = "create table t (a int);"


def tried(empty_database: Databases, before: str, after: str) -> Tried:
    """What would be written for the way from one to the other, where ``before`` is what the ground can hold."""

    def built(text: str) -> tuple[Secret, Connection]:
        url, session = empty_database()
        session.execute(text)
        return url, session

    old, new = observed_in(built(before)[1]), observed_in(built(after)[1])
    road = Road(
        database=DATABASE,
        name="p/d",
        before=old.objects,
        plan=plan_between(old, new),
        server_version=old.server_version,
        depends=old.depends,
    )
    return tried_drafts(road, "it", OFFLINE, Ground(lambda: built(before)[0]))


def test_a_way_back_that_the_database_refuses_is_none(empty_database: Databases) -> None:
    """The revision says so, in the words of the database; what comes after it is tried all the same."""
    index = TABLE + "create index i on t (a); create table u (a int);"
    found = tried(empty_database, TABLE + FORBIDDEN, index + FORBIDDEN)
    assert found.untried == ""
    assert [(draft.downgrade is None, draft.why_not) for draft in found.drafts] == [
        (True, "The database refused a revision: nothing is dropped here")
    ]


def test_what_could_not_be_tried_goes_back_as_computed(empty_database: Databases) -> None:
    """No server, or one that lacks something, hinders nobody from writing a revision."""
    road = Road(
        database=DATABASE,
        name="p/d",
        before={},
        plan=plan_between(observed_in(empty_database()[1]), _with_table(empty_database)),
        server_version=170_000,
    )

    def nowhere() -> Secret:
        raise NeonpyError("there is no PostgreSQL here")

    found = tried_drafts(road, "it", OFFLINE, Ground(nowhere))
    assert found.untried == "there is no PostgreSQL here."
    assert [draft.downgrade is None for draft in found.drafts] == [False]


def _with_table(empty_database: Databases):  # noqa: ANN202  what observing gives
    session = empty_database()[1]
    session.execute(TABLE)
    return observed_in(session)


def test_a_downgrade_past_it_is_refused_before_it_begins() -> None:
    """By name, and with how far it goes."""

    def revision(name: str, why_not: str = "") -> Revision:
        return Revision(
            id=name,
            down=(),
            title=f"it is {name}",
            file=Path(name),
            is_head=False,
            is_merge=False,
            labels=(),
            hazards=(),
            downgrade_hazards=(),
            no_downgrade=why_not,
        )

    way = (revision("c"), revision("b", "nothing is dropped here"), revision("a"))
    with pytest.raises(RefusedError) as caught:
        require_way_back(Intention(None, "downgrade", way))  # type: ignore[arg-type]
    assert caught.value.detail == "b (it is b): nothing is dropped here"
    assert "Down to b" in caught.value.hint
    require_way_back(Intention(None, "downgrade", way[:1]))  # type: ignore[arg-type]
