"""The schema of a database at a point, as SQL or JSON, and how two of them differ.

Never here: changing anything.
"""

from __future__ import annotations

import difflib
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.forking import fork_timeline
from neonctl_py.emulator.api.history import Point, point_of
from neonctl_py.emulator.api.problem import Problem, not_found
from neonctl_py.emulator.errors import ComputeError
from neonctl_py.emulator.server_process import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.emulator.server_process import ServerProcess
    from neonctl_py.emulator.store import Document

_NOISE = ("\\restrict", "\\unrestrict")

_TABLES = """
select n.nspname, c.relname,
  (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                                     'nullable', not a.attnotnull, 'generated', a.attgenerated <> '')
                   order by a.attnum)
   from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  (select json_agg(json_strip_nulls(json_build_object(
     'name', k.conname,
     'type', case k.contype when 'p' then 'primary_key' when 'u' then 'unique' else 'foreign_key' end,
     'columns', (select json_agg(a.attname order by p.position)
                 from unnest(k.conkey) with ordinality p(number, position)
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.number),
     'referenced_table', case when k.contype = 'f' then json_build_object(
        'schema', (select rn.nspname from pg_class r join pg_namespace rn on rn.oid = r.relnamespace
                   where r.oid = k.confrelid),
        'table', (select r.relname from pg_class r where r.oid = k.confrelid),
        'columns', (select json_agg(a.attname order by p.position)
                    from unnest(k.confkey) with ordinality p(number, position)
                    join pg_attribute a on a.attrelid = k.confrelid and a.attnum = p.number)) end)) order by k.conname)
   from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f'))
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2
"""


def _schema(call: Call) -> Answer:
    branch, database = _target(call, call.branch_id)
    query = call.parameters("lsn", "timestamp", "format")
    form = query.choice("format", ("sql", "json")) or "sql"
    point = point_of(call.plane, branch, query.lsn("lsn"), query.moment("timestamp"))
    with _server_at(call, branch, point) as server:
        if form == "json":
            return Answer({"json": {"tables": _tables(server, database)}})
        return Answer({"sql": _dump(call, branch, server, database)})


def _compare(call: Call) -> Answer:
    """``base`` is the parent unless ``base_branch_id`` says otherwise; the diff leads from it to the branch."""
    branch, database = _target(call, call.branch_id)
    base_id = call.parameter("base_branch_id") or branch.get("parent_id", "")
    if not base_id:
        raise Problem(400, "invalid request: base_branch_id is required for a branch without a parent")
    base, _ = _target(call, base_id)
    query = call.parameters("lsn", "timestamp", "base_lsn", "base_timestamp")
    point = point_of(call.plane, branch, query.lsn("lsn"), query.moment("timestamp"))
    base_point = point_of(call.plane, base, query.lsn("base_lsn"), query.moment("base_timestamp"))
    with _server_at(call, base, base_point) as server:
        before = _dump(call, base, server, database)
    with _server_at(call, branch, point) as server:
        after = _dump(call, branch, server, database)
    names = (f"a/{database}.sql", f"b/{database}.sql")
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), *names)
    return Answer({"diff": "".join(lines)})


def _target(call: Call, branch_id: str) -> tuple[Document, str]:
    call.plane.project(call.project_id)
    branch = call.plane.branch(call.project_id, branch_id)
    return branch, call.required_parameter("db_name")


@contextmanager
def _server_at(call: Call, branch: Document, point: Point) -> Iterator[ServerProcess]:
    """The branch's own server for its present, a throwaway one for its past."""
    plane = call.plane
    if point.is_head:
        with plane.fleet.use(branch["_timeline"]) as compute:
            yield compute.server
        return
    with plane.store.transaction():
        timeline = fork_timeline(plane, plane.timeline(branch), point, [])
        plane.store.put("pin", timeline["id"], {"_timeline": timeline["id"]})
    try:
        with plane.fleet.use(timeline["id"]) as compute:
            yield compute.server
    finally:
        plane.store.delete("pin", timeline["id"])
        plane.sweeper.request()


def _dump(call: Call, branch: Document, server: ServerProcess, database: str) -> str:
    with server.connect() as connection:
        found = connection.execute("select from pg_database where datname = %s", (database,)).fetchone()
    if found is None:
        raise not_found("database")
    binaries = call.plane.fleet.binaries_of(call.plane.timeline(branch))
    command = [binaries.tool("pg_dump"), "--schema-only", "-h", str(server.sockets), "-p", str(server.port)]
    result = subprocess.run(
        [*command, "-U", ADMIN, "-d", database],
        env=binaries.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise ComputeError(f"pg_dump failed: {result.stderr.strip()}")
    return "".join(line for line in result.stdout.splitlines(keepends=True) if not line.startswith(_NOISE))


def _tables(server: ServerProcess, database: str) -> list[dict[str, Any]]:
    with server.connect(database) as connection:
        rows = connection.execute(_TABLES).fetchall()
    return [
        {"schema": schema, "name": name, "columns": columns or [], "constraints": constraints or []}
        for schema, name, columns, constraints in rows
    ]


_BRANCH = "/projects/<project_id>/branches/<branch_id>"

ROUTES = (Route("GET", f"{_BRANCH}/schema", _schema), Route("GET", f"{_BRANCH}/compare_schema", _compare))
