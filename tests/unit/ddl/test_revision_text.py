"""The third form of a step: a revision. What its Python does is what is executed live and printed, and it looks like people's own."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.operations import Operations
from all_cases import CASES
from ddl_cases import DATABASE, Case, step

from neonctl_py.ddl.lower import lower
from neonctl_py.ddl.rendering import Renderer
from neonctl_py.ddl.revisions.drafts import Road, drafts
from neonctl_py.ddl.revisions.only_here import DropInvalidIndex
from neonctl_py.ddl.revisions.python_source import WIDTH, Call, statement, text_literal
from neonctl_py.ddl.revisions.revision_file import Draft, written
from neonctl_py.ddl.revisions.stages import Stage, stages
from neonctl_py.ddl.session import OFFLINE
from neonctl_py.model.address import Address
from neonctl_py.model.column import Column, Identity
from neonctl_py.model.constraint import PrimaryKey
from neonctl_py.model.enum import Enum
from neonctl_py.model.index import Index, IndexKey
from neonctl_py.model.table import Table
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.plan import Plan
from neonctl_py.plan.steps import SqlStep, Transaction

OF_THE_SERVER = ("role", "membership", "database")
IN_REVISIONS = [case for case in CASES if case.step.address.kind not in OF_THE_SERVER]
COLUMN = Column(type="bigint", nullable=False)


def revision(*steps: SqlStep, back: tuple[SqlStep, ...] = (), message: str = "it") -> str:
    draft = Draft(
        message=message, database="shop/shop", upgrade=Stage([], list(steps)), downgrade=stages(back)
    )
    return written(draft, (), OFFLINE).text


def done_by(text: str) -> list[str]:
    """The statements of ``upgrade``, without the settings that a script makes by itself."""
    renderer = Renderer()
    with Operations.context(renderer._operations.migration_context):
        renderer._recorder.recorded = []
        names: dict[str, object] = {}
        exec(compile(text, "revision", "exec"), names)  # noqa: S102  what we have just written
        names["upgrade"]()  # type: ignore[operator]
        found = renderer._recorder.recorded
    return [sql for sql in found if not sql.startswith(("SET LOCAL search_path", "SET LOCAL check_function"))]


def plain(sql: str) -> str:
    """SQLAlchemy's spelling of built-in types, and of blanks, as ours."""
    sql = re.sub(r"\bvarchar\b", "character varying", re.sub(r",\s+", ",", sql).casefold())
    sql = re.sub(r"\bchar\(", "character(", sql).replace("n; ", "n")
    return re.sub(
        r"\brename (?!to\b|column\b|constraint\b|value\b|attribute\b)", "rename column ", sql
    ).strip()


@pytest.mark.parametrize("case", IN_REVISIONS, ids=lambda case: case.name)
def test_a_revision_does_what_is_executed_live(case: Case) -> None:
    """Law 7, without a server: the same statements, whoever writes them."""
    live = Renderer().statements(lower(case.step))
    assert [plain(sql) for sql in done_by(revision(case.step))] == [plain(sql) for sql in live]


def test_revisions_are_as_ruff_formats_them(tmp_path: Path) -> None:
    """All cases of all kinds, in the formatter's own defaults."""
    for number, case in enumerate(IN_REVISIONS):
        (tmp_path / f"r{number}.py").write_text(revision(case.step, back=(case.step,)), encoding="utf-8")
    ruff = Path(sys.executable).parent / "ruff"
    done = subprocess.run(
        [ruff, "format", "--isolated", "--diff", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr
    checked = subprocess.run(
        [ruff, "check", "--isolated", "--select", "E9,F", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_a_revision_reads_like_one_that_a_person_wrote() -> None:
    """Alembic's own operations and SQLAlchemy's types where they have them; primitives only."""
    orders = step(
        "create",
        "table.app.orders",
        after=Table(owner="app"),
        parts=(
            (
                "table.app.orders/column.id",
                Column(type="bigint", nullable=False, identity=Identity(always=False)),
            ),
            ("table.app.orders/column.status", Column(type="app.status", default="'new'::app.status")),
            ("table.app.orders/column.at", Column(type="timestamp with time zone", default="now()")),
            ("table.app.orders/constraint.orders_pkey", PrimaryKey(columns=("id",))),
        ),
    )
    text = revision(
        step("create", "enum.app.status", after=Enum(labels=("new", "paid"))), orders, message='The "first"\n'
    )

    assert (
        text
        == '''\
"""The 'first'

Revision ID: 858ddfda1a67
Revises:

Database: shop/shop
Plan:
Hazards: none
Hazards of the downgrade: none
"""

import sqlalchemy as sa
from alembic import op

revision = "858ddfda1a67"
down_revision = None
branch_labels = None
depends_on = None

hazards = ()
downgrade_hazards = ()


def upgrade() -> None:
    op.set_search_path(["app", "public"])
    op.create_enum("app.status", labels=["new", "paid"])
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "status",
            op.sql_type("app.status"),
            server_default=sa.text("'new'::app.status"),
        ),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("id", name="orders_pkey"),
        schema="app",
    )
    op.set_owner("TABLE app.orders", owner="app")


def downgrade() -> None:
    pass
'''
    )


def index(name: str, transaction: Transaction = Transaction.NONE) -> SqlStep:
    hazards = (Hazard.NOT_TRANSACTIONAL,)
    held = Index(keys=(IndexKey("a"),))
    where = f"table.app.t/index.{name}"
    return step("build_concurrently", where, after=held, transaction=transaction, hazards=hazards)


def column(name: str, transaction: Transaction = Transaction.SHARED, table: str = "t") -> SqlStep:
    return step("add", f"table.app.{table}/column.{name}", after=COLUMN, transaction=transaction)


OWN = Transaction.OWN
STAGES = (
    ("one transaction", [column("a"), column("b")], [([], ["a", "b"])]),
    ("what may be repeated comes first", [index("i"), column("a")], [(["i"], ["a"])]),
    (
        "after a transaction it is the next one's",
        [column("a"), index("i"), column("b")],
        [([], ["a"]), (["i"], ["b"])],
    ),
    ("one that wants to be alone", [column("a"), column("b", OWN, "u")], [([], ["a"]), ([], ["b"])]),
    ("but not from its own table", [column("a"), column("b", OWN)], [([], ["a", "b"])]),
    ("nothing", [], [([], [])]),
)


@pytest.mark.parametrize(("name", "steps", "cut"), STAGES, ids=[item[0] for item in STAGES])
def test_a_plan_is_cut_so_that_every_revision_can_be_begun_again(name: str, steps: list, cut: list) -> None:
    """A revision is what may be repeated, then one transaction, in which it is noted."""
    found = [
        ([s.address.name[0] for s in stage.outside], [s.address.name[0] for s in stage.inside])
        for stage in stages(steps)
    ]
    assert found == cut


def test_what_runs_outside_a_transaction_may_be_repeated() -> None:
    """An invalid index that an interruption left is dropped, a finished one stays; a label that is there stays."""
    labels = step(
        "add_values",
        "enum.app.mood",
        Enum(labels=("a",)),
        Enum(labels=("a", "b")),
        transaction=Transaction.OWN,
    )
    (stage,) = stages([index("i"), labels])
    text = written(
        Draft(message="x", database="d", upgrade=stage, downgrade=None, why_not="no way"), (), OFFLINE
    ).text

    assert (
        text.partition("def upgrade")[2]
        == """\
() -> None:
    with op.get_context().autocommit_block():
        op.set_search_path(["app", "public"], local=False)
        op.drop_invalid_index("i", schema="app")
        op.create_index(
            "i",
            "t",
            ["a"],
            schema="app",
            if_not_exists=True,
            postgresql_concurrently=True,
        )
        op.add_enum_value("app.mood", label="b", if_not_exists=True)
        op.reset_search_path()


def downgrade() -> None:
    raise NotImplementedError(no_downgrade)
"""
    )
    assert '\nno_downgrade = "no way"\n' in text
    assert 'hazards = ("not-transactional",)\ndowngrade_hazards = ("cannot-be-undone",)\n' in text
    assert "Downgrade: none. no way\n" in text


def test_a_printed_script_looks_for_an_invalid_index_itself() -> None:
    """It can't ask while it is written."""
    said = DropInvalidIndex('t"i', "app").statement()
    assert said == (
        "DO $neonpy$ BEGIN IF EXISTS (select from pg_catalog.pg_index where indexrelid = "
        """pg_catalog.to_regclass('app."t""i"') and not indisvalid) THEN DROP INDEX app."t""i"; END IF; END $neonpy$"""
    )


def test_the_same_plan_gives_the_same_bytes_and_another_gives_another_id() -> None:
    """Nothing of a clock or of chance is in it."""

    def made(*steps: SqlStep, down: tuple[str, ...] = ()) -> list[str]:
        plan = Plan(stack="s", changes=(), steps=steps)
        road = Road(database=DATABASE, name="d", before={}, plan=plan, server_version=170000)
        return [written(draft, down, OFFLINE).text for draft in drafts(road, "it")]

    assert made(column("a")) == made(column("a"))
    assert made(column("a")) != made(column("b"))
    assert made(column("a")) != made(column("a"), down=("0",))


def test_where_the_database_is_makes_no_difference() -> None:
    """Offline it is a throwaway one, with another name each time; on another machine another one."""

    def made(database: str) -> str:
        place = Address.parse(f"project.p/database.{database}")
        table = place.child("table", "app", "t")
        change = step("create", "table.app.t", after=Table())
        plan = Plan(stack="s", changes=(), steps=(replace(change, address=table, database=place),))
        road = Road(database=place, name="d", before={table: Table()}, plan=plan, server_version=170000)
        (draft,) = drafts(road, "it")
        return draft.plan

    assert made("throwaway_1") == made("throwaway_2")


def test_texts_survive_python() -> None:
    """Whatever a body holds."""
    for text in ("plain", 'a "b"', "a 'b'", "\\d\t\r\n\\", "Ü\u2028\x00\U0001f600", "'\"'", '"""'):
        assert eval(text_literal(text)) == text  # noqa: S307  a literal
        assert eval(statement(Call("str", (text * 40,))).strip()) == text * 40  # noqa: S307  a literal


def test_long_texts_are_written_line_by_line() -> None:
    """A function's body can be read, and reviewed as lines."""
    body = "begin\n  perform 1;\n  perform 2;\n  perform 3;\nend\n" * 2
    shown = statement(Call("op.create_function", ("app.f",), {"body": body}))

    assert max(map(len, shown.splitlines())) <= WIDTH
    assert '            "  perform 1;\\n"\n' in shown
