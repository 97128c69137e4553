"""The remembered plan is given only while it would come out again, and says what the made one said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from warm_command import run_neonpy

from neonctl_py.cache import folder as cache_module
from neonctl_py.cache.folder import CacheFolder
from neonctl_py.model.values import Secret
from neonctl_py.postgres import catalog_digest
from neonctl_py.postgres.connect import connect
from neonctl_py.stack.load import load_stack
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.early_sessions import EarlySessions
from neonctl_py.workflows.plan_memory import Asked, PlanMemory, Sources
from neonctl_py.workflows.plan_stack import PlanRequest, plan_stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from private_server import PrivateServer

    from neonctl_py.plan.plan import Plan
    from neonctl_py.postgres.connect import Connection

SQL = """
create table notes (id bigint primary key, body text default 'x', owner_name text);
create function twice(n integer) returns integer language sql as 'select n * 2';
create table left_alone (a integer);
"""
STACK = """
version: 1
stack: shop
include: [more/*.yaml]
projects:
  shop:
    provider: postgres
    url: ${env:SHOP_URL}
    archives: {weekly: {every: 7d, keep: 365d}}
    databases:
      DATABASE:
        comment: ${env:SHOP_COMMENT:-}
        schemas:
          public:
            functions:
              twice(n integer): {returns: integer, language: sql, body: {file: twice.sql}}
"""
TABLES = """
projects:
  shop:
    databases:
      DATABASE:
        schemas:
          public:
            tables:
              notes:
                columns:
                  id: bigint primary key
                  body: text default 'x'
                  owner_name: ${var:kind}
"""


@dataclass
class Shop:
    """A stack that says what is there, and somebody who plans it. ``run``: by a superuser, in its database."""

    place: Path
    name: str
    run: Callable[[str], Any]
    environment: dict[str, str]
    folder: CacheFolder
    asked: Asked

    @property
    def memory(self) -> PlanMemory:
        return PlanMemory(CacheFolder(self.folder.path), self.asked, self.environment)

    def plan(self, *, to_be_kept: bool = False) -> Plan:
        """As the command does when nothing is remembered."""
        memory = self.memory
        stack = load_stack(self.asked.stack, variables=self.asked.variables, environment=self.environment)
        memory.sources = Sources(stack.inputs, stack.diagnostics)
        request = PlanRequest(targets=self.asked.targets)
        found = plan_stack(stack.desired, NeonAccess(None, ""), request, EarlySessions(memory.note))
        memory.keep(found.plan, found.world.databases, to_be_kept=to_be_kept)
        return found.plan


@pytest.fixture
def make(
    empty_databases: Any, case_server: PrivateServer
) -> Iterator[Callable[[], tuple[str, Callable[[str], Any]]]]:
    """Makes databases with the same in them: a superuser's URL, and what runs SQL there."""

    def made() -> tuple[str, Callable[[str], Any]]:
        owners, session = opened("app_owner")
        session.execute(SQL)
        url = case_server.url(database_name(owners))
        return url.reveal(), case_server_session(url)

    sessions: list[Connection] = []

    def case_server_session(url: Secret) -> Callable[[str], Any]:
        sessions.append(connect(url))
        return sessions[-1].execute

    with empty_databases() as opened:
        yield made
        for session in sessions:
            session.close()


@pytest.fixture
def shop(tmp_path: Path, make: Callable[[], tuple[str, Callable[[str], Any]]]) -> Shop:
    url, run = make()
    name = database_name(Secret(url))
    place = tmp_path / "stack"
    (place / "more").mkdir(parents=True)
    (place / "stack.yaml").write_text(STACK.replace("DATABASE", name))
    (place / "more" / "tables.yaml").write_text(TABLES.replace("DATABASE", name))
    (place / "twice.sql").write_text("select n * 2")
    asked = Asked(place, {"kind": "text"})
    return Shop(place, name, run, {"SHOP_URL": url}, CacheFolder(tmp_path / "cache"), asked)


def test_an_empty_plan_is_given_again_word_for_word(shop: Shop) -> None:
    assert shop.memory.recall() is None
    made = shop.plan(to_be_kept=True)
    assert made.is_empty
    assert made.unmanaged
    assert made.archives
    recalled = shop.memory.recall(to_be_kept=True)
    assert recalled is not None
    assert recalled.plan == made
    assert recalled.plan.fingerprint == made.fingerprint
    assert recalled.connections == 1


def test_what_was_only_shown_is_made_again_where_it_is_to_be_kept(shop: Shop) -> None:
    shop.plan()
    assert shop.memory.recall(to_be_kept=True) is None
    recalled = shop.memory.recall()
    assert recalled is not None
    assert recalled.plan.stack_fingerprint == ""


WORLD_CHANGES = (
    "alter table notes add more text",
    "alter table notes alter body set default 'y'",
    "create or replace function twice(n integer) returns integer language sql as 'select n + n'",
    "create table another (a integer)",
    "drop table left_alone",
    "create index on notes (body)",
    "create policy p on notes using (true)",
    "grant select on notes to public",
    "create role {role}",
    "comment on database {name} is 'c'",
)


@pytest.mark.parametrize("change", WORLD_CHANGES)
def test_a_change_of_the_world_is_seen(shop: Shop, change: str) -> None:
    before = shop.plan()
    role = f"role_of_{shop.name}"
    shop.run(change.format(name=shop.name, role=role))
    try:
        assert shop.memory.recall() is None
        assert shop.plan() != before
    finally:
        shop.run(f"drop role if exists {role}")


def edited(name: str, old: str, new: str) -> Callable[[Shop], Any]:
    def edit(shop: Shop) -> None:
        file = shop.place / name
        file.write_text(file.read_text().replace(old, new))

    return edit


STACK_CHANGES: dict[str, Callable[[Shop], Any]] = {
    "the file itself": edited("stack.yaml", "stack: shop", "stack: store"),
    "an included file": edited("more/tables.yaml", "default 'x'", "default 'y'"),
    "a file that a value names": edited("twice.sql", "n * 2", "n * 3"),
    "a further file that the pattern finds": lambda shop: (shop.place / "more" / "z.yaml").write_text("{}"),
    "a file that is gone": lambda shop: (shop.place / "twice.sql").unlink(),
    "a variable of the environment that has a default": lambda shop: shop.environment.update(
        SHOP_COMMENT="c"
    ),
    "how libpq connects": lambda shop: shop.environment.update(PGOPTIONS="-c work_mem=1MB"),
    "a setting of neonpy": lambda shop: shop.environment.update(NEON_ORG_ID="other"),
    "a variable": lambda shop: setattr(shop, "asked", replace(shop.asked, variables={"kind": "varchar"})),
    "a target": lambda shop: setattr(shop, "asked", replace(shop.asked, targets=("project.shop",))),
    "another database": lambda shop: setattr(
        shop, "asked", replace(shop.asked, url=shop.environment["SHOP_URL"])
    ),
}


@pytest.mark.parametrize("change", STACK_CHANGES)
def test_a_change_of_the_stack_or_of_the_question_is_seen(shop: Shop, change: str) -> None:
    shop.plan()
    assert shop.memory.recall() is not None
    STACK_CHANGES[change](shop)
    assert shop.memory.recall() is None


def test_a_plan_is_forgotten_when_a_consent_of_its_stack_ends(shop: Shop) -> None:
    """Then it warns, which the remembered one does not."""
    entry = "{hazard: deletes-data, on: project.shop, reason: r, until: 2031-05-31}"
    (shop.place / "more" / "allow.yaml").write_text(f"allow: [{entry}]")
    assert len(shop.plan().idle_consents) == 1
    memory = shop.memory
    memory.today = lambda: "2031-05-31"
    assert memory.recall() is not None
    memory.today = lambda: "2031-06-01"
    assert memory.recall() is None


def test_other_code_remembers_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.plan()
    monkeypatch.setattr(cache_module, "code_identity", lambda: "another")
    assert shop.memory.recall() is None


def test_a_plan_with_changes_is_never_remembered(shop: Shop) -> None:
    shop.run("alter table notes add more text")
    assert not shop.plan().is_empty
    assert shop.memory.recall() is None


def sessions(memory: PlanMemory, how: str) -> EarlySessions:
    """The catalog is counted before it is read, or by another session while it is."""
    return EarlySessions(memory.note) if how == "before" else EarlySessions(beside=memory.note_beside)


@pytest.mark.parametrize("how", ["before", "beside"])
def test_a_change_while_the_plan_was_made_is_not_missed(shop: Shop, how: str) -> None:
    memory = shop.memory
    stack = load_stack(shop.asked.stack, variables=shop.asked.variables, environment=shop.environment)
    memory.sources = Sources(stack.inputs, stack.diagnostics)
    found = plan_stack(stack.desired, NeonAccess(None, ""), PlanRequest(), sessions(memory, how))
    shop.run("alter table notes add more text")
    memory.keep(found.plan, found.world.databases)
    assert shop.memory.recall() is None
    shop.run("alter table notes drop more")
    assert shop.memory.recall() is None


@pytest.mark.parametrize("how", ["before", "beside"])
def test_a_second_look_beside_the_plan_counts_as_the_one_after_it(shop: Shop, how: str) -> None:
    memory = shop.memory
    stack = load_stack(shop.asked.stack, variables=shop.asked.variables, environment=shop.environment)
    memory.sources = Sources(stack.inputs, stack.diagnostics)
    found = plan_stack(stack.desired, NeonAccess(None, ""), PlanRequest(), sessions(memory, how))
    memory.look_again(found.world.databases)
    memory.keep(found.plan, found.world.databases)
    assert shop.memory.recall() is not None
    shop.run("alter table notes add late integer")
    memory.look_again(found.world.databases)
    memory.keep(found.plan, found.world.databases)
    assert shop.memory.recall() is None


def test_after_a_change_that_was_looked_at_the_next_plan_is_remembered_again(shop: Shop) -> None:
    shop.plan()
    shop.run("create table another (a integer)")
    memory = shop.memory
    assert memory.recall() is None
    made = shop.plan(to_be_kept=True)
    recalled = shop.memory.recall()
    assert recalled is not None
    assert recalled.plan == made


@pytest.mark.parametrize("how", ["before", "beside"])
def test_where_the_catalog_can_not_be_counted_the_plan_is_made_all_the_same(
    shop: Shop, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And ``-v`` tells why it is not remembered."""
    monkeypatch.setattr(catalog_digest, "digest_query", lambda _: "select 1 / 0")
    memory = shop.memory
    stack = load_stack(shop.asked.stack, variables=shop.asked.variables, environment=shop.environment)
    memory.sources = Sources(stack.inputs, stack.diagnostics)
    found = plan_stack(stack.desired, NeonAccess(None, ""), PlanRequest(), sessions(memory, how))
    assert found.plan.is_empty
    memory.keep(found.plan, found.world.databases)
    assert any("division by zero" in note for note in memory.folder.notes)
    monkeypatch.undo()
    assert shop.memory.recall() is None


def test_what_can_not_be_reached_is_for_the_plan_to_tell(shop: Shop, case_admin: Connection) -> None:
    shop.plan()
    case_admin.execute(f"alter database {shop.name} allow_connections false")
    assert shop.memory.recall() is None
    case_admin.execute(f"alter database {shop.name} allow_connections true")


def test_no_secret_is_in_the_folder(shop: Shop) -> None:
    url = shop.environment["SHOP_URL"].replace("@", ":hunter2@", 1)
    shop.environment |= {"SHOP_URL": url}
    shop.asked = replace(shop.asked, variables={"kind": "text", "token": "hunter3"})
    assert shop.plan().is_empty
    assert shop.memory.recall() is not None
    kept = b"".join(path.read_bytes() for path in shop.folder.path.iterdir())
    assert b"hunter" not in kept
    assert b"SHOP_URL" in kept


@pytest.mark.parametrize("damage", ["truncated", "poisoned", "writable for others", "another's salt"])
def test_a_damaged_memory_is_none(shop: Shop, damage: str) -> None:
    shop.plan()
    (plan,) = shop.folder.path.glob("plan-*")
    match damage:
        case "truncated":
            plan.write_bytes(plan.read_bytes()[:-10])
        case "poisoned":
            plan.write_bytes(plan.read_bytes().replace(b"shop", b"shoq"))
        case "writable for others":
            shop.folder.path.chmod(0o777)
        case _:
            (shop.folder.path / "salt").unlink()
    assert shop.memory.recall() is None


def run(shop: Shop, *arguments: str, cache: str = "") -> tuple[int, str, str, set[str]]:
    """The command in a process of its own: exit code, both outputs, the packages that it loaded."""
    program = (
        "import json, sys\n"
        "from neonctl_py.__main__ import main\n"
        "sys.argv = ['neonpy', *json.loads(sys.argv[1])]\n"
        "code = main()\n"
        "sys.stderr.write('\\0' + json.dumps(sorted({n.partition('.')[0] for n in sys.modules} | set(sys.modules))))\n"
        "sys.exit(code)"
    )
    environment = {**os.environ, **shop.environment, "NEONPY_PLAN_CACHE": cache or str(shop.folder.path)}
    command = [sys.executable, "-c", program, json.dumps([*arguments])]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    told, _, loaded = ran.stderr.partition("\0")
    return ran.returncode, ran.stdout, told, set(json.loads(loaded))


def say(shop: Shop, *arguments: str) -> tuple[int, str, str]:
    """Exit code and both outputs, where nobody asks what was loaded."""
    environment = {**os.environ, **shop.environment, "NEONPY_PLAN_CACHE": str(shop.folder.path)}
    ran = run_neonpy(*arguments, env=environment)
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize("flags", [(), ("-v",), ("--detailed-exitcode",)])
def test_the_command_says_the_same_and_loads_next_to_nothing(shop: Shop, flags: tuple[str, ...]) -> None:
    edited("more/tables.yaml", "${var:kind}", "text")(shop)
    first = run(shop, "plan", str(shop.place), *flags)
    second = run(shop, "plan", str(shop.place), *flags)
    assert first[:3] == second[:3]
    assert first[0] == 0
    assert "left alone" in first[1]
    assert "neonctl_py.stack.load" in first[3]
    assert second[3] & {"typer", "pydantic", "alembic", "yaml", "neonctl_py.stack.load"} == set()


@pytest.mark.parametrize("flags", [("--json",), ("--markdown",), ("--sql",)])
def test_every_form_is_made_of_the_remembered_plan(shop: Shop, flags: tuple[str, ...]) -> None:
    asked = ("plan", str(shop.place), "--var", "kind=text", *flags)
    first, second = run(shop, *asked), run(shop, *asked)
    assert first[:3] == second[:3]
    assert "neonctl_py.stack.load" in first[3] - second[3]


def test_a_change_is_told_by_the_next_command(shop: Shop) -> None:
    edited("more/tables.yaml", "${var:kind}", "text")(shop)
    asked = ("plan", str(shop.place), "--detailed-exitcode")
    assert [say(shop, *asked)[0] for _ in range(2)] == [0, 0]
    shop.run("alter table notes add more text")
    code, told, _ = say(shop, *asked)
    assert code == 2
    assert "column.more" in told


def test_apply_remembers_its_second_plan(shop: Shop) -> None:
    edited("more/tables.yaml", "${var:kind}", "text")(shop)
    edited("more/tables.yaml", "default 'x'", "default 'y'")(shop)
    assert say(shop, "apply", str(shop.place), "--yes")[0] == 0
    assert "neonctl_py.stack.load" not in run(shop, "plan", str(shop.place))[3]


def test_import_remembers_the_plan_of_what_it_wrote(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From wherever the stack is named. A database that changed since is looked at anew."""
    monkeypatch.chdir(tmp_path)
    shop.environment["DATABASE_URL"] = shop.environment["SHOP_URL"]

    def loaded_by(name: str) -> bool:
        code, told, _, loaded = run(shop, "plan", name)
        assert code == 0
        assert "No changes." in told
        return "neonctl_py.stack.load" in loaded

    for attempt in range(3):  # a vacuum that comes between the two makes the server's catalogs look touched
        stack = tmp_path / f"imported{attempt}"
        code, told, warned = say(shop, "import", "--url", shop.environment["SHOP_URL"], "-o", str(stack))
        assert (code, warned) == (0, "")
        assert f"neonpy plan {stack}" in told
        if not any(loaded_by(name) for name in (str(stack), stack.name, f"{stack.name}/stack.yaml")):
            break
    else:
        raise AssertionError("what import wrote was never remembered")
    shop.run("create table another (a integer)")
    assert "neonctl_py.stack.load" in run(shop, "plan", str(stack))[3]


def test_a_plan_that_names_places_is_given_only_where_they_are_right(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.run("create policy everybody on notes using (true)")
    tables = shop.place / "more" / "tables.yaml"
    tables.write_text(tables.read_text() + "                policies: {everybody: {using: 'true'}}\n")
    assert shop.plan().is_empty
    recalled = shop.memory.recall()
    assert recalled is not None
    assert "NP15" in recalled.warnings[0].code
    monkeypatch.chdir(shop.place)
    assert shop.memory.recall() is None


def test_nothing_is_remembered_where_nobody_wants_it(shop: Shop) -> None:
    asked = ("plan", str(shop.place), "--var", "kind=text")
    for _ in range(2):
        assert "neonctl_py.stack.load" in run(shop, *asked, cache="off")[3]
    assert not shop.folder.path.exists()


def test_a_folder_that_can_not_be_used_is_told_with_verbose(shop: Shop) -> None:
    shop.folder.path.mkdir(mode=0o777)
    shop.folder.path.chmod(0o777)
    code, _, told = say(shop, "plan", str(shop.place), "--var", "kind=text", "-v")
    assert code == 0
    assert "Not remembered: " in told
    assert "not ours alone" in told
