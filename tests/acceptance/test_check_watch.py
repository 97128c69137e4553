"""A busy pool, through the installed command: it is seen, told, changed within its bounds, noted, and no apply undoes it."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from test_first_minutes import Neonpy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from neonctl_py.emulator import control

STACK = """\
version: 1
stack: watched
projects:
  watched:
    branches: {main: {default: true, compute: {min_cu: 1, max_cu: 2}, replicas: {reader: {max_lag: 5m}}}}
    roles:
      shop_owner: {managed_by: neon}
      app: {login: true, connection_limit: 25, password: {rotate_every: 90d}}
    databases:
      shopdb:
        owner: shop_owner
        extensions: {pg_stat_statements: {}}
    checks:
      replication_lag: {severity: alert}
      passwords: {severity: alert}
      public_grants:
      query_latency: {min_calls: 1, targets: {select: {p95: 1h}}}
      impossible: {sql: select 1, warning: {above: 1}}
    monitor:
      channels:
        team: {slack: "${env:TEAM_URL}"}
        ops: {webhook: "${env:NOBODY:-}"}
      rules:
        idle:
          when: pool_utilisation < 30%
          for: 1s
          cooldown: 1h
          notify: [team, ops]
          role: {name: app, connection_limit: -20%, at_least: 10}
        quiet: {when: compute_load >= 0%, cooldown: 1h, compute: {max_cu: +1, at_most: 4}}
"""


@contextmanager
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Somewhere to post to, and what was posted."""
    posted: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/s3cret", posted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_pool_is_watched(tmp_path: Path, local_neon: control.LocalServer) -> None:
    neonpy = Neonpy(tmp_path, local_neon.data_dir)
    (tmp_path / "stack.yaml").write_text(STACK)
    with receiver() as (url, posted):
        neonpy("apply", "--yes", "--secrets-out", "passwords.env", TEAM_URL=url)
        told = neonpy("check", "--watch", "--every", "1s", "--looks", "3", "--json", TEAM_URL=url)
        planned = neonpy("plan", "--detailed-exitcode", TEAM_URL=url)
        noted = neonpy("history", "--json", TEAM_URL=url)
        neonpy("perf", "record", "-o", "baseline.json", TEAM_URL=url)
        compared = neonpy("perf", "compare", "baseline.json", TEAM_URL=url)
    assert url not in told
    looks = [json.loads(line) for line in told.splitlines()]
    levels = {check["address"].rpartition(".")[2]: check["level"] for check in looks[-1]["checks"]}
    assert levels == {
        "replication_lag": "ok",
        "passwords": "ok",
        "public_grants": "ok",
        "query_latency": "ok",
        "impossible": "warning",
        "pool_utilisation": "ok",
        "compute_load": "ok",
    }
    done = {event["rule"].rpartition(".")[2]: event for look in looks for event in look["events"]}
    assert done["idle"]["done"] == "the connection limit of app was changed from 25 to 20"
    assert done["idle"]["told"] == {"team": "told", "ops": "its variable is empty"}
    assert done["quiet"]["done"] == "max_cu of the compute was changed from 2 to 3"
    assert [message["text"].partition(":")[0] for message in posted] == ["watched"]
    assert planned.endswith("No changes. Your infrastructure matches the stack.\n")
    assert noted.count("--watch") >= 2
    assert compared.startswith("Nothing can be compared since")  # nothing but neonpy has looked into it


AWAY = """\
version: 1
stack: away
projects:
  away:
    provider: postgres
    url: ${env:AWAY_URL}
    databases: {shop: {}}
    monitor:
      channels: {oncall: {webhook: "${env:ONCALL_URL}"}}
      rules:
        unreachable: {when: failed_connections >= 1, severity: alert, notify: [oncall]}
"""


def test_a_server_that_is_not_there_is_told(tmp_path: Path, local_neon: control.LocalServer) -> None:
    """At the first look, and with nothing else known of it."""
    neonpy = Neonpy(tmp_path, local_neon.data_dir)
    (tmp_path / "stack.yaml").write_text(AWAY)
    with receiver() as (url, posted):
        away = {"AWAY_URL": "postgresql://u@nowhere.invalid/shop", "ONCALL_URL": url}
        told = neonpy("check", "--watch", "--looks", "1", "--json", **away)
    (event,) = json.loads(told)["events"]
    assert (event["rule"], event["told"]) == ("project.away/monitor.unreachable", {"oncall": "told"})
    assert [(message["rule"], message["severity"]) for message in posted] == [("unreachable", "alert")]
