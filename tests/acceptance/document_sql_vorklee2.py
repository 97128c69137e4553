"""The SQL of the Vorklee2 document, block by block: as it is written, or as the stack's README corrects it."""

from __future__ import annotations

from document_sql import Rows, Said

ORG, OTHER = "1a000000-0000-4000-8000-00000000000a", "ffffffff-ffff-ffff-ffff-ffffffffffff"
WRITER, EDITOR = "1b000000-0000-4000-8000-00000000000b", "1c000000-0000-4000-8000-00000000000c"
HOLE = "80000000-0000-0000-0000-7fffffffffff"
"""Between the document's two partitions."""

AS_MIGRATION = ("grant migration_user to current_user with set true", "set local role migration_user")
AS_WRITER = (
    f"select set_config('app.current_org_id', '{ORG}', true), set_config('app.current_user_id', '{WRITER}', true)",
)
A_NOTE = (f"insert into notes (org_id, user_id, title) values ('{ORG}', '{WRITER}', 'a title')",)
SHARDS = (
    "create table written (id uuid, org_id uuid) partition by range (org_id)",
    (
        "create table written_1 partition of written for values"
        " from ('00000000-0000-0000-0000-000000000000') to ('80000000-0000-0000-0000-7fffffffffff')"
    ),
    (
        "create table written_2 partition of written for values"
        " from ('80000000-0000-0000-0000-800000000000') to ('ffffffff-ffff-ffff-ffff-ffffffffffff')"
    ),
)
IN_APP = """
    org_id = current_setting('app.current_org_id')::uuid AND (
      user_id = current_setting('app.current_user_id')::uuid
      OR EXISTS (SELECT 1 FROM core.app_permissions
                  WHERE user_id = current_setting('app.current_user_id')::uuid
                    AND org_id = current_setting('app.current_org_id')::uuid AND role IN ('admin', 'editor')))"""


def _is_share_of_sessions(rows: Rows) -> bool:
    """All of ours are at work: 100 % of the sessions, and a hundredth of what the database may have."""
    return any(name == "notes" and active >= 1 and share > 1 for name, _, active, _, share in rows)


POLICIES = (
    Said(
        "5, ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY",
        AS_MIGRATION,
        "notes",
    ),
    *(
        Said(
            f"5, org_isolation_{command}: as written it asks a table of another project",
            f"CREATE POLICY org_isolation_{command} ON public.notes FOR {command.upper()} USING ({IN_APP})",
            (*AS_MIGRATION, f"drop policy org_isolation_{command} on notes"),
            "notes",
            refused="42P01",
        )
        for command in ("select", "update", "delete")
    ),
    Said(
        "5, org_isolation_write: as written",
        "CREATE POLICY written ON public.notes FOR INSERT WITH CHECK (org_id = current_setting('app.current_org_id')::uuid"
        " AND user_id = current_setting('app.current_user_id')::uuid)",
        AS_MIGRATION,
        "notes",
    ),
    Said(
        "5, a setting that nobody made: as written it fails",
        "SELECT current_setting('app.current_org_id')::uuid",
        database="notes",
        refused="42704",
    ),
    Said(
        "5, a setting that was RESET: as written it fails",
        "SELECT current_setting('app.current_org_id')::uuid",
        ("select set_config('app.current_org_id', '', true)",),
        "notes",
        refused="22P02",
    ),
    Said(
        "5, either: corrected, nobody",
        'SELECT "CurrentOrgId"(), "CurrentUserId"()',
        ("select set_config('app.current_org_id', '', true)",),
        "notes",
        returns=[(None, None)],
    ),
    Said(
        "5, org_isolation_select: corrected, the author sees the note",
        "SELECT title FROM notes",
        (*A_NOTE, *AS_WRITER),
        "notes",
        role="service_rw",
        returns=[("a title",)],
    ),
    Said(
        "5, org_isolation_update: corrected, an editor of another app may not",
        "UPDATE notes SET title = 'mine' RETURNING title",
        (
            *A_NOTE,
            f"insert into app_permissions (org_id, user_id, app_code, role) values ('{ORG}', '{EDITOR}', 'hr', 'editor')",
            *AS_WRITER,
            f"select set_config('app.current_user_id', '{EDITOR}', true)",
        ),
        "notes",
        role="service_rw",
        returns=[],
    ),
    Said(
        "5, org_isolation_delete: the author may, too",
        "DELETE FROM notes RETURNING title",
        (*A_NOTE, *AS_WRITER),
        "notes",
        role="service_rw",
        returns=[("a title",)],
    ),
)

POOL = (
    Said(
        "5, connection pool health: as written, the share of active sessions",
        "SELECT datname, count(*) AS total_connections, count(*) FILTER (WHERE state = 'active') AS active_connections, "
        "count(*) FILTER (WHERE state = 'idle') AS idle_connections, "
        "(count(*) FILTER (WHERE state = 'active')::float / count(*)::float * 100) AS utilization_pct "
        "FROM pg_stat_activity WHERE datname IS NOT NULL GROUP BY datname",
        database="notes",
        holds=_is_share_of_sessions,
    ),
    Said(
        "5, connection pool health: corrected, the share of the limit",
        "SELECT datname, count(*) AS total_connections, count(*) * 100.0 / datconnlimit AS utilization_pct "
        "FROM pg_stat_activity JOIN pg_database USING (datname) WHERE datconnlimit > 0 GROUP BY datname, datconnlimit",
        database="notes",
        holds=lambda rows: [(name, share == total) for name, total, share in rows] == [("notes", True)],
    ),
)

STATISTICS = (
    Said("6, CREATE EXTENSION", "CREATE EXTENSION IF NOT EXISTS pg_stat_statements", database="notes"),
    Said(
        "6, view slow queries: as written",
        "SELECT query, calls, total_exec_time, mean_exec_time, max_exec_time, (total_exec_time / 1000 / 60) as total_minutes "
        "FROM pg_stat_statements WHERE mean_exec_time > 100 ORDER BY mean_exec_time DESC LIMIT 20",
        ("select 'the slow one', pg_sleep(0.15)",),
        "notes",
        holds=lambda rows: any("pg_sleep" in query and mean > 100 for query, _, _, mean, _, _ in rows),
    ),
)

CHECKSUM = "MD5(string_agg(id::text, '' ORDER BY id)) AS checksum"
RECOVERY = (
    Said(
        "7, checksums of the restore: as written",
        f"SELECT 'notes' AS table_name, COUNT(*) AS row_count, {CHECKSUM} FROM notes"
        f" UNION ALL SELECT 'notebooks' AS table_name, COUNT(*) AS row_count, {CHECKSUM} FROM notebooks",
        A_NOTE,
        "notes",
        holds=lambda rows: (
            [(name, bool(total)) for name, total, _ in sorted(rows)]
            == [("notebooks", False), ("notes", True)]
        ),
    ),
    Said(
        "7, checksum of production: as written it runs",
        "SELECT MD5(string_agg(id::text, '')) FROM notes",
        (),
        "notes",
    ),
    Said(
        "7, checksum of production: without an order the same rows have another one",
        "SELECT md5(string_agg(n::text, '' ORDER BY n)) = md5(string_agg(n::text, '' ORDER BY -n)) FROM generate_series(1, 9) n",
        database="notes",
        returns=[(False,)],
    ),
    Said(
        "7, replication lag: as written an alias is asked in WHERE",
        "SELECT client_addr, state, sync_state, EXTRACT(EPOCH FROM (now() - replay_lag)) as lag_seconds "
        "FROM pg_stat_replication WHERE lag_seconds > 1",
        database="notes",
        refused="42703",
    ),
    Said(
        "7, replication lag: as written a moment is taken for a lag",
        "SELECT EXTRACT(EPOCH FROM (now() - interval '1 second')) > 1e9",
        database="notes",
        returns=[(True,)],
    ),
    Said(
        "7, replication lag: corrected",
        "SELECT client_addr, state, sync_state, EXTRACT(EPOCH FROM replay_lag) AS lag_seconds "
        "FROM pg_stat_replication WHERE replay_lag > interval '1 hour'",
        database="notes",
        returns=[],
    ),
)

ETL = (
    Said(
        "8, pglogical create_subscription: no SQL",
        "pglogical create_subscription sub_notes connection 'host=vorklee-notes-prod' publication notes_pub",
        database="analytics",
        refused="42601",
    ),
)

RUNBOOK = (
    Said("9, step 1: as written", "ALTER TABLE notes ADD COLUMN new_field TEXT NULL", AS_MIGRATION, "notes"),
    Said(
        "9, step 3: UPDATE has no LIMIT",
        "UPDATE notes SET title = body WHERE title IS NULL LIMIT 1000",
        AS_MIGRATION,
        "notes",
        refused="42601",
    ),
    Said(
        "9, step 3: corrected",
        "UPDATE notes SET title = 'from old_field' WHERE (org_id, id) IN"
        " (SELECT org_id, id FROM notes WHERE title IS NULL LIMIT 1000) RETURNING title",
        (f"insert into notes (org_id, user_id) values ('{ORG}', '{WRITER}')", *AS_MIGRATION),
        "notes",
        returns=[("from old_field",)],
    ),
    Said(
        "9, step 5, verify: as written",
        "SELECT COUNT(*) FROM notes WHERE new_field IS NULL",
        (*AS_MIGRATION, "alter table notes add new_field text default ''"),
        "notes",
        returns=[(0,)],
    ),
    Said(
        "9, step 5: as written",
        "ALTER TABLE notes ALTER COLUMN new_field SET NOT NULL",
        (*AS_MIGRATION, "alter table notes add new_field text default ''"),
        "notes",
    ),
    Said(
        "9, step 5 before the backfill",
        "ALTER TABLE notes ALTER COLUMN new_field SET NOT NULL",
        (*A_NOTE, *AS_MIGRATION, "alter table notes add new_field text"),
        "notes",
        refused="23502",
    ),
    Said(
        "9, step 6: as written",
        "ALTER TABLE notes DROP COLUMN old_field",
        (*AS_MIGRATION, "alter table notes add old_field text"),
        "notes",
    ),
)

SHARDING = (
    *(
        Said(
            f"9, partitions: as written {what}",
            f"INSERT INTO written VALUES (gen_random_uuid(), '{org}')",
            (*AS_MIGRATION, *SHARDS),
            "notes",
            refused="23514",
        )
        for what, org in (("there is a hole", HOLE), ("the last bound is left out", OTHER))
    ),
    *(
        Said(
            f"9, partitions: corrected, organisation {org[:4]}… has one",
            f"INSERT INTO notes (org_id, user_id) VALUES ('{org}', '{WRITER}') RETURNING tableoid::regclass::text",
            database="notes",
            returns=[("notes_shard_2",)],
        )
        for org in (HOLE, OTHER)
    ),
    Said(
        "9, PRIMARY KEY (id) of a partitioned table",
        "ALTER TABLE written ADD PRIMARY KEY (id)",
        (*AS_MIGRATION, *SHARDS),
        "notes",
        refused="0A000",
    ),
)

ANONYMISED = (
    Said(
        "10, users_anon: as written it crosses two projects",
        "INSERT INTO analytics.users_anon SELECT id, org_id FROM core.users WHERE deleted_at IS NULL",
        database="core",
        refused="42P01",
    ),
    Said(
        "10, users_anon: users have no user_id",
        "SELECT user_id, org_id FROM core.users WHERE deleted_at IS NULL",
        database="core",
        refused="42703",
    ),
    Said(
        "10, users_anon: corrected",
        "SELECT org_id::text, signup_month::date::text, country_code, note_count, to_jsonb(a) ? 'email' FROM reporting.\"UsersAnonymous\" a",
        (
            f"insert into core.users (id, org_id, country, created_at, note_count) values ('{WRITER}', '{ORG}', 'Norway', '2026-03-14', 3)",
        ),
        "analytics",
        returns=[(ORG, "2026-03-01", "No", 3, False)],
    ),
)

STATEMENTS = (*POLICIES, *POOL, *STATISTICS, *RECOVERY, *ETL, *RUNBOOK, *SHARDING, *ANONYMISED)
