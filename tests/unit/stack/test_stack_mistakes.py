"""Every mistake is told where it is: a text with «code» before each wrong place yields exactly these diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.stack.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Callable

CATALOG = """
version: 1
projects:
  shop:
    roles:
      owner: {managed_by: neon}
      app: {login: true}
    databases:
      main:
        owner: owner
        schemas:
          public:
            types:
              mood: {enum: [good, bad]}
              code: {domain: text, check: "value <> ''"}
            tables:
              users:
                columns: {id: bigint primary key, email: text, mood: mood}
              orders:
"""


def table(body: str) -> str:
    """A stack whose table ``orders`` has these lines."""
    lines = [line for line in body.split("\n") if line.strip()]
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    return CATALOG + "\n".join(" " * 16 + line[margin:] for line in lines) + "\n"


TEXT = {
    "a broken YAML": ("version: 1\nprojects: {a:\n«NP101»", "brackets"),
    "a tab": ("projects:\n«NP101»\tshop: {}\n", "two spaces"),
    "a second document": ("version: 1\n«NP101»---\nversion: 1\n", "second document"),
    "a key that is a list": ("? «NP101»[a]\n: 1\n", "one word"),
    "a duplicate key": ("version: 1\n«NP102»version: 1\n", "stack.yaml:1:1"),
    "a duplicate key further down": (
        "projects:\n  a: {provider: neon, «NP102»provider: postgres}\n",
        "Merge the two",
    ),
    "a tag": ("version: «NP103»!!int 1\n", "Leave it out"),
    "a missing variable": ("stack: «NP105»${var:nmae}\n", "--var nmae=value"),
    "a missing environment variable": ("stack: «NP105»${env:NOT_THERE}\n", ":-default"),
    "a branch where none is known": (
        "stack: «NP105»'${branch}'\nprojects: {p: {region: «NP105»'a-${branch}'}}\n",
        "inside `branches:`",
    ),
    "an unknown reference": ("stack: «NP105»${nonsense}\n", "${env:NAME}"),
    "an alias before its anchor": ("stack: «NP101»*later\n", "before its anchor"),
    "an include that matches nothing": ("include: [«NP106»none/*.yaml]\n", "relative to the file"),
    "a list as the stack": ("«NP112»- a\n", "a mapping"),
    "an unknown key": ("«NP110»projcts: {}\n", "Did you mean `projects`?"),
    "a merge key": ("projects: {a: {«NP110»<<: 1}}\n", "no merge key"),
    "another version": ("version: «NP114»2\n", "from 1 to 1"),
}

PROJECT = {
    "a wrong shape": ("projects: {a: {branches: «NP112»[b]}}\n", "it is a list"),
    "a flag in YAML 1.1": ("projects: {a: {branches: {b: {protected: «NP112»yes}}}}\n", "write `true`"),
    "a duration without its unit": ("projects: {a: {history_retention: «NP112»7}}\n", "`7s` for seconds"),
    "a history that is too long": ("projects: {a: {history_retention: «NP114»31d}}\n", "from 0s to 30d"),
    "a version that the platform hasn't": ("projects: {a: {pg_version: «NP114»12}}\n", "from 14 to 18"),
    "a region that is none": ("projects: {a: {region: «NP115»Frankfurt}}\n", "aws-us-east-2"),
    "an address that is none": (
        "projects: {a: {settings: {allowed_ips: {ips: [«NP115»300.1.1.1]}}}}\n",
        "203.0.113.0/24",
    ),
    "half a maintenance window": (
        "projects: {a: {settings: {maintenance_window: «NP111»{weekdays: [sun], from: '03:00'}}}}\n",
        "`to` is missing",
    ),
    "an empty maintenance window": (
        "projects: {a: {settings: {maintenance_window: «NP114»{weekdays: [sun], from: '03:00', to: '03:00'}}}}\n",
        "an hour",
    ),
    "a project name that is too long": (f"projects: {{«NP115»{'x' * 257}: {{}}}}\n", "1 to 256"),
    "a server without its URL": ("projects: {a: «NP111»{provider: postgres}}\n", "${env:DATABASE_URL}"),
    "a URL that is none": ("projects: {a: {provider: postgres, url: «NP115»localhost}}\n", "postgresql://"),
    "Neon's keys without Neon": (
        "projects: {a: {provider: postgres, url: 'postgres://h/d', «NP116»branches: {b: {}}}}\n",
        "has none",
    ),
    "a URL for Neon": ("projects: {a: {«NP116»url: 'postgres://h/d'}}\n", "provider: postgres"),
    "a password in a URL": (
        "projects: {a: {provider: postgres, url: «NP150»'postgres://u:pw@h/d'}}\n",
        "reference",
    ),
    "two default branches": (
        "projects: {a: {branches: {b: {default: true}, c: {«NP140»default: true}}}}\n",
        "Keep one",
    ),
    "no default branch": ("projects: {a: {branches: {«NP140»b: {}, c: {}}}}\n", "Write it on one"),
    "an unknown parent": (
        "projects: {a: {branches: {main: {default: true}, c: {parent: «NP130»mian}}}}\n",
        "Did you mean `main`?",
    ),
    "a circle of parents": (
        "projects: {a: {branches: {m: {default: true}, b: {parent: «NP138»c}, c: {parent: «NP138»b}}}}\n",
        "b → c → b",
    ),
    "a default branch that expires": (
        "projects: {a: {branches: {m: {default: true, «NP141»expires_in: 7d}}}}\n",
        "the default branch",
    ),
    "a protected branch that expires": (
        "projects: {a: {branches: {m: {default: true}, b: {protected: true, «NP141»expires_in: 7d}}}}\n",
        "protected",
    ),
    "a parent that expires": (
        "projects: {a: {branches: {m: {default: true}, b: {expires_in: 7d}, c: {parent: «NP141»b}}}}\n",
        "another branch",
    ),
    "an expiry beyond the limit": (
        "projects: {a: {branches: {m: {default: true}, b: {expires_in: «NP114»31d}}}}\n",
        "to 30d",
    ),
    "two expiries": (
        "projects: {a: {branches: {m: {default: true}, b: {expires_in: 7d, «NP116»expires_at: 2027-01-01T00:00:00Z}}}}\n",
        "twice",
    ),
    "two starts": (
        "projects: {a: {branches: {m: {default: true}, b: {parent_lsn: 0/1, «NP116»parent_timestamp: 2027-01-01T00:00:00Z}}}}\n",
        "Keep one",
    ),
    "a timestamp without its zone": (
        "projects: {a: {branches: {b: {expires_at: «NP112»2027-01-01}}}}\n",
        "RFC 3339",
    ),
    "a size that isn't sold": ("projects: {a: {compute: {«NP142»max_cu: 3.5}}}\n", "Sizes: 0.25"),
    "sizes the wrong way round": ("projects: {a: {compute: {min_cu: 2, «NP142»max_cu: 1}}}\n", "Swap"),
    "too wide an autoscaling": (
        "projects: {a: {compute: {min_cu: 1, «NP142»max_cu: 10}}}\n",
        "`min_cu: 2` or more",
    ),
    "autoscaling above 16": (
        "projects: {a: {compute: {min_cu: 16, «NP142»max_cu: 18}}}\n",
        "nothing autoscales",
    ),
    "an odd size above 16": ("projects: {a: {compute: {min_cu: 19, «NP142»max_cu: 19}}}\n", "even one"),
    "a suspend time below the limit": (
        "projects: {a: {compute: {suspend_after: «NP114»30s}}}\n",
        "from 1m to 7d",
    ),
    "a branch compute against the project's": (
        "projects: {a: {compute: {max_cu: 1}, branches: {b: {compute: {«NP142»min_cu: 2}}}}}\n",
        "above max_cu",
    ),
    "a replica name that is too long": (
        f"projects: {{a: {{branches: {{b: {{replicas: {{«NP115»{'x' * 65}: {{}}}}}}}}}}}}\n",
        "1 to 64",
    ),
    "a snapshot every hour": (
        "projects: {a: {branches: {b: {snapshots: [{every: «NP113»hour, at: '02:00'}]}}}}\n",
        "archives:",
    ),
    "a snapshot kept too long": (
        "projects: {a: {branches: {b: {snapshots: [{every: day, at: '02:00', keep: «NP114»36d}]}}}}\n",
        "to 35d",
    ),
    "a snapshot at half past": (
        "projects: {a: {branches: {b: {snapshots: [{every: day, at: «NP143»'02:30'}]}}}}\n",
        "full hours",
    ),
    "a weekly snapshot without its day": (
        "projects: {a: {branches: {b: {snapshots: [«NP143»{every: week, at: '02:00'}]}}}}\n",
        "is missing",
    ),
    "a monthly snapshot on a weekday": (
        "projects: {a: {branches: {b: {snapshots: [{every: month, on: «NP143»mon, at: '02:00'}]}}}}\n",
        "`on: 1`",
    ),
    "a daily snapshot with a day": (
        "projects: {a: {branches: {b: {snapshots: [{every: day, «NP143»on: mon, at: '02:00'}]}}}}\n",
        "no `on`",
    ),
    "a role of the platform's": ("projects: {a: {roles: {«NP115»cloud_admin: {}}}}\n", "taken"),
    "a role of Postgres' own": ("projects: {a: {roles: {«NP115»pg_monitor: {}}}}\n", "pg_"),
    "a name beyond 63 bytes": (f"projects: {{a: {{roles: {{«NP115»{'é' * 32}: {{}}}}}}}}\n", "64 bytes"),
    "a password for a role": ("projects: {a: {roles: {r: {password: «NP150»hunter2}}}}\n", "--secrets-out"),
    "an unknown group": (
        "projects: {a: {roles: {readers: {}, r: {member_of: [«NP131»reader]}}}}\n",
        "Did you mean `readers`?",
    ),
    "a limited membership before 16": (
        "projects: {a: {pg_version: 15, roles: {g: {}, r: {member_of: {g: {«NP171»inherit: false, set: true}}}}}}\n",
        "PostgreSQL 15 can't limit",
    ),
    "a role around row-level security before 16": (
        "projects: {a: {pg_version: 15, roles: {r: {«NP171»bypassrls: true}}}, b: {pg_version: 16, roles: {r: {bypassrls: true}}}}\n",
        "managed_by: neon",
    ),
    "a role in itself through others": (
        "projects: {a: {roles: {x: {member_of: [y]}, y: {member_of: {z: {}}}, z: {member_of: [«NP138»y]}}}}\n",
        "`y` would be a member of itself: y → z → y.",
    ),
    "a table that descends from itself": (
        "projects: {a: {databases: {d: {schemas: {public: {tables: {x: {inherits: [y]}, «NP138»y: {inherits: [z]}, z: {inherits: [y]}}}}}}}}\n",
        "`y` would be its own parent: public.y → public.z → public.y.",
    ),
    "a partition of itself": (
        "projects: {a: {databases: {d: {schemas: {public: {tables: {«NP138»x: {partition_of: x, bounds: default}}}}}}}}\n",
        "`x` would be its own parent",
    ),
    "a partition whose order of columns leaves one out": (
        "projects: {a: {databases: {d: {schemas: {public: {tables: {t: {columns: {i: int, j: int}, partition_by: list (i)}, «NP116»p: {partition_of: t, bounds: default, column_order: [j]}}}}}}}}\n",
        "must name each column of public.t once",
    ),
    "a role in itself": ("projects: {a: {roles: {r: {member_of: [«NP138»r]}}}}\n", "itself"),
    "an SQL role in neon_superuser": (
        "projects: {a: {roles: {r: {member_of: [«NP152»neon_superuser]}}}}\n",
        "least privilege",
    ),
    "a login that bypasses RLS": (
        "projects: {a: {roles: {«NP151»r: {login: true, bypassrls: true}}}}\n",
        "BYPASSRLS",
    ),
    "a login that may become Neon's": (
        "projects: {a: {roles: {n: {managed_by: neon}, «NP151»r: {login: true, member_of: [n]}}}}\n",
        "may become `n`",
    ),
    "a database of the server's": ("projects: {a: {databases: {«NP115»postgres: {}}}}\n", "of that name"),
    "an unknown owner": ("projects: {a: {databases: {d: {owner: «NP131»nobody}}}}\n", "external: true"),
    "a check without its database": (
        "projects: {a: {databases: {d: {}, e: {}}, checks: {«NP111»c: {sql: select 1}}}}\n",
        "which of",
    ),
    "a check of nothing": (
        "projects: {a: {databases: {d: {}}, checks: {«NP111»pool_utilization: {at_most: 80%}}}}\n",
        "Did you mean `pool_utilisation`?",
    ),
    "a built-in check that isn't": (
        "projects: {a: {databases: {d: {}}, checks: {x: {builtin: «NP113»cache_hits}}}}\n",
        "cache_hit_ratio",
    ),
    "a check that is two": (
        "projects: {a: {databases: {d: {}}, checks: {x: {sql: select 1, «NP116»builtin: bloat}}}}\n",
        "Leave out one",
    ),
    "a limit of the wrong kind": (
        "projects: {a: {databases: {d: {}}, checks: {bloat: {at_most: «NP112»100MB}}}}\n",
        "a percentage, as `80%`",
    ),
    "a limit that is none": (
        "projects: {a: {databases: {d: {}}, checks: {bloat: {warning: {at_most: «NP112»much}}}}}\n",
        "a number, a percentage, a duration or a size",
    ),
    "another check's option": (
        "projects: {a: {databases: {d: {}}, checks: {wraparound: {«NP110»min_rows: 5}}}}\n",
        "not an option of the check wraparound",
    ),
    "a type of query that isn't": (
        "projects: {a: {databases: {d: {}}, checks: {query_latency: {targets: {«NP110»selects: {p95: 1ms}}}}}}\n",
        "Did you mean `select`?",
    ),
    "a rule about nothing": (
        "projects: {a: {databases: {d: {}}, monitor: {rules: {x: {when: «NP145»nothing fails, compute: {max_cu: +1, at_most: 2}}}}}}\n",
        "There is no check `nothing`",
    ),
    "a check of an unknown database": (
        "projects: {a: {databases: {main: {}}, checks: {c: {sql: select 1, database: «NP137»mian}}}}\n",
        "Did you mean `main`?",
    ),
    "an archive of an unknown branch": (
        "projects: {a: {archives: {x: {every: 6h, keep: 1d, branch: «NP130»b}}}}\n",
        "no branch",
    ),
    "an archive that is gone before the next": (
        "projects: {a: {archives: {x: {every: 1d, keep: «NP114»6h}}}}\n",
        "gone before the next",
    ),
    "an hour of an archive for every hour": (
        "projects: {a: {archives: {x: {every: 6h, at: «NP114»'02:00', keep: 1d}}}}\n",
        "whole days",
    ),
    "a weekday of a daily archive": (
        "projects: {a: {archives: {x: {every: 1d, on: «NP114»sun, keep: 1d}}}}\n",
        "whole weeks",
    ),
    "an archive to nowhere": (
        "projects: {a: {archives: {x: {every: 1d, keep: 1d, to: «NP114»backups}}}}\n",
        "no scheme",
    ),
    "an archive to no host": (
        "projects: {a: {archives: {x: {every: 1d, keep: 1d, to: «NP114»'s3://[bucket'}}}}\n",
        "no host",
    ),
    "a retention for an unknown table": (
        "projects: {a: {databases: {d: {schemas: {public: {tables: {t: {}}}}}}, retention: {r: {table: «NP132»public.tt, where: 'true'}}}}\n",
        "Did you mean `public.t`?",
    ),
    "content in what is external": (
        "projects: {a: {databases: {d: {schemas: {s: {external: true, «NP161»comment: x}}}}}}\n",
        "someone else",
    ),
    "a view of two statements": (
        "projects: {a: {databases: {d: {schemas: {s: {views: {v: «NP123»'select 1; drop table x'}}}}}}}\n",
        "one query",
    ),
    "a view that is no query": (
        "projects: {a: {databases: {d: {schemas: {s: {materialized_views: {v: «NP123»id}}}}}}}\n",
        "begins with SELECT",
    ),
    "a view without a query": (
        "projects: {a: {databases: {d: {schemas: {s: {views: {v: «NP111»{security_barrier: true}}}}}}}}\n",
        "shows nothing",
    ),
    "a switch for a view's rule": (
        "projects: {a: {databases: {d: {schemas: {s: {views: {v: {query: select 1, rules: {r:\n  {on: insert, do: nothing, «NP116»enabled: false}}}}}}}}}}\n",
        "tables only",
    ),
    "a schema of Postgres' own": (
        "projects: {a: {databases: {d: {schemas: {«NP115»pg_toast: {}}}}}}\n",
        "Postgres' own",
    ),
    "a move to nowhere": (
        "projects: {a: {}}\nmoved: [{from: project.b, to: «NP160»project.c}]\n",
        "isn't declared",
    ),
    "a move from what is there": (
        "projects: {a: {}, b: {}}\nmoved: [{from: «NP160»project.b, to: project.a}]\n",
        "still declared",
    ),
    "a move between kinds": (
        "projects: {a: {}}\nmoved: [{from: project.b/role.x, to: «NP160»project.a}]\n",
        "one kind",
    ),
    "a removal of what is there": ("projects: {a: {}}\nremoved: [«NP160»project.a]\n", "still declared"),
    "an address that is none in removed": ("removed: [«NP160»project.a/table.t]\n", "can't stand"),
    "an address without its name": ("removed: [«NP160»project]\n", "needs 1 name"),
}

TABLE = {
    "an unknown type": (table("columns: {a: «NP134»timestampz not null}"), "Did you mean `timestamptz`?"),
    "a type whose name has capitals": (
        CATALOG.replace("mood: {enum", "Mood: {enum").replace("mood: mood", "mood: «NP134»Mood")
        + "                columns: {id: int}\n",
        'Did you mean `"Mood"`?',
    ),
    "a type of an extension": (table("columns: {a: «NP134»citext}"), "extensions: {citext"),
    "a trigger without its function": (
        table("columns: {a: int}\ntriggers: {t: {before: update, execute: «NP144»nobody()}}"),
        "functions:",
    ),
    "a type in an unknown schema": (table("columns: {a: «NP135»publc.mood}"), "Did you mean `public`?"),
    "serial": (table("columns: {a: «NP121»'bigserial[]'}"), "Write `bigint`"),
    "a clause that is none": (
        table("columns:\n  a: text not null «NP120»defualt 'x'"),
        "Did you mean `default`?",
    ),
    "a clause that is nothing like one": (
        table("columns:\n  a: text «NP120»zzz"),
        "default EXPR",
    ),
    "auto_increment": (table("columns:\n  a: integer «NP120»auto_increment"), "identity"),
    "a default without its expression": (table("columns:\n  a: text default«NP120»"), "before the end"),
    "an open quote": (table("columns:\n  a: text default «NP122»'x"), "never closed"),
    "an open bracket": (table("columns:\n  a: text check «NP122»(a <> ''"), "never closed"),
    "a bracket that closes nothing": (table("columns:\n  a: text default x«NP122»)"), "closes nothing"),
    "a long form without its type": (table("columns:\n  a: «NP111»{null: false}"), "`type` is missing"),
    "a null primary key": (table("columns: {a: «NP116»text null primary key}"), "primary key holds it"),
    "a default and an identity": (
        table("columns: {a: «NP116»bigint default 1 generated always as identity}"),
        "only one",
    ),
    "two primary keys": (
        table("columns: {a: text primary key, «NP139»b: text primary key}"),
        "primary_key: [a, b]",
    ),
    "an unknown column in a key": (
        table("columns: {email: text}\nprimary_key: [«NP133»emial]"),
        "Did you mean `email`?",
    ),
    "an unknown column in an index": (
        table("columns: {aa: text}\nindexes: {i: [«NP133»ab]}"),
        "no column `ab`",
    ),
    "an unknown column in a unique key": (
        table("columns: {aa: text}\nunique: [[«NP133»ab]]"),
        "no column `ab`",
    ),
    "an index named as a table": (table("columns: {a: text}\nindexes: {«NP139»users: [a]}"), "has the name"),
    "a foreign key to nothing": (
        table("columns: {«NP132»a: bigint references usrs(id)}"),
        "Did you mean `users`?",
    ),
    "a foreign key to no column": (
        table("columns: {«NP133»a: bigint references users(idd)}"),
        "Did you mean `id`?",
    ),
    "a foreign key to nowhere": (
        table("columns: {«NP135»a: bigint references auth.users(id)}"),
        "external: true",
    ),
    "a foreign key of two to one": (
        table("columns: {a: bigint, b: bigint}\nforeign_keys: {«NP123»f: '(a, b) references users (id)'}"),
        "same length",
    ),
    "a foreign key without columns": (
        table("columns: {a: bigint}\nforeign_keys:\n  - «NP123»references users (id)"),
        "which columns",
    ),
    "an action that is none": (
        table("columns:\n  a: bigint references users on delete «NP120»vanish"),
        "cascade",
    ),
    "an unknown mixin": (table("use: [«NP136»audit]"), "mixins:"),
    "an index on nothing": (table("columns: {a: text}\nindexes: {i: «NP112»[]}"), "empty"),
    "an index key of both kinds": (
        table("columns: {a: text}\nindexes: {i: [«NP116»{column: a, expr: a}]}"),
        "either",
    ),
    "a policy for an unknown role": (
        table("row_level_security: enabled\npolicies: {p: {to: [«NP131»ap], using: 'true'}}"),
        "Did you mean `app`?",
    ),
    "a policy that inserts what it sees": (
        table("row_level_security: enabled\npolicies: {p: {for: insert, «NP154»using: 'true'}}"),
        "with_check",
    ),
    "a policy that checks what it reads": (
        table("row_level_security: enabled\npolicies: {p: {for: select, «NP154»with_check: 'true'}}"),
        "writes no rows",
    ),
    "a policy that says nothing": (
        table("row_level_security: enabled\npolicies: {p: «NP156»{for: select}}"),
        "neither",
    ),
    "a policy on Neon's own role": (
        table("row_level_security: enabled\npolicies: {«NP151»p: {to: [owner], using: 'true'}}"),
        "managed by Neon",
    ),
    "a privilege that is none": (table("grants: {app: [«NP170»selct]}"), "Did you mean `select`?"),
    "a privilege that has no columns": (
        table("columns: {a: text}\ngrants: {app: {«NP170»delete: [a]}}"),
        "single columns",
    ),
    "an unknown column in a grant": (
        table("columns: {a: text}\ngrants: {app: {select: [«NP133»b]}}"),
        "no column `b`",
    ),
    "all in a list": (table("grants: {app: [«NP170»all]}"), "instead of the list"),
    "a grant to nobody": (table("grants: {«NP131»ghost: [select]}"), "no role `ghost`"),
    "a replica identity that is none": (
        table("columns: {a: text}\nreplica_identity: «NP113»nope"),
        "no index `nope`",
    ),
    "a key of what is further in": (
        "projects: {a: {databases: {d: {«NP110»from: {sql: a.sql}}}}}\n",
        "It belongs further in: `schemas: {NAME: {from: …}}`.",
    ),
    "an unknown key with a hint": (table("«NP110»rls: true"), "row_level_security: enabled"),
    "storage that is none": (table("columns: {a: {type: text, storage: «NP113»big}}"), "plain"),
    "a table that is its own old name": (table("renamed_from: «NP160»orders"), "Leave `renamed_from` out"),
}


@pytest.mark.parametrize(
    ("text", "phrase"), [*TEXT.values(), *PROJECT.values(), *TABLE.values()], ids=[*TEXT, *PROJECT, *TABLE]
)
def test_a_mistake_is_told_at_its_place(mistakes: Callable[..., Any], text: str, phrase: str) -> None:
    """Code, line and column are exact, and the message says what to do."""
    expected, found, messages = mistakes(text)

    assert expected == found, messages
    assert phrase in messages


def test_row_security_without_effect(mistakes: Callable[..., Any]) -> None:
    """Policies without row-level security and row-level security without policies are told at the table."""
    off = (
        CATALOG.replace("orders:", "«NP153»orders:")
        + " " * 16
        + "policies: {p: {to: [app], using: 'true'}}\n"
    )
    bare = CATALOG.replace("orders:", "«NP155»orders:") + " " * 16 + "row_level_security: forced\n"

    for text in (off, bare):
        expected, found, messages = mistakes(text)
        assert expected == found, messages


def test_all_mistakes_come_in_one_run(mistakes: Callable[..., Any]) -> None:
    """Text, shape, reference and rule mistakes of one stack are told together, in the order of the text."""
    text = """\
        version: «NP114»3
        projects:
          a:
            branches:
              m: {default: true, protected: «NP112»ja}
              n: {parent: «NP130»x}
            databases:
              d:
                owner: «NP131»o
                schemas: {public: {tables: {t: {columns: {c: «NP121»"serial[]"}}}}}
        """
    expected, found, messages = mistakes(text)

    assert expected == found, messages
    lines = [int(line.split(":")[1]) for line in messages.splitlines() if "error[" in line]
    assert sorted(lines) == lines


def test_one_mistake_is_told_once(mistakes: Callable[..., Any]) -> None:
    """What can't be read exists all the same: nothing that refers to it is told as well."""
    text = """\
        projects:
          a:
            branches:
              m: {default: true}
              b: «NP112»[]
              c: {parent: b}
            roles: {r: «NP112»[], s: {member_of: [r]}}
            databases:
              d:
                owner: r
                schemas:
                  public:
                    types: {x: «NP112»[]}
                    tables:
                      t: {columns: {c: «NP134»txt, d: «NP112»[]}, indexes: {i: [d]}, primary_key: [d]}
                      u: {columns: {e: x, f: int references v(g), g: int references t(d)}}
                      v: «NP112»[]
                      w: {use: [«NP136»nope], indexes: {j: [y]}, unique: [[z]]}
                      z: {columns: «NP112»[], checks: [a > 0], indexes: [[a]], grants: {r: {select: [a]}}}
        """
    expected, found, messages = mistakes(text)

    assert expected == found, messages


def test_every_code_is_reached() -> None:
    """No code is left that no text here, or in the tests of files, can provoke."""
    texts = "".join(text for text, _ in (*TEXT.values(), *PROJECT.values(), *TABLE.values()))
    elsewhere = {"NP100", "NP104", "NP107", "NP108", "NP153", "NP155"}

    assert {code for code in CODES if f"«{code}»" not in texts} == elsewhere
