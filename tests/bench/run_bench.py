"""What neonpy costs, as ratios to what others need for the same in the same run: ``make bench``.

    python tests/bench/run_bench.py [--tables 1000] [--memory 5000] [--curve 1000,2000,5000,10000] [--repeat 3]

Each table has 10 columns, 3 indexes, a foreign key and a policy. Times are the best of the repetitions, of whole
processes where a program is named. Nothing here is a test: it prints, and fails only when something does not run.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "corpus"))

from private_server import private_server  # noqa: E402  found by the line above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        seconds = []
        for _ in range(self.repeat):
            before()
            started = time.perf_counter()
            self.run(command, **environment)
            seconds.append(time.perf_counter() - started)
        return min(seconds)

    def run(self, command: list[str], **environment: str) -> str:
        own = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        if command[0].startswith(str(self.server.binaries.folder)):
            own |= self.server.binaries.environment()
        result = subprocess.run(command, capture_output=True, text=True, check=False, env=own)
        if result.returncode:
            raise SystemExit(f"{' '.join(command)[:200]}\n{result.stdout[-2000:]}\n{result.stderr[-2000:]}")
        return result.stdout


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--memory", type=int, default=5000)
    parser.add_argument("--curve", default="")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with _bench(options.repeat) as bench:
        _machine(bench)
        _start_up(bench)
        _one_size(bench, options.tables)
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
    }
    ours = bench.best(
        [*_neonpy(), "apply", str(stack), "--yes"], lambda: _absent(bench, "bench"), **environment
    )
    dump = bench.folder / "dump.sql"
    bench.run([bench.tool("pg_dump"), "-s", "-N", "neonpy", "-f", str(dump), url])
    load = [bench.tool("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(dump)]
    other = bench.best([*load, bench.server.url("other", USER).reveal()], lambda: bench.database("other"))
    _line("neonpy apply into an empty database", ours, "psql -1 -f of its dump", other)
    plan = bench.best([*_neonpy(), "plan", str(stack)], **environment)
    _line("neonpy plan, nothing to do", plan, "pg_dump -s", bench.best([bench.tool("pg_dump"), "-s", url]))
    watched = float(
        bench.run([sys.executable, __file__.replace("run_bench", "watch_bench"), url, str(bench.repeat)])
    )
    _line("observe and compare, in a process", watched, "the same queries in psql", _queries(bench, url))
    alembic = [sys.executable, __file__.replace("run_bench", "alembic_bench"), url, str(bench.repeat)]
    _line("observe and compare, in a process", watched, "Alembic autogenerate", float(bench.run(alembic)))


def _absent(bench: Bench, name: str) -> None:
    with bench.server.process.connect() as admin:
        admin.execute(f"drop database if exists {name} with (force)")


def _queries(bench: Bench, url: str) -> float:
    """All that observe asks, with the answers thrown away."""
    from neonctl_py.postgres.observe import READERS
    from neonctl_py.postgres.query_text import query_text

    names = [name for name, _ in READERS]
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


def _filled(bench: Bench, tables: int) -> str:
    url = bench.database("filled")
    script = bench.folder / "filled.sql"
    lines = ["set client_min_messages = warning;"]
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


def _memory(bench: Bench, tables: int) -> None:
    url = _filled(bench, tables)
    watched = bench.run([sys.executable, __file__.replace("run_bench", "watch_bench"), url, "1"])
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    print(
        f"--- {tables} tables: observe and compare {float(watched):.2f} s, at most {peak:.0f} MiB in any process so far"
    )


def _point(bench: Bench, tables: int) -> None:
    url = _filled(bench, tables)
    watched = float(bench.run([sys.executable, __file__.replace("run_bench", "watch_bench"), url, "1"]))
    dump = bench.best([bench.tool("pg_dump"), "-s", url])
    _line(f"curve: {tables} tables, observe and compare", watched, "pg_dump -s", dump)


if __name__ == "__main__":
    main()
