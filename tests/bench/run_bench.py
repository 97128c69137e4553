"""What neonpy costs, as ratios to what others need for the same in the same run: ``make bench``.

    python tests/bench/run_bench.py [--tables 1000] [--peers 500] [--memory 5000] [--curve 1000,5000,10000] [--repeat 3]

Each table has 10 columns, 3 indexes, a foreign key and a policy. Times are the best of the repetitions, of whole
processes where a program is named. Nothing here is a test: it prints, and fails only when something does not run.
A size of 0 leaves that part out.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "corpus"))

from cost import Cost, best_of, cost_of  # noqa: E402  found beside this file
from peers import peers  # noqa: E402  as above
from private_server import private_server  # noqa: E402  found by the line above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from private_server import PrivateServer

COLUMNS: Final = 8
OFFICIAL: Final = ROOT / ".make" / "node_packages" / "node_modules" / ".bin" / "neon"
ROLE: Final = "app"
USER: Final = "somebody"
"""Not the superuser that Neon keeps for itself: what that one owns is not observed."""


@dataclass
class Bench:
    """A server, a folder for files, and how often each thing is timed."""

    server: PrivateServer
    folder: Path
    repeat: int

    def database(self, name: str) -> str:
        _absent(self, name)
        with self.server.process.connect() as admin:
            admin.execute(f"create database {name} template template0 owner {USER}")
        return self.server.url(name, USER).reveal()

    def tool(self, name: str) -> str:
        return self.server.binaries.tool(name)

    def best(self, command: list[str], before: Callable[[], object] = bool, **environment: str) -> float:
        """Seconds of the whole process, the best of the repetitions."""
        return self.cost(command, before, **environment).wall

    def cost(
        self,
        command: list[str],
        before: Callable[[], object] = bool,
        *,
        allowed: Sequence[int] = (0,),
        **environment: str,
    ) -> Cost:
        """Of the whole process, the best of the repetitions."""

        def once() -> Cost:
            before()
            return self._once(command, environment, allowed)

        return best_of(self.repeat, once)

    def run(self, command: list[str], **environment: str) -> str:
        return self._once(command, environment, (0,)).said

    def _once(self, command: list[str], environment: Mapping[str, str], allowed: Sequence[int]) -> Cost:
        own = {"PYTHONPATH": str(ROOT), **environment}
        if command[0].startswith(str(self.server.binaries.folder)):
            own |= self.server.binaries.environment()
        return cost_of(command, own, allowed=allowed)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--peers", type=int, default=500)
    parser.add_argument("--memory", type=int, default=5000)
    parser.add_argument("--curve", default="")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with _bench(options.repeat) as bench:
        _machine(bench)
        _start_up(bench)
        if options.tables:
            _one_size(bench, options.tables)
        if options.peers:
            _beside_peers(bench, options.peers)
        if options.memory:
            _memory(bench, options.memory)
        for tables in filter(None, options.curve.split(",")):
            _point(bench, int(tables))


@contextmanager
def _bench(repeat: int) -> Iterator[Bench]:
    folder = Path(tempfile.mkdtemp(prefix="neonpy-bench-"))
    try:
        with private_server({"shared_buffers": "64MB", "max_locks_per_transaction": "1000"}) as server:
            with server.process.connect() as admin:
                admin.execute(f"create role {USER} login superuser")
            yield Bench(server, folder, repeat)
    finally:
        shutil.rmtree(folder)


def _machine(bench: Bench) -> None:
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()},",
        end=" ",
    )
    print(f"PostgreSQL {bench.server.binaries.version}, {bench.run([*_neonpy(), '--version']).strip()}")


def _line(what: str, seconds: float, other: str, reference: float) -> None:
    print(
        f"{what:44} {seconds:8.3f} s   {other:36} {reference:8.3f} s   {seconds / reference:6.2f} x",
        flush=True,
    )


def _neonpy() -> list[str]:
    return [sys.executable, "-m", "neonctl_py"]


def _start_up(bench: Bench) -> None:
    ours = bench.best([*_neonpy(), "--version"])
    _line("neonpy --version", ours, "python -c pass", bench.best([sys.executable, "-c", "pass"]))
    official = shutil.which("neon") or (str(OFFICIAL) if OFFICIAL.exists() else "")
    if official and shutil.which("node"):
        _line("neonpy --version", ours, "neon --version (official)", bench.best([official, "--version"]))
    else:
        print("(the official neon command is not here: make node)")


def stack_text(tables: int) -> str:
    """A stack with one database of that many tables."""
    lines = ["version: 1", "stack: bench", "projects:", "  bench:", "    provider: postgres"]
    lines += ["    url: ${env:BENCH_URL}", "    roles:", f"      {ROLE}: {{}}"]
    lines += [
        "    databases:",
        "      bench:",
        "        schemas:",
        "          public:",
        "            tables:",
    ]
    for i in range(tables):
        lines += [f"              t{i}:", "                columns:"]
        lines += ["                  id: bigint primary key generated by default as identity"]
        lines += [f"                  c{j}: varchar(64) not null default 'x'" for j in range(COLUMNS)]
        lines += [f"                  parent: bigint references t{i // 2}(id) on delete cascade"]
        lines += [
            "                indexes:",
            f"                  i{i}_a: [c1]",
            f"                  i{i}_b: [c2, c3 desc]",
        ]
        lines += [f"                  i{i}_c: {{on: [lower(c4)], where: c5 <> 'x'}}"]
        lines += ["                row_level_security: enabled", "                policies:"]
        lines += [f"                  p{i}: {{for: select, to: [{ROLE}], using: c1 = current_user}}"]
    return "\n".join(lines) + "\n"


def _one_size(bench: Bench, tables: int) -> None:
    print(f"--- {tables} tables")
    stack = bench.folder / "stack.yaml"
    stack.write_text(stack_text(tables))
    url = bench.server.url("bench", USER).reveal()
    environment = {
        "BENCH_URL": bench.server.url("postgres", USER).reveal(),
        "NEONPY_CONFIG_DIR": str(bench.folder),
        "NEONPY_PLAN_CACHE": str(bench.folder / "plans"),
    }

    def as_new() -> None:
        _forgotten(bench)
        bench.database("bench")

    ours = bench.best([*_neonpy(), "apply", str(stack), "--yes"], as_new, **environment)
    dump = bench.folder / "dump.sql"
    bench.run([bench.tool("pg_dump"), "-s", "-N", "neonpy", "-f", str(dump), url])
    load = [bench.tool("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(dump)]
    other = bench.best([*load, bench.server.url("other", USER).reveal()], lambda: bench.database("other"))
    _line("neonpy apply into an empty database", ours, "psql -1 -f of its dump", other)
    _plans(bench, stack, bench.best([bench.tool("pg_dump"), "-s", url]), environment)
    watch = [sys.executable, __file__.replace("run_bench", "watch_bench"), url, str(bench.repeat)]
    watched, as_much = map(float, bench.run(watch).split())
    _line("observe and compare, in a process", watched, "the same queries in psql", _queries(bench, url))
    alembic = [sys.executable, __file__.replace("run_bench", "alembic_bench"), url, str(bench.repeat)]
    plain, with_defaults = map(float, bench.run(alembic).split())
    _line("observe and compare, in a process", watched, "Alembic autogenerate, with defaults", with_defaults)
    _line("observe and compare, in a process", watched, "Alembic autogenerate, without them", plain)
    _line(
        "only the kinds that Alembic compares", as_much, "Alembic autogenerate, with defaults", with_defaults
    )
    _line("only the kinds that Alembic compares", as_much, "Alembic autogenerate, without them", plain)
    print(
        "(Alembic compares tables, columns, indexes, unique and foreign keys, with their comments; of the same kinds"
    )
    print(" neonpy compares owners, identities, checks, storage and all else, and then every other kind)")


def _plans(bench: Bench, stack: Path, reference: float, environment: dict[str, str]) -> None:
    """Of a stack that is in place: the first one ever, the next one, and one after somebody edited a table."""
    command = [*_neonpy(), "plan", str(stack)]
    first = bench.best(command, lambda: _forgotten(bench), **environment)
    _line("neonpy plan, nothing to do, the first ever", first, "pg_dump -s", reference)
    _line("neonpy plan, nothing to do", bench.best(command, **environment), "pg_dump -s", reference)
    text = stack.read_text()
    edits = itertools.count()

    def edited() -> None:
        stack.write_text(text.replace("i7_a: [c1]", f"i7_a: [c1, c{next(edits) % COLUMNS}]"))

    _line(
        "neonpy plan, one table edited", bench.best(command, edited, **environment), "pg_dump -s", reference
    )
    stack.write_text(text)


def _forgotten(bench: Bench) -> None:
    """What earlier runs remember."""
    shutil.rmtree(bench.folder / "plans", ignore_errors=True)


def _absent(bench: Bench, name: str) -> None:
    with bench.server.process.connect() as admin:
        admin.execute(f"drop database if exists {name} with (force)")


def _queries(bench: Bench, url: str) -> float:
    """All that observe asks, with the answers thrown away."""
    from neonctl_py.postgres.observe import READERS
    from neonctl_py.postgres.query_text import query_text

    names = [*(name for name, _ in READERS), "dependency", "unsupported", "vanished"]
    texts = [query_text(name, bench.server.binaries.major) for name in names]
    script = bench.folder / "queries.sql"
    script.write_text("set search_path = '';\n" + "".join(f"{text};\n" for text in texts))
    command = [
        bench.tool("psql"),
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-o",
        os.devnull,
        "-f",
        str(script),
    ]
    return bench.best([*command, url])


def _filled(bench: Bench, tables: int, name: str) -> str:
    url = bench.database(name)
    script = bench.folder / "filled.sql"
    lines = ["set client_min_messages = warning;"]
    lines.append(f"do $$ begin create role {ROLE}; exception when duplicate_object then null; end $$;")
    for i in range(tables):
        columns = ", ".join(f"c{j} varchar(64) not null default 'x'" for j in range(COLUMNS))
        lines.append(
            f"create table t{i} (id bigint generated by default as identity primary key, {columns},"
            f" parent bigint references t{i // 2} on delete cascade);"
        )
        lines.append(f"create index i{i}_a on t{i} (c1); create index i{i}_b on t{i} (c2, c3 desc);")
        lines.append(f"create index i{i}_c on t{i} (lower(c4)) where c5 <> 'x';")
        lines.append(f"alter table t{i} enable row level security;")
        lines.append(f"create policy p{i} on t{i} for select to {ROLE} using (c1 = current_user);")
    script.write_text("\n".join(lines))
    bench.run([bench.tool("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(script), url])
    return url


def _beside_peers(bench: Bench, tables: int) -> None:
    """Database to database: the second has ten tables changed."""
    print(f"--- {tables} tables, database to database: seconds, processor seconds, most memory")
    one, two = _filled(bench, tables, "filled"), _filled(bench, tables, "other")
    changes = bench.folder / "changes.sql"
    changed = range(0, tables, max(1, tables // 10))
    changes.write_text("".join(f"alter table t{i} add extra text; drop index i{i}_a;\n" for i in changed))
    bench.run([bench.tool("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(changes), two])
    ours = bench.cost([*_neonpy(), "diff", one, two])
    _cost_line("neonpy diff", ours, ours)
    script = bench.cost([*_neonpy(), "diff", one, two, "--sql"])
    _cost_line("neonpy diff --sql", script, ours)
    for peer in peers():
        theirs = bench.cost(peer.command(one, two), allowed=peer.differs)
        _cost_line(peer.name, theirs, ours)


def _cost_line(name: str, cost: Cost, ours: Cost) -> None:
    ratio = (
        f"{cost.wall / ours.wall:5.2f} x   {cost.cpu / ours.cpu:5.2f} x   {cost.memory / ours.memory:5.2f} x"
    )
    print(
        f"{name:32} {cost.wall:7.3f} s {cost.cpu:7.3f} s {cost.memory:6.0f} MiB   of ours: {ratio}",
        flush=True,
    )


def _memory(bench: Bench, tables: int) -> None:
    url = _filled(bench, tables, "filled")
    watched = bench.cost([sys.executable, __file__.replace("run_bench", "watch_bench"), url, "1"])
    planned = bench.cost([*_neonpy(), "diff", url, url])
    print(
        f"--- {tables} tables, most memory of a process: observe and compare {watched.memory:.0f} MiB,",
        end="",
    )
    print(f" neonpy diff {planned.memory:.0f} MiB")


def _point(bench: Bench, tables: int) -> None:
    url = _filled(bench, tables, "filled")
    cost = bench.cost([sys.executable, __file__.replace("run_bench", "watch_bench"), url, "1"])
    dump = bench.best([bench.tool("pg_dump"), "-s", url])
    seconds = float(cost.said.split()[0])
    _line(f"curve: {tables} tables, observe and compare", seconds, "pg_dump -s", dump)
    print(f"    {seconds / tables * 1000:.2f} ms a table, {cost.memory:.0f} MiB")


if __name__ == "__main__":
    main()
