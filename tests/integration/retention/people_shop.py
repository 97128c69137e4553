"""A database of people whose time is over, and rules about them, for the tests of retention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

from neonctl_py.apply.backfill import Pace
from neonctl_py.apply.retention import PACE
from neonctl_py.model.address import project_address
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.retention import RecordKeys, Retention
from neonctl_py.model.state import Desired
from neonctl_py.workflows.access import NeonAccess
from neonctl_py.workflows.connecting import database_name
from neonctl_py.workflows.origin import Origin
from neonctl_py.workflows.run_retention import RetentionDoing, RetentionRequest, run_retention

if TYPE_CHECKING:
    from neonctl_py.model.values import Secret
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.report.retention_report import RetentionReport

SHOP = project_address("shop")
ACCESS = NeonAccess(None, "http://localhost:1")
TABLES = b"""
create type mood as enum ('calm', 'cross');
create table people (
  region text, number int, primary key (region, number), name text, mood mood, gone_at timestamptz,
  on_hold boolean, shredded boolean not null default false, doubled int generated always as (number * 2) stored);
create table people_archive (like people including generated);
create table keys (person int primary key, key bytea, destroyed_at timestamptz);
insert into people
  select case when n % 2 = 0 then 'eu' else 'us' end, n, 'name ' || n, 'calm',
         now() - n * interval '1 day', n % 10 = 0
    from generate_series(1, 100) n;
update people set name = null where number = 91;
update people set name = E'a "quoted"\\nline, \\\\ ' where number = 92;
insert into keys select n, '\\x01', null from generate_series(1, 100) n
"""
OVER = "gone_at < now() - interval '50 days'"
"""50 of 100 rows, of which 6 are held: 50 (just), 60, 70, 80, 90, 100."""


class Shop:
    """A database of people, and rules about them."""

    def __init__(self, url: Secret, connection: Connection) -> None:
        self.url, self.connection = url, connection
        self.database = SHOP.child("database", database_name(url))
        connection.execute(TABLES)

    def stack(self, **rules: Retention) -> Desired:
        declared = {SHOP.child("retention", name): value for name, value in rules.items()}
        return Desired(
            stack="shop",
            objects={SHOP: Project(provider="postgres"), self.database: Database()},
            declarations=declared,
            connection_urls={SHOP: self.url},
        )

    def run(self, key: str = "", pace: Pace = PACE, **rules: Retention) -> RetentionReport:
        doing = RetentionDoing(
            agree=lambda _: None,
            tell=print,
            origin=Origin("me", "neonpy retention run"),
            signing_key=key,
            pace=pace,
        )
        return run_retention(self.stack(**rules), ACCESS, RetentionRequest(fingerprint="f" * 64), doing)

    def ask(self, query: LiteralString) -> Any:
        row = self.connection.execute(query).fetchone()
        return row[0] if row else None


def rule(**more: Any) -> Retention:
    return Retention(**{"table": "public.people", "where": OVER, "hold": "on_hold"} | more)


SHRED = {
    "action": "shred",
    "keys": RecordKeys(
        table="public.keys", record="person", key="key", of="number", destroyed="destroyed_at"
    ),
    "erase": ("name", "mood"),
    "mark": (("shredded", "true"),),
}


SLOWLY = Pace(first=7, smallest=7, largest=7, rest=0)
DIES = b"""
create function die() returns trigger language plpgsql as $$ begin
  if (select count(*) from people) < 86 then perform pg_terminate_backend(pg_backend_pid()); end if;
  return null;
end $$;
create trigger die after delete on people for each statement execute function die()
"""
