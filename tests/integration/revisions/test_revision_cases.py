"""Law 7 on servers: a plan's revisions, run by Alembic or printed and run by psql, give the catalog that the plan gives; and back again.

A sample of tests/cases, each with the online forms of large tables; NEONPY_REVISIONS=all takes every case, and the plain forms, too.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pair_run import DATABASE, Wishes, observed_in, plan_between

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_folder import CaseFolder, all_cases, skip_where_refused, skip_where_the_server_lacks_something

from neonctl_py.apply.revisions import Migration, run_migration
from neonctl_py.ddl.revisions import run
from neonctl_py.ddl.revisions.drafts import Road
from neonctl_py.ddl.revisions.folder import RevisionFolder
from neonctl_py.ddl.revisions.revision_file import written
from neonctl_py.ddl.session import Session
from neonctl_py.emulator.server_process import ADMIN
from neonctl_py.errors import RefusedError
from neonctl_py.workflows.try_revisions import SECRET_MARK, Ground, tried_drafts
from neonctl_py.workflows.write_revision import _require_no_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from private_server import PrivateServer

    from neonctl_py.ddl.revisions.revision_file import Draft
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.postgres.observe import DatabaseState

EVERY = os.environ.get("NEONPY_REVISIONS") == "all"
STEP = 1 if EVERY else 60
OF_THE_SERVER = ("role", "membership", "database")
"""Kinds that no revision is about."""
CASES = [case for case in all_cases() if case.path.parent.name not in OF_THE_SERVER]
_STUCK = "pg_trgm has version 1.5, and the server knows no way from it to 1.4. Reachable: 1.6."
NO_WAY_BACK = {
    "extension/version": [f"an extension can't be brought to this version: {_STUCK}"],
    "table/referenced_partition_goes-large": [
        "The database refused a revision: cannot drop table p2 because other objects depend on it"
    ],
}
"""Cases, or one form of them, with revisions that can't be taken back, and what these say about it. The last one drops a table,
and its revisions one of several keys that the way back needs.
"""
ELSEWHERE = {"function/of_a_row_type-large"}
"""A column that was dropped comes back at the end of its row, where a view tells the columns by their places."""
FORMS = ("large", "small") if EVERY else ("large",)
TABLE = run.VersionTable("alembic_version", "neonpy")


@dataclass
class Place:
    """A database that a case was built in."""

    url: Secret
    session: Connection

    def state(self) -> DatabaseState:
        return observed_in(self.session)

    def lacks(self, wanted: DatabaseState) -> list[str]:
        plan = plan_between(self.state(), wanted)
        return [f"{change.action} {change.address} {change.differences}" for change in plan.changes]


def road_of(case: CaseFolder, old: DatabaseState, new: DatabaseState, form: str) -> Road:
    """From one to the other, as ``migrate new`` plans it."""
    wishes = Wishes(moved=case.wishes.moved, all_large=True) if form == "large" else case.wishes
    plan = plan_between(old, new, wishes)
    skip_where_refused(case, plan)
    return Road(
        database=DATABASE,
        name="p/d",
        before=old.objects,
        plan=plan,
        server_version=old.server_version,
        depends=old.depends,
    )


def write(drafts: Sequence[Draft], session: Session, folder: Path) -> RevisionFolder:
    """The revisions, one after the other."""
    down: tuple[str, ...] = ()
    (folder / "versions").mkdir(parents=True)
    for draft in drafts:
        file = written(draft, down, session)
        if SECRET_MARK in file.text:
            with pytest.raises(RefusedError, match="can't hold a secret"):
                _require_no_secret(file)
            pytest.skip("a revision holds no secret: to write this one is refused, as was just asserted")
        down = (file.revision,)
        (folder / "versions" / file.name).write_text(file.text, encoding="utf-8")
    return RevisionFolder(folder)


def go(place: Place, folder: RevisionFolder, direction: run.Direction, target: str) -> None:
    run_migration(
        place.url,
        Migration(database=DATABASE, folder=folder, table=TABLE, direction=direction, target=target),
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES[::STEP], ids=lambda case: case.name)
def test_there_and_back_and_there_again(
    case: CaseFolder,
    form: str,
    case_server: PrivateServer,
    empty_database: Callable[..., tuple[Secret, Connection]],
    tmp_path: Path,
) -> None:
    """upgrade -> downgrade -> upgrade by Alembic, and the printed upgrade by psql."""
    expected = case.expected("forward")
    skip_where_the_server_lacks_something(case, case_server)
    if expected.skip:
        pytest.skip(expected.skip)

    def build(file: str) -> Place:
        place = Place(*empty_database(case.role))
        for text in (case.text("setup.sql"), case.text(file)):
            if text.strip():
                place.session.execute(text)
        return place

    there, goal = build("old.sql"), build("new.sql").state()
    start = there.state()
    road = road_of(case, start, goal, form)
    session = Session(server_version=start.server_version, user=case.role)
    tried = tried_drafts(road, case.path.name, session, Ground(lambda: build("old.sql").url))
    folder = write(tried.drafts, session, tmp_path)
    assert tried.untried == ""
    no_way = NO_WAY_BACK.get(f"{case.name}-{form}") or NO_WAY_BACK.get(case.name, [])
    assert [draft.why_not for draft in tried.drafts if draft.downgrade is None] == no_way
    there.session.execute("create schema neonpy")
    go(there, folder, "upgrade", "heads")
    assert there.lacks(goal) == []
    can_go_back = not no_way and f"{case.name}-{form}" not in ELSEWHERE
    if can_go_back:
        go(there, folder, "downgrade", "base")
        assert there.lacks(start) == []
        go(there, folder, "upgrade", "heads")
        assert there.lacks(goal) == []
    if case.role == ADMIN:
        other = build("old.sql")
        other.session.execute("create schema neonpy")
        psql(case_server, other.url, printed(folder, "upgrade", ((), "heads")))
        assert other.lacks(goal) == []
        if EVERY and can_go_back:
            psql(case_server, other.url, printed(folder, "downgrade", (folder.heads, "base")))
            assert other.lacks(start) == []


def printed(folder: RevisionFolder, direction: run.Direction, ends: tuple[Sequence[str], str]) -> str:
    script = io.StringIO()
    run.script(folder, direction, ends, TABLE, script)
    return script.getvalue()


def psql(server: PrivateServer, url: Secret, script: str) -> None:
    binaries = server.binaries
    done = subprocess.run(
        [binaries.tool("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url.reveal()],
        input=script,
        env=binaries.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
