"""Running revisions: interrupted and begun again, patient, under session settings, with errors that name the file; on a real server."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from neonctl_py.apply.journal import Run
from neonctl_py.apply.past_runs import past_runs
from neonctl_py.apply.patience import Patience
from neonctl_py.apply.revisions import Migration, current_revisions, run_migration, stamp_revision
from neonctl_py.ddl.revisions.folder import RevisionFolder
from neonctl_py.ddl.revisions.run import VersionTable
from neonctl_py.errors import NeonpyError, PostgresError
from neonctl_py.model.address import Address
from neonctl_py.report.events import Event, StepProgress

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = Address.parse("project.p/database.d")
TABLE = VersionTable()
RUN = Run(who="me@here", command="neonpy apply", stack="s", commit="c0ffee", plan_fingerprint="f")
HEAD = '''\
"""{title}"""

from alembic import op

revision = "{id}"
down_revision = {down}


def upgrade() -> None:
{up}


def downgrade() -> None:
{back}
'''


class Repository:
    """A folder of revisions that somebody wrote."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last: str | None = None
        (path / "versions").mkdir()

    def add(self, name: str, up: str, back: str = "pass", *, down: str | None = "") -> None:
        after = self.last if down == "" else down
        body = "\n".join(f"    {line}" for line in up.splitlines())
        text = HEAD.format(title=f"it is {name}", id=name, down=repr(after), up=body, back=f"    {back}")
        (self.path / "versions" / f"{name}.py").write_text(text, encoding="utf-8")
        self.last = name

    def migration(
        self, direction: str = "upgrade", target: str = "heads", table: VersionTable = TABLE
    ) -> Migration:
        return Migration(
            database=DATABASE,
            folder=RevisionFolder(self.path),
            table=table,
            direction=direction,  # type: ignore[arg-type]
            target=target,
            run=RUN,
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


Databases = "Callable[..., tuple[Secret, Connection]]"


def test_what_was_interrupted_goes_on_by_the_same_command(
    repository: Repository, empty_database: Databases
) -> None:
    """An index build that fails leaves an invalid index and no note; what ran before it stays and is not repeated."""
    url, session = empty_database()
    repository.add("one", "op.execute('create table t (a int)')\nop.execute('insert into t values (1), (1)')")
    repository.add(
        "two",
        "with op.get_context().autocommit_block():\n"
        "    op.drop_invalid_index('t_a', schema='public')\n"
        "    op.create_index('t_a', 't', ['a'], schema='public', unique=True, if_not_exists=True,"
        " postgresql_concurrently=True)\n"
        "op.execute('alter table t add b int')",
        "op.execute('alter table t drop b; drop index t_a')",
    )

    with pytest.raises(PostgresError) as caught:
        run_migration(url, repository.migration())
    assert "two (it is two)" in caught.value.detail
    assert "versions/two.py" in caught.value.detail
    assert "Done before it: 1 revision." in caught.value.detail
    assert current_revisions(url, TABLE) == ("one",)
    assert session.execute(
        "select indisvalid from pg_index where indexrelid = 't_a'::regclass"
    ).fetchall() == [(False,)]

    session.execute("delete from t")
    report = run_migration(url, repository.migration())
    assert [done.address.name for done in report.done] == [("two",)]
    assert any("CREATE UNIQUE INDEX CONCURRENTLY" in text for text in report.statements)
    assert session.execute(
        "select indisvalid from pg_index where indexrelid = 't_a'::regclass"
    ).fetchall() == [(True,)]
    run_migration(url, repository.migration("downgrade", "-1"))
    run_migration(url, repository.migration())
    assert run_migration(url, repository.migration()).done == ()

    told = past_runs(url, DATABASE, statements=True)
    assert [past.outcome for past in told] == ["applied", "applied", "applied", "failed"]
    assert {(past.who, past.command, past.commit) for past in told} == {("me@here", "neonpy apply", "c0ffee")}
    assert any("create table t" in text for text in told[-1].statements)
    assert past_runs(url, DATABASE)[0].statements == ()


def test_lock_timeout_holds_in_and_outside_transactions(
    repository: Repository, empty_database: Databases
) -> None:
    """A SET LOCAL would be lost in the autocommit block."""
    url, session = empty_database()
    note = "op.execute(\"insert into seen select current_setting('lock_timeout')\")"
    repository.add(
        "one",
        f"op.execute('create table seen (t text)')\n{note}\n"
        f"with op.get_context().autocommit_block():\n    {note}\n{note}",
    )
    run_migration(url, repository.migration())
    assert session.execute("select t from seen").fetchall() == [("3s",)] * 3


def test_a_lock_is_waited_for_with_pauses(repository: Repository, empty_database: Databases) -> None:
    """Nobody queues behind us for long, and the revision is tried again as a whole."""
    url, session = empty_database()
    session.execute("create table t (a int)")
    repository.add("one", "op.execute('set local lock_timeout = 50')\nop.execute('alter table t add b int')")
    holder = session
    holder.execute("begin; lock table t in access exclusive mode")
    told: list[Event] = []

    def listen(event: Event) -> None:
        told.append(event)
        if isinstance(event, StepProgress):
            release.set()

    release = threading.Event()
    waiter = threading.Thread(target=lambda: (release.wait(30), holder.execute("commit")))
    waiter.start()
    run_migration(url, repository.migration(), on_event=listen, patience=Patience(0.2, 0.5, 20))
    waiter.join()
    assert any("waits for a lock" in event.text for event in told if isinstance(event, StepProgress))
    assert current_revisions(url, TABLE) == ("one",)


BROKEN = (
    ("raise NotImplementedError('no way back')", "A revision's code failed", "no way back"),
    ("op.paint('t')", "A revision's code failed", "paint"),
    ("op.execute('select 1/0')", "The database refused a revision", "division by zero"),
)


@pytest.mark.parametrize(("code", "summary", "detail"), BROKEN, ids=[item[0] for item in BROKEN])
def test_a_revision_that_fails_is_named_and_leaves_nothing(
    code: str, summary: str, detail: str, repository: Repository, empty_database: Databases
) -> None:
    url, session = empty_database()
    repository.add("one", f"op.execute('create table t (a int)')\n{code}")
    with pytest.raises(NeonpyError) as caught:
        run_migration(url, repository.migration())
    assert caught.value.summary == summary
    assert detail in caught.value.detail
    assert "versions/one.py" in caught.value.detail
    assert session.execute("select to_regclass('t') is null").fetchall() == [(True,)]


def test_what_rows_hold_is_not_told_when_they_refuse_a_revision(
    repository: Repository, empty_database: Databases
) -> None:
    url, session = empty_database()
    session.execute(
        "create table people (mail text); insert into people select 'a@example.org' from generate_series(1, 2)"
    )
    repository.add("one", "op.create_unique_constraint('once', 'people', ['mail'])")
    with pytest.raises(NeonpyError) as caught:
        run_migration(url, repository.migration())
    assert "Key (mail)=(…) is duplicated." in caught.value.detail
    assert "a@example.org" not in caught.value.detail


def test_an_alembic_project_of_ones_own_is_gone_on_with(
    repository: Repository, empty_database: Databases
) -> None:
    """Its version table, wherever that is, says what was done; a merge and a stamp are noted as Alembic does."""
    url, session = empty_database()
    session.execute(
        "create schema app; create table app.versions (version_num varchar(32) not null primary key)"
    )
    session.execute("insert into app.versions values ('one')")
    repository.add("one", "op.execute('this never runs again')")
    repository.add("left", "op.execute('create table l (a int)')", "op.execute('drop table l')")
    repository.add("right", "op.execute('create table r (a int)')", "op.execute('drop table r')", down="one")
    table = VersionTable.parse("app.versions")

    run_migration(url, repository.migration(table=table))
    assert current_revisions(url, table) == ("left", "right")
    with pytest.raises(NeonpyError, match="several heads"):
        RevisionFolder(repository.path).one_head("…")
    merge = HEAD.format(title="merge", id="both", down=("left", "right"), up="    pass", back="    pass")
    (repository.path / "versions/both.py").write_text(merge, encoding="utf-8")
    run_migration(url, repository.migration(table=table))
    assert current_revisions(url, table) == ("both",)
    run_migration(url, repository.migration("downgrade", "one", table))
    assert current_revisions(url, table) == ("one",)
    assert session.execute("select to_regclass('l') is null and to_regclass('r') is null").fetchall() == [
        (True,)
    ]
    assert stamp_revision(url, RevisionFolder(repository.path), "heads", table) == ("one",)
    assert current_revisions(url, table) == ("both",)


def test_a_folder_that_python_can_not_read_is_named(repository: Repository) -> None:
    repository.add("one", "def (")
    with pytest.raises(NeonpyError) as caught:
        RevisionFolder(repository.path)
    assert str(repository.path) in caught.value.detail
    assert "SyntaxError" in caught.value.detail
